// The evidence pack as tables of a GeoPackage.
import type { Field } from '../../domain/catalogue.ts'
import { findingTitles, reasons } from '../../domain/suspects/index.ts'
import type { ExportRow, Table } from '../../geodata/export/table.ts'
import type { Pack } from './contents.ts'

const field = (name: string, type: Field['type']): Field => ({ name, type, title: { zh: name, en: name } })
const text = (name: string) => field(name, 'text')
const number = (name: string) => field(name, 'number')
async function* given(rows: readonly ExportRow[]) {
  yield* rows
}
const point = (at: readonly [number, number]) => ({ type: 'Point' as const, coordinates: [...at] as [number, number] })

export function tables({ network: { version }, rules, water, looks, suspects, trace, excluded, by, madeAt }: Pack): Table[] {
  const said = { made_by: by, made_at: madeAt.toISOString(), rules: `${rules.code} ${rules.title}${rules.proposal ? '（建议）' : ''}`, network: version, scenario: water }
  const meta = Object.keys(said).map(text)
  const table = (id: string, zh: string, en: string, geometry: 'point' | 'line', fields: Field[], rows: readonly ExportRow[]): Table => ({ layer: { id, title: { zh, en }, geometry, fields }, system: '4490', rows: given(rows) })
  return [
    table('reaches', '来水河段', 'reaches of the trace', 'line', [text('code'), text('name'), text('certainty'), ...meta],
      trace.map(({ code, name, certain, line }) => ({ fields: { code, name, certainty: certain ? '当时' : '此前可能', ...said }, geometry: { type: 'LineString', coordinates: line } }))),
    table('suspects', '嫌疑对象', 'suspects', 'point', [field('place', 'integer'), text('layer'), text('code'), text('name'), text('kind'), number('share'), number('score'), number('metres'), number('hours'), text('arithmetic'), ...meta],
      suspects.flatMap(({ place, layer, code, name, kind, share, score, metres, seconds, terms, at }) => (at ? [{
        fields: { place, layer, code, name, kind: kind.zh, share, score, metres, hours: seconds / 3600, arithmetic: terms.map(({ zh, factor, words }) => `${zh} ${factor.toFixed(2)}：${words.zh}`).join('；'), ...said }, geometry: point(at),
      }] : []))),
    table('looks', '现场查看', 'looks', 'point', [text('id'), text('layer'), text('code'), text('water'), number('measure_m'), text('result'), text('note'), text('looked_by'), text('looked_at')],
      looks.flatMap((look) => (look.at ? [{ fields: { id: look.id, layer: look.layer, code: look.code, water: look.water, measure_m: look.measureM, result: findingTitles[look.result].zh, note: look.note, looked_by: look.behalf ? `${look.by}（代${look.behalf}）` : look.by, looked_at: look.lookedAt }, geometry: point(look.at) }] : []))),
    table('excluded', '已排除', 'excluded', 'point', [text('layer'), text('code'), text('name'), text('reason'), number('metres')],
      excluded.flatMap(({ at, layer, code, name, reason, metres }) =>
        (at ? [{ fields: { layer, code, name, reason: reasons[reason].zh, metres }, geometry: point(at) }] : []))),
  ]
}
