// Who holds a data folder. A process number says nothing across containers that share a volume, and after a power cut may be
// somebody else's; a listening Unix socket is seen by every process of the machine that sees the folder, whatever its
// namespace, and the kernel closes it the moment its process ends. (Not over a network file system: such a folder is for one machine.)
import { randomUUID } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const places = (directory: string) => ({
  lock: join(directory, 'lock'),
  /** The number of the process that holds the folder, for a sentence: as its own namespace counts. */
  holder: join(directory, 'holder'),
})

/** Locks this process holds, by folder. */
const held = new Map<string, { server: Server; own: string; inode: number }>()

/** Whether somebody listens at a socket. One that is busy answers all the same: the kernel takes the call. */
const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const call = createConnection(path)
    const done = (alive: boolean) => {
      call.destroy()
      resolve(alive)
    }
    call.once('connect', () => done(true)).once('error', (reason: NodeJS.ErrnoException) => done(!['ECONNREFUSED', 'ENOENT', 'ENOTSOCK'].includes(reason.code ?? '')))
  })

const inodeOf = (path: string) => {
  try {
    return statSync(path).ino
  } catch {
    return null
  }
}

/** Whether another process holds a folder; `doors` are further sockets a holder may answer at. */
export const isHeld = async (directory: string, doors: readonly string[] = []): Promise<boolean> => {
  if (held.has(directory)) return false
  for (const path of [places(directory).lock, ...doors]) if (await answers(path)) return true
  return false
}

/** What the holder said of itself: the number of its process, or '?'. */
export const holderOf = (directory: string): string => {
  try {
    return /^\d+/.exec(readFileSync(places(directory).holder, 'utf8'))?.[0] ?? '?'
  } catch {
    return '?'
  }
}

/** Tries to become the holder of a folder (once is enough: asking again is no harm). False while another process holds it. */
export const tryHold = async (directory: string): Promise<boolean> => {
  if (held.has(directory)) return true
  const { lock, holder } = places(directory)
  const own = `${lock}.${randomUUID().slice(0, 8)}`
  const server = createServer((caller) => caller.on('error', () => {}).end()).unref()
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(own, resolve))
  server.removeAllListeners('error').on('error', () => {})
  const inode = inodeOf(own)!
  const giveUp = () => {
    server.close()
    rmSync(own, { force: true })
    return false
  }
  for (;;) {
    try {
      // Of several at the same instant only one gives its socket this name.
      linkSync(own, lock)
      break
    } catch (reason) {
      if ((reason as NodeJS.ErrnoException).code !== 'EEXIST') {
        giveUp()
        throw reason
      }
      if (await answers(lock)) return giveUp()
      // Left by a process that has ended. Taken out of the way by another name: should somebody have become the holder
      // meanwhile, it is theirs that was taken, and is given back.
      const aside = `${own}.old`
      try {
        renameSync(lock, aside)
      } catch {
        continue
      }
      const theirs = await answers(aside)
      if (theirs)
        try {
          linkSync(aside, lock)
        } catch {
          // Somebody else is the holder by now; whoever was finds that out below.
        }
      rmSync(aside, { force: true })
      if (theirs) return giveUp()
    }
  }
  rmSync(own, { force: true })
  await wait(50)
  if (inodeOf(lock) !== inode) return giveUp()
  writeFileSync(holder, `${process.pid}`)
  held.set(directory, { server, own, inode })
  return true
}

/** Lets a folder go. */
export const letGo = (directory: string): void => {
  const mine = held.get(directory)
  if (!mine) return
  held.delete(directory)
  const { lock, holder } = places(directory)
  if (inodeOf(lock) === mine.inode) {
    rmSync(lock, { force: true })
    rmSync(holder, { force: true })
  }
  mine.server.close()
}
