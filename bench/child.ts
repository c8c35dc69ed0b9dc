// A server in a process of its own, which ends with us.
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export interface Child {
  /** http://127.0.0.1:… */
  url: string
  stop(): Promise<void>
}

/** Starts a file of this folder; `first` is what it is told at once. Resolves when it has said its port. */
export const startChild = async (file: string, args: readonly string[] = [], first?: unknown): Promise<Child> => {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), args, { execArgv: ['--import', 'tsx'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    child.once('message', (message: { port: number }) => resolve(message.port))
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}`)))
    if (first !== undefined) child.send(first as object)
  })
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
