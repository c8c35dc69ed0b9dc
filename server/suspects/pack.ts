// The evidence pack of a question: as PDF to be read and as GeoPackage to be worked with.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { trace, type DrawnNetwork, type Stretches } from '../../domain/network/index.ts'
import { findingTitles, reasons } from '../../domain/suspects/index.ts'
import type { Suspect } from '../../domain/suspects/api.ts'
import type { Field } from '../../domain/catalogue.ts'
import type { Actor } from '../../domain/roles.ts'
import { writeGeoPackage } from '../../geodata/export/geopackage.ts'
import type { ExportRow, Table } from '../../geodata/export/table.ts'
import { Download } from '../http/endpoint.ts'
import { suspectAt } from './answer.ts'
import { pointAt } from './ground.ts'
import type { Inquired } from './inquire.ts'
import { pdf } from './pdf.ts'

/** Suspects with their arithmetic in the table of the pack; the number of all is said beside it. */
export const mostInPack = 100

export interface Part {
  code: string
  name: string
  /** At that hour's tide and gates; otherwise only in the hours before. */
  certain: boolean
  line: [number, number][]
}

export interface Pack {
  inquired: Inquired
  suspects: Suspect[]
  trace: Part[]
  excluded: { layer: string; code: string; name: string; reason: keyof typeof reasons; metres: number; at: readonly [number, number] | null }[]
  by: string
  madeAt: Date
}

/** A stretch of a water as it is drawn. */
function lineOf(drawn: DrawnNetwork, water: number, fromM: number, toM: number): [number, number][] {
  const { network: { lengthM }, lines, firstVertex } = drawn
  const [first, last] = [firstVertex[water]!, firstVertex[water + 1]!]
  const all = Array.from({ length: last - first }, (_, k): [number, number] => [lines[2 * (first + k)]!, lines[2 * (first + k) + 1]!])
  const long = lengthM[water]!
  if (fromM <= 0.5 && toM >= long - 0.5) return all
  const steps = all.map((at, k) => (k ? Math.hypot(at[0] - all[k - 1]![0], at[1] - all[k - 1]![1]) : 0))
  const whole = steps.reduce((sum, step) => sum + step, 0)
  let along = 0
  const inside = all.filter((_, k) => (along += steps[k]!, (along / whole) * long > fromM && (along / whole) * long < toM))
  return [pointAt(drawn, water, fromM)!, ...inside, pointAt(drawn, water, toM)!]
}

const partsOf = (drawn: DrawnNetwork, { water, fromM, toM }: Stretches, certain: boolean): Part[] =>
  Array.from(water, (w, k) => ({ code: drawn.network.codes[w]!, name: drawn.names[w]!, certain, line: lineOf(drawn, w, fromM[k]!, toM[k]!) })).filter(({ line }) => line.length > 1)

export function packOf(inquired: Inquired, actor: Actor): Pack {
  const { ranked, ground: { drawn } } = inquired
  const { at, scenarios, things: { facts } } = ranked.asked
  return {
    inquired,
    suspects: Array.from({ length: Math.min(mostInPack, ranked.order.length) }, (_, k) => suspectAt(ranked, k)),
    trace: [...partsOf(drawn, trace(drawn.network, scenarios.over, 'upstream', at), false), ...partsOf(drawn, trace(drawn.network, scenarios.now, 'upstream', at), true)],
    excluded: ranked.excluded.map(({ thing, reason, metres }) => ({ layer: facts[thing]!.layer, code: facts[thing]!.code, name: facts[thing]!.name, reason, metres, at: facts[thing]!.at })),
    by: actor.behalf ? `${actor.name}（代${actor.behalf.name}）` : actor.name,
    madeAt: new Date(),
  }
}

export async function pack(inquired: Inquired, format: 'pdf' | 'gpkg', actor: Actor): Promise<Download> {
  const folder = await mkdtemp(join(tmpdir(), 'one-map-pack-'))
  const path = join(folder, 'file')
  const name = `溯源证据-${inquired.place.name}-${inquired.key.item}-${inquired.key.sampledAt.slice(0, 10)}`
  try {
    if (format === 'pdf') await writeFile(path, await pdf(packOf(inquired, actor)))
    else await writeGeoPackage(path, ...tables(packOf(inquired, actor)))
  } catch (reason) {
    await rm(folder, { recursive: true, force: true })
    throw reason
  }
  return new Download(path, format === 'pdf' ? 'application/pdf' : 'application/geopackage+sqlite3', { ascii: `evidence.${format}`, full: `${name}.${format}` })
}

const field = (name: string, type: Field['type']): Field => ({ name, type, title: { zh: name, en: name } })
const text = (name: string) => field(name, 'text')
const number = (name: string) => field(name, 'number')
async function* given(rows: readonly ExportRow[]) {
  yield* rows
}
const point = (at: readonly [number, number]) => ({ type: 'Point' as const, coordinates: [...at] as [number, number] })

function tables({ inquired, suspects, trace, excluded, by, madeAt }: Pack): Table[] {
  const { ground: { drawn, version }, ranked, rules, looks } = inquired
  const said = { made_by: by, made_at: madeAt.toISOString(), rules: `${rules.code} ${rules.title}${rules.proposal ? '（建议）' : ''}`, network: version, scenario: inquired.waters.words.zh }
  const meta = Object.keys(said).map(text)
  const { things } = ranked.asked
  const spot = (look: (typeof looks)[number]) => (look.layer ? things.facts[things.number.get(`${look.layer}/${look.code}`) ?? -1]?.at ?? null : pointAt(drawn, drawn.network.indexOf.get(look.water!) ?? 0, look.measureM!))
  const table = (id: string, zh: string, en: string, geometry: 'point' | 'line', fields: Field[], rows: readonly ExportRow[]): Table => ({ layer: { id, title: { zh, en }, geometry, fields }, system: '4490', rows: given(rows) })
  return [
    table('reaches', '来水河段', 'reaches of the trace', 'line', [text('code'), text('name'), text('certainty'), ...meta],
      trace.map(({ code, name, certain, line }) => ({ fields: { code, name, certainty: certain ? '当时' : '此前可能', ...said }, geometry: { type: 'LineString', coordinates: line } }))),
    table('suspects', '嫌疑对象', 'suspects', 'point', [field('place', 'integer'), text('layer'), text('code'), text('name'), text('kind'), number('share'), number('score'), number('metres'), number('hours'), text('arithmetic'), ...meta],
      suspects.flatMap(({ place, layer, code, name, kind, share, score, metres, seconds, terms, at }) => (at ? [{
        fields: { place, layer, code, name, kind: kind.zh, share, score, metres, hours: seconds / 3600, arithmetic: terms.map(({ zh, factor, words }) => `${zh} ${factor.toFixed(2)}：${words.zh}`).join('；'), ...said }, geometry: point(at),
      }] : []))),
    table('looks', '现场查看', 'looks', 'point', [text('id'), text('layer'), text('code'), text('water'), number('measure_m'), text('result'), text('note'), text('looked_by'), text('looked_at')],
      looks.flatMap((look) => { const at = spot(look); return at ? [{ fields: { id: look.id, layer: look.layer, code: look.code, water: look.water, measure_m: look.measureM, result: findingTitles[look.result].zh, note: look.note, looked_by: look.behalf ? `${look.by}（代${look.behalf}）` : look.by, looked_at: look.lookedAt }, geometry: point(at) }] : [] })),
    table('excluded', '已排除', 'excluded', 'point', [text('layer'), text('code'), text('name'), text('reason'), number('metres')],
      excluded.flatMap(({ at, layer, code, name, reason, metres }) => (at ? [{ fields: { layer, code, name, reason: reasons[reason].zh, metres }, geometry: point(at) }] : []))),
  ]
}
