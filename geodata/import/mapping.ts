// Which column of a file goes into which field: by name, title and alias as the catalogue lists them, whatever the case,
// spacing and unit they are written with.
import type { Field, Layer } from '../../domain/catalogue.ts'
import { text, type Text } from '../../domain/text.ts'
import { shortName } from '../shortName.ts'
import { Refusal } from './refusal.ts'
import { bilingual, bracketed, folded } from './titles.ts'

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

/** A column that could have been a field's as well. */
interface Rival {
  field: Field
  column: string
  taken: string
}

export interface Mapping {
  fields: Mapped[]
  rivals: Rival[]
  network: NetworkColumns
  unmapped: string[]
}

/** Unit → how many of the catalogue's unit (or of its base) one of it is. */
const lengths = { mm: 0.001, 毫米: 0.001, cm: 0.01, 厘米: 0.01, dm: 0.1, 分米: 0.1, m: 1, 米: 1, km: 1000, 公里: 1000, 千米: 1000 }
const areas = {
  m2: 1, sqm: 1, 平方米: 1, 平米: 1, 万m2: 10_000, 万平方米: 10_000, 亩: 10_000 / 15, 万亩: 1e8 / 15, ha: 10_000, hm2: 10_000, 公顷: 10_000,
  km2: 1_000_000, sqkm: 1_000_000, 平方公里: 1_000_000, 平方千米: 1_000_000,
}
const volumes = {
  m3: 1, 立方米: 1, 方: 1, 万m3: 10_000, 万立方米: 10_000, 万方: 10_000, 百万m3: 1_000_000, 百万立方米: 1_000_000,
  亿m3: 100_000_000, 亿立方米: 100_000_000, 亿方: 100_000_000,
}
const daily = Object.fromEntries(['每日', '/日', '/天', '/d', '/day'].flatMap((day) =>
  ['m3', '立方米', '吨', 't', '方'].flatMap((unit): [string, number][] => [[unit + day, 1], [`万${unit}${day}`, 10_000]])))
const flows = {
  'm3/s': 1, '立方米/秒': 1, '立方/秒': 1, '方/秒': 1, 'm3/h': 1 / 3600, '立方米/小时': 1 / 3600, '立方米/时': 1 / 3600, 'l/s': 0.001, '升/秒': 0.001,
}
const families: Record<string, number>[] = [lengths, areas, volumes, daily, flows]
const units = families.flatMap(Object.keys).sort((a, b) => b.length - a.length)
/** What things are counted by; no measure. */
export const classifiers = /^[个孔座台扇口处次级条户人年]$/

/** Remarks in brackets that change nothing about a measure; beside them only units may stand there. */
const harmless = /^(保留.*|例.*|如.*|格式.*|注.*|说明.*|.*坐标系?|.*位小数|数字|数值|文本|文字|日期|整数|不填.*|没有.*|若.*|cgcs2000.*|wgs84.*|)$/
/** Remarks that make another thing of it: 名称(曾用名), 编码(旧). */
const another = /旧|原|曾|英文|拼音|国家|省|上级|下级|电话|单位|所在|所属|上游|下游|上次|去年/

/** A way to understand a title: its name, and what else it says. */
interface Spelling {
  base: string
  unit: string | null
  aside: string | null
  /** The name once more in another script; it has to be the same field's. */
  also?: string
}

/** A title without its unit and remarks: 面积(平方公里), 面积KM2, lengthkm and 名称（全称） become 面积, 面积, length and 名称. */
function spellingsOf(title: string): Spelling[] {
  const whole = folded(title)
  const found: Spelling[] = [{ base: whole, unit: null, aside: null }]
  const asides: string[] = []
  let unit: string | null = null
  for (let rest = bracketed(whole); rest; rest = bracketed(rest.base)) {
    if (unit === null && (units.includes(rest.aside) || classifiers.test(rest.aside))) unit = rest.aside
    else asides.push(rest.aside)
    found.push({ base: rest.base, unit, aside: asides.length ? asides.join(' ') : null })
  }
  if (found.length === 1) {
    const ending = units.find((one) => whole.length > one.length && whole.endsWith(one))
    if (ending) found.push({ base: whole.slice(0, -ending.length).replace(/[/,、|]$/, ''), unit: ending, aside: null })
  }
  const twice = bilingual(bracketed(whole) ? title.normalize('NFKC').replace(/[([【{<〔].*$/s, '') : title)
  return twice && !units.includes(twice.also) ? [...found, { ...found.at(-1)!, ...twice }] : found
}

/** Whether a word is a unit, or what things are counted by. */
export const isUnit = (word: string): boolean => units.includes(folded(word)) || classifiers.test(word)

/** Whether a column so called would go into some field of the layer. */
export const knowsTitle = ({ fields }: Layer): ((title: string) => boolean) => {
  const known = new Map<string, boolean>()
  return (title) => {
    const before = known.get(title)
    if (before !== undefined) return before
    const found = title.length <= longestTitle && fields.some((field) => !field.confidential && match(field, title, false) !== null)
    if (known.size < 5000) known.set(title, found)
    return found
  }
}

/** How many of `wanted` one `given` is; null where they do not measure the same thing. */
export function unitFactor(given: string, wanted: string): number | null {
  const [from, to] = [folded(given), folded(wanted)]
  const family = families.find((units) => from in units && to in units)
  return family ? (family[from] ?? 1) / (family[to] ?? 1) : null
}

/** What is longer is no title of anything. */
export const longestTitle = 200

/** English titles too common to be taken for a field. */
const vague = ['from', 'to']

/** By which a column may be called; the short name also in what other programs have made of a shapefile of ours. */
function namesOf(field: Field): { name: string; how: Text }[] {
  // An alias that is the title says where among the others the title stands.
  const title = [field.title.zh, field.title.en].filter((name) => !vague.includes(name.toLowerCase()) && !field.aliases?.includes(name))
  return [
    { name: field.name, how: text('字段名', 'field name') },
    { name: shortName(field), how: text('字段名（DBF 截短）', 'field name (short, for DBF)') },
    ...title.map((name) => ({ name, how: text('标题', 'title') })),
    ...(field.aliases ?? []).map((name) => ({ name, how: text('别名', 'alias') })),
  ]
}

/** Areas and lengths that GIS programs keep in the square or plain units of the file's own coordinates: degrees, in a file in degrees. */
const ownUnits = /^shape_?(area|len|leng|length)$/i

/** What a column's numbers are to be multiplied by, if its title could be this field's; null where it says something else. */
function factorOf(field: Field, { unit, aside }: Spelling): number | null {
  if (aside !== null && !harmless.test(aside) && (field.unit || another.test(aside))) return null
  if (unit === null || classifiers.test(unit)) return 1
  return field.unit ? unitFactor(unit, field.unit) : null
}

interface Match {
  factor: number
  how: Text
  /** Its title says more than the name that was found in it. */
  loose: boolean
}

/** DBF keeps 10 bytes of a name; what is shorter, in whichever encoding, is whole. */
const mayBeCut = (column: string) => Buffer.byteLength(column) >= 10 || column.replace(/[^\0-\x7f]/g, 'xx').length >= 10

/** The longer name of a field that DBF has cut to this one. */
const cutFrom = (field: Field, column: string) => (mayBeCut(column) && /^[\x20-\x7e]+$/.test(column)
  ? [field.name, ...(field.aliases ?? [])]
    .find((name) => name.length > column.length && name.toLowerCase().startsWith(column.toLowerCase()))
  : undefined)

function match(field: Field, column: string, shortNames: boolean): Match | null {
  const names = namesOf(field)
  const cut = shortNames && !names.some(({ name }) => name.toLowerCase() === column.toLowerCase()) ? cutFrom(field, column) : undefined
  if (cut) {
    // diameter_m is what is left of diameter_mm: the letters that are left of a unit say nothing. A field's own name is in its own
    // unit, whatever it ends with: river_from_m is no millimetres, capacity_10k_m3 no cubic metres.
    const unit = field.unit ? text(`，单位按 ${cut}`, `, in the unit of ${cut}`) : text('', '')
    const factor = cut === field.name ? 1 : (spellingsOf(cut).map((one) => factorOf(field, one)).findLast((one) => one !== null) ?? 1)
    return { factor, loose: false, how: text(`“${cut}” 的开头（DBF 截短）${unit.zh}`, `beginning of "${cut}" (cut by DBF)${unit.en}`) }
  }
  for (const spelling of spellingsOf(column)) {
    const { base, unit, aside, also } = spelling
    const factor = factorOf(field, spelling)
    if (factor === null || (also && !names.some(({ name }) => folded(name) === also))) continue
    const loose = aside !== null && !harmless.test(aside)
    for (const { name, how } of names) {
      const known = spellingsOf(name).map((one) => one.base)
      const own = field.unit ? folded(field.unit) : ''
      if (shortNames && unit && known.includes(base) && mayBeCut(column) && own !== unit && own.startsWith(unit))
        return { factor: 1, loose, how: text(`${how.zh}，单位 ${unit} 像被 DBF 截短，按 ${field.unit} 读`, `${how.en}, its unit ${unit} may be cut by DBF: read as ${field.unit}`) }
      if (known.includes(base)) return { factor, loose, how: factor === 1 ? how : text(`${how.zh}，${unit} → ${field.unit}`, `${how.en}, ${unit} → ${field.unit}`) }
      // DBF keeps 10 bytes of a name: five Chinese characters in GBK, three in UTF-8.
      if (shortNames && /[\u4e00-\u9fff]/.test(column) && base.length >= 3 && Buffer.byteLength(column) >= 9 && known.some((all) => all.startsWith(base)))
        return { factor, loose, how: text(`“${name}” 的开头（DBF 截短）`, `beginning of "${name}" (cut by DBF)`) }
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

  if (shortNames) for (const column of free) {
    const meant = layer.fields.filter((field) => !field.confidential && match(field, column, false) === null && cutFrom(field, column))
    const whole = layer.fields.some((field) => namesOf(field).some(({ name }) => name.toLowerCase() === column.toLowerCase()))
    if (meant.length > 1 && !whole) {
      const options = meant.map(({ name }) => `--map ${column}=${name}`).join(' 或 ')
      throw new Refusal(`列 ${column} 被 DBF 截短，可能是 ${meant.map(({ name }) => name).join('、')}：请用 ${options} 指定，或 --map ${column}= 不导入`, `column ${column} is cut by DBF and could be ${meant.map(({ name }) => name).join(', ')}: say which with --map`)
    }
  }
  const rivals: Rival[] = []
  for (const field of layer.fields.filter(({ confidential }) => !confidential)) {
    if (fields.some((mapped) => mapped.field === field)) continue
    const names = namesOf(field).map(({ name }) => folded(name))
    const rank = (column: string) =>
      Math.min(...spellingsOf(column).map(({ base }) => names.indexOf(base)).map((at) => (at < 0 ? names.length : at)))
    const candidates = free
      .filter((column) => !fields.some((mapped) => mapped.column === column))
      .flatMap((column) => {
        const found = match(field, column, shortNames)
        return found ? [{ field, column, ...found }] : []
      })
      .sort((a, b) => Number(a.loose) - Number(b.loose) || rank(a.column) - rank(b.column))
    const [best, ...others] = candidates
    if (!best) continue
    fields.push(best)
    rivals.push(...others.map(({ column }) => ({ field, column, taken: best.column })))
  }

  const lineLayer = layer.geometry === 'line' && layer.water
  const taken = new Set(fields.map(({ column }) => column))
  const networkColumn = (role: keyof NetworkColumns) => (lineLayer
    ? (networkNames[role].map((name) => free.find((column) => !taken.has(column) && folded(column) === folded(name))).find(Boolean) ?? null)
    : null)
  const network = { from: networkColumn('from'), to: networkColumn('to'), group: networkColumn('group') }
  const used = new Set([...taken, ...Object.values(network)])
  return {
    fields, network, rivals: rivals.filter(({ column }) => !used.has(column)), unmapped: columns.filter((column) => !used.has(column)),
  }
}
