// A moment of the register, held still while everybody goes on working: a transaction's snapshot on a server; of an embedded
// database that is being served, a copy of its folder, taken between two statements and opened here.
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Bulk, Database, OpenDatabase } from '../db/database.ts'
import { openEmbedded } from '../db/embedded.ts'
import { isHeld, letGo, tryHold } from '../db/lock.ts'
import { files, openDatabase, Trouble, type Places } from '../db/open.ts'
import { sql } from '../db/sql.ts'
import { auditCommand } from '../audit/log.ts'

const copyPrefix = 'copy-'

/** Removes copies that a killed backup left behind: nobody holds them any more. */
export const sweepCopies = async (directory: string): Promise<void> => {
  for (const name of await readdir(directory).catch(() => [])) {
    const copy = join(directory, name)
    if (name.startsWith(copyPrefix) && !(await isHeld(copy))) await rm(copy, { recursive: true, force: true })
  }
}

/** How long the served database stood still, milliseconds. */
const copied = async (held: Database, from: string, to: string): Promise<number> =>
  held.transaction(async (tx) => {
    const began = Date.now()
    // Nobody writes while we hold the line; whoever holds it must be heard from. What is not in the files yet is in the log beside them.
    const alive = setInterval(() => void tx.query(sql`select 1`).catch(() => {}), 1000)
    try {
      await cp(from, to, { recursive: true, mode: 2 /* COPYFILE_FICLONE: a file system that can, copies without copying */ })
    } finally {
      clearInterval(alive)
    }
    return Date.now() - began
  })

const still = <T>(database: OpenDatabase, work: (tx: Bulk, engine: Database['engine']) => Promise<T>): Promise<T> =>
  database.transaction(async (tx) => {
    await tx.script('set transaction isolation level repeatable read read only; set local statement_timeout = 0')
    return work(tx, database.engine)
  })

/** Works on the register as it is at one moment. `stood` hears for how many milliseconds a served embedded database had to wait. */
export const atOneMoment = async <T>(places: Places, work: (tx: Bulk, engine: Database['engine']) => Promise<T>, stood: (milliseconds: number) => void): Promise<T> => {
  const { pg, socket, building } = files(places.directory)
  if (!places.url && !existsSync(pg)) throw new Trouble(`${places.directory} 里没有数据，没有可备份的。 (there is no data to back up)`)
  if (!places.url && existsSync(building)) throw new Trouble(`${places.directory} 正在建库或建库没有完成：等它完成再备份。 (it is still being built)`)
  const database = await openDatabase(places, { attachable: true })
  try {
    // Who took a copy of everything is written down, and where that cannot be, there is none. (A register of before had no such log.)
    const [log] = await database.query<{ there: boolean }>(sql`select to_regclass('public.audit_entries') is not null as there`)
    if (log.there) await auditCommand(database, 'backup')
  } catch (reason) {
    await database.close()
    throw reason
  }
  const served = !places.url && (await isHeld(places.directory, [socket]))
  if (!served) return still(database, work).finally(() => database.close())
  await sweepCopies(places.directory)
  const folder = await mkdtemp(join(places.directory, copyPrefix))
  try {
    await tryHold(folder)
    stood(await copied(database, pg, join(folder, 'pg')).finally(() => database.close()))
    const { database: copy } = await openEmbedded(join(folder, 'pg'))
    return await still(copy, work).finally(() => copy.close())
  } finally {
    letGo(folder)
    await rm(folder, { recursive: true, force: true })
  }
}
