// From nothing to a living city: opens the database, brings it to this version, builds the city where there is none.
import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import type { CityOptions, Progress } from '../geodata/city/generate.ts'
import { hasDemonstration, isEmpty, worldOf, type Standing } from './city/demonstration.ts'
import type { Database } from './db/database.ts'
import { sweepCopies } from './backup/snapshot.ts'
import { settle, sentenceOf } from './db/definitions.ts'
import { migrate } from './db/migrate.ts'
import { claim, files, openDatabase, Trouble, type Places } from './db/open.ts'

export interface StartOptions {
  places: Places
  /** The demonstration city to build into an empty register, and to serve as one; or none. */
  city: CityOptions | null
  /** Throws where a demonstration must not be served: called before anything is built. */
  refuseDemonstration?: () => void
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
const imagining = () => import('./city/imagine.ts')
const builder = () => import('./city/build.ts')

export interface Begun {
  database: Database
  /** The register is a demonstration, was asked for as one, and holds nothing real. */
  demonstration: boolean
  standing: Standing
}

/** Besides the layers' views, texts after which what is made from rows is made anew. */
const derived = new Set(['functions/shapes.sql', '199_search.sql'])

/** Returns the database, ready to serve, and as what. Throws `Trouble` for what a person has to mend. */
export const start = async (
  { places, city, refuseDemonstration = () => {}, fresh = false }: StartOptions, progress: Progress,
): Promise<Begun> => {
  const embedded = !places.url
  const paths = files(places.directory)
  if (fresh && !embedded) throw new Trouble('--fresh 只用于内置数据库；服务器上的库请自己另建，我们不删除它。 (--fresh is for the embedded database only)')
  if (embedded) {
    if (city && (fresh || !existsSync(paths.pg) || existsSync(paths.building))) refuseDemonstration()
    await claim(places.directory)
    if (fresh) putAside(paths)
    clearUnfinished(paths)
    await sweepCopies(places.directory)
    if (!existsSync(paths.pg)) writeFileSync(paths.building, '')
  }
  progress('打开数据库', 0)
  const opening = openDatabase(places, { querySeconds: 15 }).then(async (database) => {
    const { applied } = await migrate(database)
    const { mended, left } = await settle(database)
    for (const one of mended.slice(0, mostTold)) console.log(`${sentenceOf(one)}，已照本程序重做 (made anew)`)
    if (mended.length > mostTold) console.log(`…共 ${mended.length} 处 (${mended.length} in all)`)
    for (const one of left) console.error(`${sentenceOf(one)}，没能重做，请查 (could not be made anew)`)
    const empty = await isEmpty(database)
    // Shapes follow the views they are cut by: a new version may have changed those.
    if (!empty && applied.some((name) => name.startsWith('layers/') || derived.has(name))) {
      const { derive } = await builder()
      await database.transaction((tx) => derive(tx, progress))
    }
    return { database, empty }
  })
  opening.catch(() => {})
  // A new embedded database takes its time to be born; the city is thought up meanwhile.
  const early = city && existsSync(paths.building)
    ? await (await imagining()).imagine(city, (doing, done) => progress(doing, done * 0.4))
    : null
  progress('建库', 0.4)
  const { database, empty } = await opening
  try {
    const found = await worldOf(database)
    const demonstration = Boolean(city) && (empty || (found.source === 'demonstration' && !found.real))
    if (demonstration) refuseDemonstration()
    if (city && empty) {
      const { write } = await builder()
      const made = early ?? (await (await imagining()).imagine(city, (doing, done) => progress(doing, done * 0.4)))
      await write(database, made, city, (doing, done) => progress(doing, 0.4 + done * 0.6))
    }
    rmSync(paths.building, { force: true })
    progress('完成', 1)
    return { database, demonstration, standing: empty ? await worldOf(database) : found }
  } catch (reason) {
    await database.close().catch(() => {})
    throw reason
  }
}

/** What whoever starts this should know of whose world it is. */
export const worldSaid = ({ demonstration, standing }: Begun, asked: boolean, exposed: boolean): string | null => {
  if (demonstration && exposed) return `
${'█'.repeat(72)}
  演示系统，对外开放：里面的人是虚构的，口令是公开的，谁都能以任何身份登录。
  切勿录入真实数据。去掉 DEMO_PUBLIC=1 就只在本机开放。
  A PUBLIC DEMONSTRATION: anybody can sign in as anybody. Enter nothing real.
${'█'.repeat(72)}`
  if (demonstration) return '演示城市：里面的人是虚构的，口令是公开的，只在本机开放。 (a demonstration, for this machine only)'
  if (hasDemonstration(standing))
    return `这个库里有演示城市的 ${standing.people} 人，这次不是演示：他们不列出，也不能登录。${standing.real ? '' : '要演示，请加 --city demo。'}要结束演示：npm run account。 (people of a demonstration are neither listed nor let in)`
  if (asked) return '这个库里是真实名录，不是演示：按真实名录启动，没有建演示城市。 (a real register: started as one, nothing was built over it)'
  return null
}
