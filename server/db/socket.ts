// Lets a second process of the same machine (import, city tools) speak to the embedded database of a running server.
// A Unix socket in the data directory, readable by its owner only; one JSON message a line. Whoever speaks may go at any
// moment, stop listening or fall silent: that is theirs to bear, and never the server's.
import { rmSync } from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import type { OpenDatabase } from './database.ts'
import { DatabaseError, leasedDatabase, type Embedded, type Lease } from './embedded.ts'
import type { Reply, Request } from './embedded.worker.ts'
import { turnstile } from './turnstile.ts'

type Message = Request | { op: 'lease' } | { op: 'release' }

/** One message holds at most this; the largest is a feature of 64 MB (geodata/import/read/source.ts) on its way in. */
const longestMessage = 256 * 1024 ** 2
/** Messages of one connection that wait for their answers; whoever sends more is not listened to until some are given. */
const mostWaiting = 100

/** Whoever holds the database and says nothing for this long has stopped; LEASE_SECONDS says otherwise. */
const silentSeconds = (): number => {
  const said = Number(process.env.LEASE_SECONDS || 20)
  return said > 0 ? said : 20
}

/**
 * Hears whole messages. A process that died in mid-line leaves half of one, and one that never ends its line is not listened
 * to any more. (node:readline passes errors of the socket on as its own, where nobody listens, and keeps a line however long.)
 */
const onMessage = <Body>(socket: Socket, hear: (message: Body) => void) => {
  let pieces: string[] = []
  let length = 0
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0 && !socket.destroyed; end = text.indexOf('\n', from)) {
      const line = pieces.join('') + text.slice(from, end)
      from = end + 1
      pieces = []
      length = 0
      let message: Body
      try {
        message = JSON.parse(line) as Body
        if (typeof message !== 'object' || message === null) throw new SyntaxError('no message')
      } catch {
        return void socket.destroy()
      }
      hear(message)
    }
    pieces.push(text.slice(from))
    length += text.length - from
    if (length > longestMessage) socket.destroy()
  })
}

/** Whatever becomes of the other side, this one has heard of it. */
const unmoved = (socket: Socket) => void socket.on('error', () => socket.destroy())

const serve = (socket: Socket, embedded: Embedded) => {
  unmoved(socket)
  let held: Lease | null = null
  let waiting = 0
  // Messages of one connection are answered one after the other.
  let work: Promise<unknown> = Promise.resolve()
  // While it holds the database it is its turn to speak, and everybody else waits.
  let silence: NodeJS.Timeout | undefined
  const listen = () => {
    clearTimeout(silence)
    if (held && !waiting) silence = setTimeout(() => socket.destroy(), silentSeconds() * 1000)
  }
  /** Resolves once the answer is on its way, or the line is gone: whoever does not fetch its answers gets no more of them. */
  const say = (reply: Reply) =>
    new Promise<void>((resolve) => {
      if (!socket.writable || socket.write(JSON.stringify(reply) + '\n')) return resolve()
      const unfetched = setTimeout(() => socket.destroy(), silentSeconds() * 1000)
      const done = () => {
        clearTimeout(unfetched)
        socket.off('drain', done).off('close', done)
        resolve()
      }
      socket.on('drain', done).on('close', done)
    })
  const handle = async ({ id, ...message }: Message & { id: number }) => {
    // What it asked for before it went is not done any more.
    if (socket.destroyed) return
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
    await say(reply)
  }
  onMessage<Message & { id: number }>(socket, (message) => {
    clearTimeout(silence)
    if (++waiting > mostWaiting) socket.pause()
    work = work.then(() => handle(message)).catch(() => socket.destroy()).then(() => {
      if (--waiting <= mostWaiting) socket.resume()
      listen()
    })
  })
  // A process that died in the middle of a transaction leaves nothing behind.
  socket.on('close', () => {
    work = work.then(async () => {
      clearTimeout(silence)
      await held?.run({ op: 'script', text: 'rollback' }).catch(() => {})
      held?.release()
      held = null
    })
  })
}

/** Opens the socket; returns how to close it, on whoever still speaks too. */
export const openSocket = (path: string, embedded: Embedded): Promise<() => void> =>
  new Promise((resolve, reject) => {
    rmSync(path, { force: true })
    const before = process.umask(0o177)
    const speaking = new Set<Socket>()
    const server = createServer((socket) => {
      speaking.add(socket)
      socket.on('close', () => speaking.delete(socket))
      serve(socket, embedded)
    })
    server.on('error', reject)
    server.listen(path, () => resolve(() => {
      server.close()
      for (const socket of speaking) socket.destroy()
    }))
    // The socket exists by now; a file of anybody else's should not be closed to others too.
    process.umask(before)
  })

/** Attaches to a running server's embedded database. Throws when nobody answers at `path`. */
export const attach = async (path: string): Promise<OpenDatabase> => {
  const socket = createConnection(path)
  await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject))
  unmoved(socket)
  const ended = () => new Error('the server that holds the database has ended')
  const waiting = new Map<number, { resolve: (rows: unknown[]) => void; reject: (reason: Error) => void }>()
  let last = 0
  onMessage<Reply>(socket, ({ id, rows, error }) => {
    const waiter = waiting.get(id)
    waiting.delete(id)
    if (error) waiter?.reject(new DatabaseError(error))
    else waiter?.resolve(rows ?? [])
  })
  socket.on('close', () => {
    for (const waiter of waiting.values()) waiter.reject(ended())
    waiting.clear()
  })
  const send = (message: Message) =>
    new Promise<unknown[]>((resolve, reject) => {
      if (!socket.writable) return reject(ended())
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
