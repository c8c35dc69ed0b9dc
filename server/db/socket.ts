// Lets a second process of the same machine (import, city tools) speak to the embedded database of a running server.
// A Unix socket in the data directory, readable by its owner only; one JSON message a line.
import { rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Database } from './database.ts'
import { DatabaseError, leasedDatabase, type Embedded, type Lease } from './embedded.ts'
import type { Reply, Request } from './embedded.worker.ts'
import { turnstile } from './turnstile.ts'

type Message = Request | { op: 'lease' } | { op: 'release' }

/** Hears whole messages. A process that died in mid-line leaves half of one: whoever spoke it is not listened to any more. */
const onMessage = <Body>(socket: Socket, hear: (message: Body) => void) =>
  createInterface({ input: socket }).on('line', (line) => {
    let message: Body
    try {
      message = JSON.parse(line) as Body
    } catch {
      return void socket.destroy()
    }
    hear(message)
  })

const serve = (socket: Socket, embedded: Embedded) => {
  let held: Lease | null = null
  // Messages of one connection are answered one after the other.
  let work: Promise<unknown> = Promise.resolve()
  const handle = async ({ id, ...message }: Message & { id: number }) => {
    const reply: Reply = { id }
    try {
      if (message.op === 'lease') held ??= await embedded.lease()
      else if (message.op === 'release') {
        held?.release()
        held = null
      } else if (!held) throw new Error('no lease')
      else if (message.op === 'close' || message.op === 'listen') throw new Error('not through the socket')
      else reply.rows = await held.run(message)
    } catch (reason) {
      reply.error = reason instanceof DatabaseError ? reason.reply : { message: (reason as Error).message }
    }
    if (!socket.destroyed) socket.write(JSON.stringify(reply) + '\n')
  }
  onMessage<Message & { id: number }>(socket, (message) => {
    work = work.then(() => handle(message))
  })
  socket.on('error', () => {})
  // A process that died in the middle of a transaction leaves nothing behind.
  socket.on('close', () => {
    work = work.then(async () => {
      await held?.run({ op: 'script', text: 'rollback' }).catch(() => {})
      held?.release()
    })
  })
}

/** Opens the socket; returns how to close it. */
export const openSocket = (path: string, embedded: Embedded): Promise<() => void> =>
  new Promise((resolve, reject) => {
    rmSync(path, { force: true })
    const before = process.umask(0o177)
    const server = createServer((socket) => serve(socket, embedded))
    server.on('error', reject)
    server.listen(path, () => resolve(() => server.close()))
    // The socket exists by now; a file of anybody else's should not be closed to others too.
    process.umask(before)
  })

/** Attaches to a running server's embedded database. Throws when nobody answers at `path`. */
export const attach = async (path: string): Promise<Database> => {
  const socket = createConnection(path)
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  const waiting = new Map<number, { resolve: (rows: unknown[]) => void; reject: (reason: Error) => void }>()
  let last = 0
  onMessage<Reply>(socket, ({ id, rows, error }) => {
    const waiter = waiting.get(id)
    waiting.delete(id)
    if (error) waiter?.reject(new DatabaseError(error))
    else waiter?.resolve(rows ?? [])
  })
  socket.on('error', () => {})
  socket.on('close', () => {
    for (const waiter of waiting.values()) waiter.reject(new Error('the server that holds the database has ended'))
    waiting.clear()
  })
  const send = (message: Message) =>
    new Promise<unknown[]>((resolve, reject) => {
      if (socket.destroyed) return reject(new Error('the server that holds the database has ended'))
      const id = ++last
      waiting.set(id, { resolve, reject })
      socket.write(JSON.stringify({ id, ...message }) + '\n')
    })
  // Within this process too, one speaks at a time.
  const line = turnstile()
  const lease = async (patient?: boolean) => {
    const done = await line.enter(patient)
    await send({ op: 'lease' }).catch((reason: unknown) => {
      done()
      throw reason
    })
    return {
      run: send,
      release: () => {
        send({ op: 'release' }).catch(() => {})
        done()
      },
    }
  }
  return leasedDatabase(lease, {
    listen: async () => {
      throw new Error('listening works only in the process that holds the embedded database')
    },
    close: async () => void socket.end(),
  })
}
