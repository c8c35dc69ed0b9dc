// What a trace is asked: places and scenarios from text, with a clear word about those that will not do.
import { askedPlace, askedScenario, place, ScenarioRefused, scenariosOf, writtenPlace, type DrawnNetwork, type Place, type Scenarios } from '../../domain/network/index.ts'
import type { TracePlace } from '../../domain/trace/schemas.ts'
import type { Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import { recordedAt } from '../network/recorded.ts'
import { nearestWater, pointOf, standsAt } from './queries.ts'

/** A point further from any water than this is not on the network (our proposal), metres. */
const snapM = 200

export interface Start {
  place: Place
  said: TracePlace
}

const round = (value: number) => Math.round(value * 10) / 10

async function start(db: Queryable, { network, names }: DrawnNetwork, code: string, measureM: number, awayM = 0): Promise<Start> {
  const at = place(network, code, measureM)
  return { place: at, said: { code, name: names[at.water], measureM: at.measureM, at: await pointOf(db, code, at.measureM), awayM } }
}

/**
 * `CODE@measure` in metres; `CODE` alone is the lower end of a reach, so all of its water, or where something stands or
 * drains; `lon,lat` is the nearest place within 200 m.
 */
export async function startFrom(db: Queryable, on: DrawnNetwork, written: string): Promise<Start> {
  const { network, drainage } = on
  const asked = askedPlace(written, (code) => network.indexOf.has(code))
  if ('lon' in asked) {
    const near = await nearestWater(db, asked.lon, asked.lat)
    const water = near && network.indexOf.get(near.code)
    if (!near || near.awayM > snapM || water === undefined || water === null)
      throw new Problem('offTheNetwork', { at: writtenPlace(asked), metres: near ? Math.round(near.awayM) : '∞', within: snapM, code: near?.code ?? null })
    return start(db, on, near.code, Math.min(network.lengthM[water], near.measureM ?? 0), round(near.awayM))
  }
  const { code, measureM } = asked
  const water = network.indexOf.get(code)
  if (water !== undefined) {
    const length = network.lengthM[water]
    try {
      return await start(db, on, code, measureM ?? length)
    } catch (reason) {
      if (reason instanceof RangeError) throw new Problem('beyondEnd', { code, measure: measureM, length: round(length) })
      throw reason
    }
  }
  if (measureM === null) {
    for (const drains of Object.values(drainage.of)) {
      const at = drains.get(code)
      if (at) return start(db, on, network.codes[at.water], at.measureM ?? network.lengthM[at.water])
    }
    const at = await standsAt(db, code)
    const length = at && network.indexOf.has(at.water) ? network.lengthM[network.indexOf.get(at.water)!] : null
    if (at && length !== null) return start(db, on, at.water, Math.min(length, at.measureM ?? length))
  }
  throw new Problem('notInNetwork', { code })
}

/** The scenario asked for; what was recorded is read at the tide station nearest to `at`. */
export async function scenarioFrom(
  db: Queryable, { network }: DrawnNetwork, written: string | undefined, at: readonly [number, number] | null,
): Promise<Scenarios> {
  try {
    const asked = askedScenario(written)
    if (asked.kind !== 'recorded') return scenariosOf(network, asked)
    const recorded = await recordedAt(db, asked.hour, at)
    if (!recorded) throw new Problem('nothingRecorded', { hour: `${asked.hour.replace('T', ' ')}:00` })
    return scenariosOf(network, asked, recorded)
  } catch (reason) {
    if (!(reason instanceof ScenarioRefused)) throw reason
    throw reason.gate !== null ? new Problem('gateUnknown', { gate: reason.gate }) : new Problem('scenarioInvalid', { scenario: written, ...reason.words })
  }
}
