// Whoever goes away (a screen, a command, the terminal the server was started from) never ends the server. Each stream has
// somebody listening where it is made; here is the last ear, for what was forgotten.
import { randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { Logger } from 'pino'

/** What only says that the other side has gone: nothing of ours is half done by it. */
const gone = new Set(['EPIPE', 'ECONNRESET', 'ECONNABORTED', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'ERR_STREAM_PREMATURE_CLOSE'])

/**
 * Listens for what nobody has heard. A promise nobody waited for is logged with a number, and the server goes on: whoever asked
 * has been answered, or is told by their own request. An exception nobody caught may have left things half done in memory, so
 * that is logged, what is under way is let finish (`end`), and the process ends with 1, to be started again: nothing is kept
 * in it that is not in the database.
 */
export const endure = (server: Server, log: Logger, end: (code: number) => Promise<void>): void => {
  server.on('error', (reason) => log.error({ err: reason }, 'listening'))
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  const numbered = (reason: unknown) => ({ err: reason, request: randomUUID().slice(0, 8) })
  process.on('unhandledRejection', (reason) => log.error(numbered(reason), 'a promise nobody waited for'))
  process.on('uncaughtException', (reason: NodeJS.ErrnoException) => {
    if (gone.has(reason.code ?? '')) return log.error(numbered(reason), 'somebody has gone, and nobody listened')
    const said = numbered(reason)
    log.fatal(said, 'an exception nobody caught')
    console.error(`程序出错而停止（编号 ${said.request}）。已提交的数据都在，请重新启动。 (stopped by a fault of ours, logged as ${said.request}; nothing committed is lost, start again)`)
    void end(1)
  })
}
