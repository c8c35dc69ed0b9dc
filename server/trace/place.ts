// Where a trace begins, as people write it: a code, a code with a measure, or a point.
import { place, type DrawnNetwork, type Place } from '../../domain/network/index.ts'
import type { Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import { nearestWater } from './queries.ts'

/** A point further from any water than this is not on the network: our proposal, a pointer's reach on a district's map. */
const snapM = 200

export interface Named {
  place: Place
  code: string
  name: string
  measureM: number
  /** Metres from the point asked for to the water; 0 where a code was asked for. */
  awayM: number
}

const named = ({ network, names }: DrawnNetwork, at: Place, awayM = 0): Named => ({ place: at, code: network.codes[at.water], name: names[at.water], measureM: at.measureM, awayM })

/**
 * `CODE@measure` in metres; `CODE` alone is the lower end of a reach, so all of its water, or where something drains to the
 * network; `lon,lat` is the nearest place within 200 m.
 */
export async function placeFrom(db: Queryable, on: DrawnNetwork, text: string): Promise<Named> {
  const { network } = on
  const point = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)$/.exec(text)
  if (point) {
    const near = await nearestWater(db, Number(point[1]), Number(point[2]))
    if (!near || near.awayM > snapM || !network.indexOf.has(near.code)) throw new Problem('offTheNetwork', { at: text, metres: near ? Math.round(near.awayM) : '?', within: snapM, code: near?.code ?? null })
    const long = network.lengthM[network.indexOf.get(near.code)!]
    return named(on, place(network, near.code, Math.min(long, near.measureM ?? 0)), Math.round(near.awayM * 10) / 10)
  }
  const measured = /^(.+)@(-?\d+(?:\.\d+)?)$/.exec(text)
  const [code, given] = measured && !network.indexOf.has(text) ? [measured[1]!, Number(measured[2])] : [text, null]
  const water = network.indexOf.get(code)
  if (water === undefined) {
    if (given === null)
      for (const drains of Object.values(on.drainage.of)) {
        const at = drains.get(code)
        if (at) return named(on, place(network, network.codes[at.water], at.measureM ?? network.lengthM[at.water]))
      }
    throw new Problem('notInNetwork', { code })
  }
  const long = network.lengthM[water]
  try {
    return named(on, place(network, code, given ?? long))
  } catch (reason) {
    if (reason instanceof RangeError) throw new Problem('beyondEnd', { code, measure: given, length: Math.round(long * 10) / 10 })
    throw reason
  }
}
