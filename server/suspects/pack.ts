// The evidence pack of a question: as PDF to be read and as GeoPackage to be worked with.
import { trace, type DrawnNetwork, type Stretches } from '../../domain/network/index.ts'
import type { LookRecord } from '../../domain/suspects/schemas.ts'
import type { Actor } from '../../domain/roles.ts'
import { Download } from '../http/endpoint.ts'
import { inFolder, type Scribe } from '../scribe/scribe.ts'
import { suspectAt } from './answer.ts'
import { pointAt } from './ground.ts'
import type { Pack, Part } from './contents.ts'
import type { Inquired } from './inquire.ts'
import { inThread } from '../thread.ts'

/** Suspects with their arithmetic in the table of the pack; the number of all is said beside it. */
export const mostInPack = 100

/** A stretch of a water as it is drawn. */
function lineOf(drawn: DrawnNetwork, water: number, fromM: number, toM: number): [number, number][] {
  const { network: { lengthM }, lines, firstVertex } = drawn
  const [first, last] = [firstVertex[water], firstVertex[water + 1]]
  const all = Array.from({ length: last - first }, (_, k): [number, number] => [lines[2 * (first + k)], lines[2 * (first + k) + 1]])
  const long = lengthM[water]
  if (fromM <= 0.5 && toM >= long - 0.5) return all
  const steps = all.map((at, k) => (k ? Math.hypot(at[0] - all[k - 1][0], at[1] - all[k - 1][1]) : 0))
  const whole = steps.reduce((sum, step) => sum + step, 0)
  let along = 0
  const inside = all.filter((_, k) => (along += steps[k], (along / whole) * long > fromM && (along / whole) * long < toM))
  return [pointAt(drawn, water, fromM)!, ...inside, pointAt(drawn, water, toM)!]
}

const partsOf = (drawn: DrawnNetwork, { water, fromM, toM }: Stretches, certain: boolean): Part[] =>
  Array.from(water, (w, k) => ({ code: drawn.network.codes[w], name: drawn.names[w], certain, line: lineOf(drawn, w, fromM[k], toM[k]) }))
    .filter(({ line }) => line.length > 1)

function packOf(inquired: Inquired, actor: Actor): Pack {
  const { key, place, judged, history, rainMm, ranked, rules, waters, ground: { drawn, version, seq } } = inquired
  const { at, scenarios, things: { facts, number } } = ranked.asked
  const spot = (look: LookRecord) => (look.layer ? facts[number.get(`${look.layer}/${look.code}`) ?? -1]?.at ?? null : pointAt(drawn, drawn.network.indexOf.get(look.water!) ?? 0, look.measureM!))
  return {
    key, place, judged, history, rainMm,
    looks: inquired.looks.map((look) => ({ ...look, at: spot(look) })),
    water: waters.words.zh,
    rules: { code: rules.code, title: rules.title, from: rules.from, proposal: rules.proposal, rainHours: rules.rules.rain.hours },
    network: { version, seq, lines: drawn.lines, firstVertex: drawn.firstVertex },
    counts: { suspects: ranked.order.length, excluded: ranked.excluded.length },
    suspects: Array.from({ length: Math.min(mostInPack, ranked.order.length) }, (_, k) => {
      const suspect = suspectAt(ranked, k)
      return { ...suspect, waterName: drawn.names[drawn.network.indexOf.get(suspect.water)!] }
    }),
    trace: [...partsOf(drawn, trace(drawn.network, scenarios.over, 'upstream', at), false), ...partsOf(drawn, trace(drawn.network, scenarios.now, 'upstream', at), true)],
    excluded: ranked.excluded.map(({ thing, reason, metres }) => ({
      layer: facts[thing].layer, code: facts[thing].code, name: facts[thing].name, reason, metres, at: facts[thing].at,
    })),
    by: actor.behalf ? `${actor.name}（代${actor.behalf.name}）` : actor.name,
    madeAt: new Date(),
  }
}

const packFile = new URL('./packFile.ts', import.meta.url)

export async function pack(scribe: Scribe, inquired: Inquired, format: 'pdf' | 'gpkg', actor: Actor, givenUp: AbortSignal): Promise<Download> {
  const name = `溯源证据-${inquired.place.name}-${inquired.key.item}-${inquired.key.sampledAt.slice(0, 10)}`
  const path = await inFolder(async (path) => {
    await scribe.write({ kind: 'own', module: (await inThread(packFile)).href, path, what: { format, pack: packOf(inquired, actor) } }, async () => {}, givenUp)
    return path
  })
  return new Download(path, format === 'pdf' ? 'application/pdf' : 'application/geopackage+sqlite3', { ascii: `evidence.${format}`, full: `${name}.${format}` })
}
