// Which database this process speaks to: DATABASE_URL's server, a running server's embedded one, or its own.
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { OpenDatabase } from './database.ts'
import { openEmbedded } from './embedded.ts'
import { holderOf, isHeld, letGo, tryHold } from './lock.ts'
import { serverDatabase } from './server.ts'
import { attach, openSocket } from './socket.ts'

/** Something a person has to mend before we can go on: told in one sentence, without a stack. */
export class Trouble extends Error {}

export interface Places {
  /** postgres://… of a PostGIS server; without one the embedded database is used. */
  url?: string
  /** Folder of the embedded database. */
  directory: string
}

export const placesFromEnvironment = (): Places => ({
  url: process.env.DATABASE_URL || undefined,
  directory: resolve(process.env.DATA_DIR || '.data'),
})

const postgresMajor = '18'
const leastFreeBytes = 600 * 1024 ** 2

export const files = (directory: string) => ({
  pg: join(directory, 'pg'),
  socket: join(directory, 'socket'),
  /** Exists from before the first byte of a city is written until the whole of it is there. */
  building: join(directory, 'building'),
})

/** A server told to end needs a moment to do so. */
const farewellMs = 3000

/** Makes this process the holder of a data directory. Throws `Trouble` while another one is. */
export const claim = async (directory: string): Promise<void> => {
  const giveUp = Date.now() + farewellMs
  const { socket } = files(directory)
  try {
    mkdirSync(directory, { recursive: true })
    while ((await isHeld(directory, [socket])) || !(await tryHold(directory))) {
      if (Date.now() > giveUp) throw new Trouble(`进程 ${holderOf(directory)} 正在使用 ${directory}。请先停掉它，或用 DATA_DIR 指到别处。 (another process holds the data directory)`)
      await setTimeout(100)
    }
  } catch (reason) {
    if (reason instanceof Trouble) throw reason
    if ((reason as NodeJS.ErrnoException).code === 'EINVAL') throw new Trouble(`目录名 ${directory} 太长，建不了本机接口：请用 DATA_DIR 指到短一些的路径。 (the name of the data directory is too long for a socket)`)
    throw new Trouble(`不能写入数据目录 ${directory}：${(reason as Error).message} (the data directory cannot be written)`)
  }
  const { bavail, bsize } = statfsSync(directory)
  if (bavail * bsize < leastFreeBytes && !existsSync(files(directory).pg))
    throw new Trouble(`磁盘剩余 ${Math.round((bavail * bsize) / 1024 ** 2)} MB，至少要 ${leastFreeBytes / 1024 ** 2} MB：请腾出空间，或用 DATA_DIR 指到别处。 (not enough disk space)`)
}

const openOwn = async (directory: string): Promise<OpenDatabase> => {
  const { pg, socket } = files(directory)
  await claim(directory)
  const version = join(pg, 'PG_VERSION')
  if (existsSync(version) && readFileSync(version, 'utf8').trim() !== postgresMajor)
    throw new Trouble(`数据目录 ${pg} 属于另一个版本的数据库，没有改动它。请用当时的版本导出，或用 npm start -- --fresh 另起一座城市。 (database of another version, left untouched)`)
  const embedded = await openEmbedded(pg).catch((reason: Error) => {
    letGo(directory)
    throw new Trouble(`打不开数据目录 ${pg}（${reason.message}）。目录原样保留；用 npm start -- --fresh 可另起一座城市，旧目录会改名留存。 (the data directory does not open; it is left as it was)`)
  })
  const closeSocket = await openSocket(socket, embedded).catch(async (reason: Error) => {
    await embedded.database.close()
    letGo(directory)
    throw new Trouble(`不能在 ${socket} 建立本机接口（${reason.message}）：目录名太长时请用 DATA_DIR 指到短一些的路径。 (no socket can be made there)`)
  })
  return {
    ...embedded.database,
    async close() {
      closeSocket()
      await embedded.database.close()
      rmSync(socket, { force: true })
      letGo(directory)
    },
  }
}

/**
 * Opens the database; with `attachable`, through a running server that already holds the embedded one.
 * `querySeconds` is how long a PostGIS server may take over a query; 0 is as long as it likes.
 */
export const openDatabase = async ({ url, directory }: Places, { attachable = false, querySeconds = 0 } = {}): Promise<OpenDatabase> => {
  if (url) {
    const database = serverDatabase(url, { querySeconds })
    await database.script('select 1').catch(async (reason: Error) => {
      await database.close()
      throw new Trouble(`连不上 DATABASE_URL 的数据库：${reason.message} (cannot reach the database server)`)
    })
    return database
  }
  const { socket } = files(directory)
  if (!attachable || !(await isHeld(directory, [socket]))) return openOwn(directory)
  return attach(socket).catch(() => {
    throw new Trouble(`进程 ${holderOf(directory)} 正占用 ${directory}，但没有应答；请等它启动完再试。 (another process holds the data directory)`)
  })
}
