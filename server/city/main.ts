// npm run city -- [--city demo] [--seed N] [--scale N]: builds a demonstration city (or a province) into the configured database;
// into a server's only where `--city demo` says so.
import { parseArgs } from 'node:util'
import { openDatabase, placesFromEnvironment, Trouble } from '../db/open.ts'
import { migrate } from '../db/migrate.ts'
import { isEmpty } from './demonstration.ts'
import { write } from './build.ts'
import { imagine } from './imagine.ts'

const main = async () => {
  const { values } = parseArgs({ options: { city: { type: 'string' }, seed: { type: 'string', default: '1' }, scale: { type: 'string', default: '1' } } })
  const options = { seed: Number(values.seed), scale: Number(values.scale) }
  if (!Number.isInteger(options.seed) || !(options.scale > 0 && options.scale <= 20)) throw new Trouble('--seed 要整数，--scale 要 0 到 20 之间的数')
  const places = placesFromEnvironment()
  if (values.city !== undefined && values.city !== 'demo') throw new Trouble('--city 只能是 demo：这条命令只建演示城市。 (only a demonstration is built here)')
  if (places.url && values.city !== 'demo')
    throw new Trouble('这条命令会在 DATABASE_URL 的库里建演示城市：人是虚构的，口令是公开的。确实要建，请加 --city demo。 (builds a demonstration, with a published password: say so with --city demo)')
  const database = await openDatabase(places)
  try {
    await migrate(database)
    if (!(await isEmpty(database))) throw new Trouble('这个库里已有名录，没有改动它：请换一个空库。 (the register is not empty)')
    const say = (from: number, share: number) => (doing: string, done: number) => console.log(`${String(Math.round((from + done * share) * 100)).padStart(3)}% ${doing}`)
    await write(database, await imagine(options, say(0, 0.4)), options, say(0.4, 0.6))
    console.log('100% 完成')
  } finally {
    await database.close()
  }
}

main().catch((reason: unknown) => {
  console.error(reason instanceof Trouble ? reason.message : reason)
  process.exit(1)
})
