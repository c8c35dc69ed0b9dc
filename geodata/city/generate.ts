// The demonstration city from its seed to rows: land, places, waters, facilities, people, records. server/city/build.ts writes them.
import { accounts } from './accounts.ts'
import { assets } from './assets.ts'
import { breath } from './breath.ts'
import { land } from './land.ts'
import { life } from './life/life.ts'
import { pollutionSources } from './life/sources.ts'
import { owners } from './owners.ts'
import { people } from './people.ts'
import { placeRows, places } from './places.ts'
import { records } from './records.ts'
import { raster, type Raster } from './relief.ts'
import { mergeTables, type Tables } from './rows.ts'
import { waters } from './waters.ts'
import { waterRows } from './watersRows.ts'

export const cityName = '榕州市'

export interface CityOptions {
  seed: number
  /** 1 is a city of full size; 10 a province for the benches. */
  scale: number
}

/** Told what is being done, in words, and how far along the whole is, 0…1. */
export type Progress = (doing: string, done: number) => void

export interface Generated {
  tables: Tables
  relief: Raster
  /** Its two years of water, thought up while the rest is written. */
  lived: Promise<Tables>
}

/** Everything of the city that does not need a database. */
export const generate = async ({ seed, scale }: CityOptions, progress: Progress = () => {}): Promise<Generated> => {
  const step = async (doing: string, done: number) => {
    progress(doing, done)
    await breath()
  }
  await step('地形与河网', 0)
  const ground = land({ seed, scale })
  await step('行政区与网格', 0.4)
  const where = places(ground, { seed, scale })
  await step('河段与水体', 0.6)
  const wet = waters(ground, where, { seed, scale })
  const wetRows = waterRows(ground, where, wet)
  await step('排口、排水单元与设施', 0.75)
  const standing = assets(ground, where, wet, { seed, scale })
  const sources = { pollution_sources: pollutionSources(ground, where, wet, standing.drainage_units!, { seed, scale }) }
  await step('河长与一河一策', 0.9)
  const roll = people(where, wetRows.waters!, { seed, scale })
  const filed = records(where, wetRows.waters!, { seed, scale })
  await step('起伏', 0.97)
  // Begun when whoever waits for the rest has it.
  const lived = breath()
    .then(() => life(ground, where, wet, { ...wetRows, ...standing, ...sources }, { seed, scale }))
    .then((made) => made.tables)
  // Whoever writes the city hears of it.
  lived.catch(() => {})
  return {
    tables: mergeTables([
      placeRows(where), wetRows, standing, sources, owners(standing.drainage_households!, seed), roll, accounts(roll), filed,
    ]),
    relief: raster(ground.terrain.grid), lived,
  }
}
