// npm run city -- [--seed N] [--scale N]: builds a demonstration city (or a province) into the configured database.
import { parseArgs } from 'node:util'
import { openDatabase, placesFromEnvironment, Trouble } from '../../server/db/open.ts'
import { migrate } from '../../server/db/migrate.ts'
import { sql } from '../../server/db/sql.ts'
import { generate, write } from './build.ts'

const main = async () => {
  const { values } = parseArgs({ options: { seed: { type: 'string', default: '1' }, scale: { type: 'string', default: '1' } } })
  const options = { seed: Number(values.seed), scale: Number(values.scale) }
  if (!Number.isInteger(options.seed) || !(options.scale > 0 && options.scale <= 20)) throw new Trouble('--seed 要整数，--scale 要 0 到 20 之间的数')
  const database = await openDatabase(placesFromEnvironment())
  try {
    await migrate(database)
    const [row] = await database.query<{ waters: number }>(sql`select count(*) as waters from waters`)
    if (row!.waters) throw new Trouble(`这个库里已有 ${row!.waters} 个水体：请换一个空库。 (the register is not empty)`)
    const say = (from: number, share: number) => (doing: string, done: number) => console.log(`${String(Math.round((from + done * share) * 100)).padStart(3)}% ${doing}`)
    await write(database, await generate(options, say(0, 0.4)), options, say(0.4, 0.6))
    console.log('100% 完成')
  } finally {
    await database.close()
  }
}

main().catch((reason: unknown) => {
  console.error(reason instanceof Trouble ? reason.message : reason)
  process.exit(1)
})
