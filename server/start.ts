// From nothing to a living city: opens the database, brings it to this version, builds the city where there is none.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { CityOptions, Progress } from '../geodata/city/build.ts'
import type { Database } from './db/database.ts'
import { settle, told } from './db/definitions.ts'
import { migrate } from './db/migrate.ts'
import { claim, files, openDatabase, Trouble, type Places } from './db/open.ts'
import { sql } from './db/sql.ts'

export interface StartOptions {
  places: Places
  /** The demonstration city to build into an empty register, or none. */
  city: CityOptions | null
  /** Starts over: the embedded database is put aside under another name. */
  fresh?: boolean
}

const putAside = ({ pg }: ReturnType<typeof files>) => {
  if (!existsSync(pg)) return
  const aside = `${pg}.${new Date().toISOString().replace(/[:.]/g, '-')}`
  renameSync(pg, aside)
  console.log(`旧数据已改名留存：${aside}`)
}

/** A build that never finished holds nothing of anybody's: it is cleared away without asking. */
const clearUnfinished = (paths: ReturnType<typeof files>) => {
  if (!existsSync(paths.building)) return
  console.log('上次建城没有完成，从头再来')
  rmSync(paths.pg, { recursive: true, force: true })
  rmSync(paths.building, { force: true })
}

/** A dump restored on a new server lacks hundreds of grants. */
const mostTold = 20

/** Loaded only when a city is built: a later start has no use for it. */
const builder = () => import('../geodata/city/build.ts')

const isEmpty = async (database: Database) => {
  const [row] = await database.query<{ empty: boolean }>(sql`select not exists (select from city) and not exists (select from waters) as empty`)
  return row!.empty
}

/** Returns the database, ready to serve. Throws `Trouble` for what a person has to mend. */
export const start = async ({ places, city, fresh = false }: StartOptions, progress: Progress): Promise<Database> => {
  const embedded = !places.url
  const paths = files(places.directory)
  if (fresh && !embedded) throw new Trouble('--fresh 只用于内置数据库；服务器上的库请自己另建，我们不删除它。 (--fresh is for the embedded database only)')
  if (embedded) {
    await claim(places.directory)
    if (fresh) putAside(paths)
    clearUnfinished(paths)
    if (!existsSync(paths.pg)) writeFileSync(paths.building, '')
  }
  progress('打开数据库', 0)
  const opening = openDatabase(places, { querySeconds: 15 }).then(async (database) => {
    const { applied } = await migrate(database)
    const { mended, left } = await settle(database)
    for (const one of mended.slice(0, mostTold)) console.log(`${told(one)}，已照本程序重做 (made anew)`)
    if (mended.length > mostTold) console.log(`…共 ${mended.length} 处 (${mended.length} in all)`)
    for (const one of left) console.error(`${told(one)}，没能重做，请查 (could not be made anew)`)
    const empty = await isEmpty(database)
    // Shapes follow the views they are cut by: a new version may have changed those.
    if (!empty && applied.some((name) => name.startsWith('layers/') || name === 'functions/shapes.sql')) {
      const { derive } = await builder()
      await database.transaction((tx) => derive(tx, progress))
    }
    return { database, empty }
  })
  opening.catch(() => {})
  // A new embedded database takes its time to be born in its own thread; the city is thought up meanwhile in this one.
  const early = city && existsSync(paths.building) ? await (await builder()).generate(city, (doing, done) => progress(doing, done * 0.4)) : null
  progress('建库', 0.4)
  const { database, empty } = await opening
  try {
    if (city && empty) {
      const { generate, write } = await builder()
      const made = early ?? (await generate(city, (doing, done) => progress(doing, done * 0.4)))
      await write(database, made, city, (doing, done) => progress(doing, 0.4 + done * 0.6))
    }
  } catch (reason) {
    await database.close().catch(() => {})
    throw reason
  }
  rmSync(paths.building, { force: true })
  progress('完成', 1)
  return database
}
