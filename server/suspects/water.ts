// What the water did at a time, read from the records.
import type { Network } from '../../domain/network/index.ts'
import { addDays, dayOf, gatesBefore, flowsAt, type Flows } from '../../domain/suspects/index.ts'
import type { Queryable } from '../db/database.ts'
import * as queries from './queries.ts'

export async function watersAt(db: Queryable, network: Network, time: number, point: readonly [number, number] | null, tide: '涨' | '落' | null, hours: number): Promise<Flows> {
  const day = dayOf(time)
  const months = new Set([time, time - gatesBefore * 3_600_000].map((at) => `${dayOf(at).slice(0, 7)}-01`))
  const [rain, tides, gates] = [
    await queries.rain(db, point, addDays(dayOf(time - hours * 3_600_000), -3), day),
    await queries.tideLevels(db, point, day, addDays(day, 1)), await queries.gateHours(db, [...months]),
  ]
  return flowsAt(network, time, { tide, rain, tides, gates })
}
