// Which column of a file goes into which field: by name, title and alias as the catalogue lists them, whatever the case,
// spacing and unit they are written with.
import type { Field, Layer } from '../../domain/catalogue.ts'
import { text, type Text } from '../../domain/text.ts'
import { shortName } from '../shortName.ts'
import { Refusal } from './refusal.ts'

interface Mapped {
  field: Field
  column: string
  /** Multiplies the column's values into the field's unit. */
  factor: number
  how: Text
}

/** Columns that say how lines hang together; they have no field of their own. */
interface NetworkColumns {
  from: string | null
  to: string | null
  /** Lines with the same value make one river. */
  group: string | null
}

export interface Mapping {
  fields: Mapped[]
  network: NetworkColumns
  unmapped: string[]
}

/** Unit → how many of the catalogue's unit (or of its base) one of it is. */
const lengths = { mm: 0.001, 毫米: 0.001, cm: 0.01, m: 1, 米: 1, km: 1000, 公里: 1000, 千米: 1000 }
const areas = {
  m2: 1, sqm: 1, 平方米: 1, 亩: 10_000 / 15, ha: 10_000, 公顷: 10_000, km2: 1_000_000, sqkm: 1_000_000, 平方公里: 1_000_000, 平方千米: 1_000_000,
}
const volumes = { m3: 1, 立方米: 1, 万m3: 10_000, 万立方米: 10_000, 亿m3: 100_000_000, 亿立方米: 100_000_000 }
const daily = { 'm3/d': 1, 立方米每日: 1, '万m3/d': 10_000, 万吨每日: 10_000, '万吨/日': 10_000, '万m3/日': 10_000 }
const flows = { 'm3/s': 1, '立方米/秒': 1 }
const families: Record<string, number>[] = [lengths, areas, volumes, daily, flows]

const folded = (name: string) => name.normalize('NFKC').toLowerCase().replace(/[\s_:：.-]+/g, '')

/** A column name without its unit: 面积(平方公里), 面积KM2 and lengthkm become 面积, 面积 and length. */
function split(name: string): { base: string; unit: string | null }[] {
  const whole = folded(name)
  const bracketed = /^(.+?)[([【](.+?)[)\]】]$/.exec(whole)
  if (bracketed?.[1] && bracketed[2]) return [{ base: whole, unit: null }, { base: bracketed[1], unit: bracketed[2] }]
  const units = families.flatMap(Object.keys).sort((a, b) => b.length - a.length)
  const ending = units.find((unit) => whole.length > unit.length && whole.endsWith(unit))
  return [{ base: whole, unit: null }, ...(ending ? [{ base: whole.slice(0, -ending.length), unit: ending }] : [])]
}

/** How many of `wanted` one `given` is; null where they do not measure the same thing. */
export function unitFactor(given: string, wanted: string): number | null {
  const [from, to] = [folded(given), folded(wanted)]
  const family = families.find((units) => from in units && to in units)
  return family ? (family[from] ?? 1) / (family[to] ?? 1) : null
}

/** English titles too common to be taken for a field. */
const vague = ['from', 'to']

function namesOf(field: Field, shortNames: boolean): { name: string; how: Text }[] {
  const title = [field.title.zh, field.title.en].filter((name) => !vague.includes(name.toLowerCase()))
  return [
    { name: field.name, how: text('字段名', 'field name') },
    ...(shortNames ? [{ name: shortName(field), how: text('字段名（DBF 截短）', 'field name (short, for DBF)') }] : []),
    ...title.map((name) => ({ name, how: text('标题', 'title') })),
    ...(field.aliases ?? []).map((name) => ({ name, how: text('别名', 'alias') })),
  ]
}

/** Areas and lengths that GIS programs keep in the square or plain units of the file's own coordinates: degrees, in a file in degrees. */
const ownUnits = /^shape_?(area|len|leng|length)$/i

function match(field: Field, column: string, shortNames: boolean): { factor: number; how: Text } | null {
  for (const { name, how } of namesOf(field, shortNames)) {
    const known = split(name).map(({ base }) => base)
    for (const { base, unit } of split(column)) {
      const factor = unit === null ? 1 : field.unit ? unitFactor(unit, field.unit) : null
      if (factor === null) continue
      if (known.includes(base)) return { factor, how: factor === 1 ? how : text(`${how.zh}，${unit} → ${field.unit}`, `${how.en}, ${unit} → ${field.unit}`) }
      // DBF keeps 10 bytes of a name: five Chinese characters in GBK, three in UTF-8.
      if (shortNames && /[\u4e00-\u9fff]/.test(column) && base.length >= 3 && Buffer.byteLength(column) >= 9 && known.some((whole) => whole.startsWith(base)))
        return { factor, how: text(`“${name}” 的开头（DBF 截短）`, `beginning of "${name}" (cut by DBF)`) }
    }
  }
  return null
}

const networkNames: Record<keyof NetworkColumns, string[]> = {
  from: ['fromnode', 'fnode', 'startnode', '起点节点', '上游节点', '起始节点'],
  to: ['tonode', 'tnode', 'endnode', '终点节点', '下游节点', '终止节点'],
  group: ['levelpathi', 'levelpath', 'riverid', '所属河流编号', '所属河流', '所在河流'],
}

interface Options {
  /** `column=field` as asked for on the command line; an empty field leaves the column out. */
  asked?: readonly string[]
  shortNames?: boolean
  /** Coordinates are metres: lengths and areas the file keeps of itself mean something. */
  planar?: boolean
}

/** Finds a column for each field it can; the order of the catalogue's aliases decides between several. */
export function mapColumns(
  layer: Layer, columns: readonly string[], { asked = [], shortNames = false, planar = true }: Options = {},
): Mapping {
  const wishes = asked.map((wish) => {
    const at = wish.lastIndexOf('=')
    const [column, name] = [wish.slice(0, at), wish.slice(at + 1)]
    const field = layer.fields.find((one) => one.name === name && !one.confidential)
    if (at < 1 || !columns.includes(column)) throw new Refusal(`--map ${wish}：文件没有列 ${column || '（空）'}；有：${columns.join('、')}`, `--map ${wish}: no such column`)
    if (name && !field) throw new Refusal(`--map ${wish}：${layer.title.zh}没有字段 ${name}；有：${layer.fields.map((one) => one.name).join('、')}`, `--map ${wish}: no such field`)
    return { column, field }
  })
  const free = columns.filter((column) => !wishes.some((wish) => wish.column === column) && (planar || !ownUnits.test(column)))
  const fields: Mapped[] = wishes.flatMap(({ column, field }) =>
    field ? [{ field, column, factor: match(field, column, false)?.factor ?? 1, how: text('命令行 --map', '--map') }] : [])

  for (const field of layer.fields.filter(({ confidential }) => !confidential)) {
    if (fields.some((mapped) => mapped.field === field)) continue
    const names = namesOf(field, shortNames).map(({ name }) => folded(name))
    const rank = (column: string) =>
      Math.min(...split(column).map(({ base }) => names.indexOf(base)).map((at) => (at < 0 ? names.length : at)))
    const candidates = free
      .filter((column) => !fields.some((mapped) => mapped.column === column))
      .flatMap((column) => {
        const found = match(field, column, shortNames)
        return found ? [{ field, column, ...found }] : []
      })
      .sort((a, b) => rank(a.column) - rank(b.column))
    if (candidates[0]) fields.push(candidates[0])
  }

  const lineLayer = layer.geometry === 'line' && layer.water
  const taken = new Set(fields.map(({ column }) => column))
  const networkColumn = (role: keyof NetworkColumns) => (lineLayer
    ? (networkNames[role].map((name) => free.find((column) => !taken.has(column) && folded(column) === folded(name))).find(Boolean) ?? null)
    : null)
  const network = { from: networkColumn('from'), to: networkColumn('to'), group: networkColumn('group') }
  const used = new Set([...taken, ...Object.values(network)])
  return { fields, network, unmapped: columns.filter((column) => !used.has(column)) }
}
