// What the titles of a laboratory's sheet mean: an item with its unit, or what the row is of.
import { itemKeys, items, type ItemKey } from '../../domain/quality/items.ts'
import { bracketed, folded } from '../import/titles.ts'

/** What a row is of. */
export type Role =
  | 'code' | 'section' | 'day' | 'year' | 'month' | 'dayOfMonth' | 'time' | 'tide' | 'kind' | 'reason' | 'item' | 'value' | 'unit' | 'limit'

export type Heading =
  | { role: Role }
  /** A column of readings; `factor` turns them into the item's unit. */
  | { item: ItemKey; factor: number }
  /** An item in a unit nobody knows here. */
  | { item: ItemKey; unit: string }

const roles: Record<Role, string[]> = {
  code: ['断面编码', '断面代码', '断面编号', '点位编码', '点位编号', '站点编码', '站码', '测站编码', 'section code', 'site code'],
  section: [
    '断面名称', '断面', '监测断面', '水质断面', '考核断面', '断面点位', '点位名称', '点位', '监测点位', '采样点位', '采样点', '监测点', '站点', '站点名称', '站名',
    '测站', '样品名称', 'section', 'site', 'site name', 'station',
  ],
  day: ['采样日期', '监测日期', '采样时间', '监测时间', '采样年月日', '日期', '时段', '监测月份', '月份', '年月', 'sampling date', 'date', 'dates', 'sampled at'],
  year: ['年', '年份'],
  month: ['月'],
  dayOfMonth: ['日'],
  time: ['时间', '时刻', '采样时刻', 'time'],
  tide: ['潮', '潮汐', '潮汐类型', '涨落潮', '潮别', '潮期', 'tide'],
  kind: ['监测方式', '监测类型', '数据来源类型'],
  reason: ['未监测原因', '缺测原因', '未测原因', '无数据原因', '未采样原因', '备注', '说明', 'remarks', 'note'],
  item: ['项目', '监测项目', '检测项目', '分析项目', '监测指标', '检测指标', '指标', '指标名称', '项目名称', 'item', 'parameter', 'determinand'],
  value: ['监测值', '检测值', '测定值', '结果', '检测结果', '监测结果', '分析结果', '浓度', '数值', '值', 'value', 'result'],
  unit: ['单位', '计量单位', 'unit', 'units'],
  limit: ['检出限', '方法检出限', '最低检出限', 'detection limit', 'lod', 'mdl'],
}

/** Other names of the items than their words and keys. */
const called: Partial<Record<ItemKey, string[]>> = {
  temperature: ['温度', 'water temperature', 'temp'],
  pH: ['pH值', '酸碱度', 'lab ph', 'field ph'],
  DO: ['溶氧'],
  CODMn: ['高指', 'CODmn', 'IMn', '高锰酸钾指数'],
  COD: ['CODcr', '化学耗氧量', 'chemical oxygen demand'],
  BOD5: ['BOD', '生化需氧量', '5日生化需氧量', '5-day biochemical oxygen demand'],
  NH3N: ['NH3-N', 'NH4-N', '氨氮NH3-N', 'ammonia nitrogen', 'ammoniacal nitrogen'],
  TP: ['总磷以P计', 'total phosphorus'],
  TN: ['总氮以N计', 'total nitrogen'],
  Cu: ['总铜'], Zn: ['总锌'], F: ['氟', '氟离子', '氟化物以F-计'], Se: ['总硒'], As: ['总砷'], Hg: ['总汞'], Cd: ['总镉'], Pb: ['总铅'],
  Cr6: ['铬六价', '铬(六价)', '六价铬Cr6+', 'Cr6+', 'Cr(VI)'],
  CN: ['总氰化物', 'CN-'],
  phenol: ['挥发性酚', '挥发酚类', '挥发酚以苯酚计'],
  oil: ['石油'],
  LAS: ['阴离子表面活性剂LAS', '阴离子洗涤剂'],
  sulfide: ['S2-'],
  coliform: ['粪大肠菌群数', 'faecal coliforms', 'fecal coliforms'],
  transparency: ['SD', '透明度SD'],
  ORP: ['氧化还原电位ORP', 'Eh'],
  turbidity: ['浑浊度'],
  conductivity: ['EC', '电导', 'specific conductance'],
}

/** One spelling of titles and units; micro is u. */
const spelt = (title: string): string => folded(title).replace(/[µμ]/g, 'u')

const names = new Map<string, { role: Role } | { item: ItemKey }>([
  ...Object.entries(roles).flatMap(([role, words]) => words.map((word) => [spelt(word), { role: role as Role }] as const)),
  ...itemKeys.flatMap((item) =>
    [item, items[item].zh, items[item].en, ...(called[item] ?? [])].map((word) => [spelt(word), { item }] as const)),
])

const unitSpelt = (unit: string): string => unit.normalize('NFKC').toLowerCase().replace(/[\s,()]+/g, '').replace(/[µμ]/g, 'u')

/** How many of an item's own unit one of another is. */
const factors = new Map(Object.entries({
  'mg/L': {
    'mg/L': 1, '毫克/升': 1, 毫克每升: 1, 'mg·L-1': 1, ppm: 1, 'g/m3': 1,
    'μg/L': 0.001, '微克/升': 0.001, 'mg/m3': 0.001, ppb: 0.001, 'ng/L': 1e-6, 'g/L': 1000,
  },
  '℃': { '℃': 1, 'oC': 1, C: 1, 度: 1, 摄氏度: 1 },
  '个/L': {
    '个/L': 1, 'MPN/L': 1, 'CFU/L': 1, '个/升': 1, '个/100mL': 10, 'MPN/100mL': 10, 'CFU/100mL': 10, '个/mL': 1000, 'MPN/mL': 1000, 'CFU/mL': 1000,
  },
  cm: { cm: 1, 厘米: 1, m: 100, 米: 100, mm: 0.1, dm: 10 },
  mV: { mV: 1, 毫伏: 1, V: 1000 },
  NTU: { NTU: 1, FTU: 1, FNU: 1, 度: 1 },
  'μS/cm': { 'μS/cm': 1, 'mS/m': 10, 'mS/cm': 1000, 'S/m': 10_000 },
  '': { 无量纲: 1, 无: 1, '-': 1, '/': 1, '—': 1, pH: 1, pH单位: 1, pH值: 1 },
}).map(([own, others]) => [unitSpelt(own), new Map(Object.entries(others).map(([unit, factor]) => [unitSpelt(unit), factor]))] as const))

/** Whether words are a unit of something that is measured in water. */
export const isUnit = (words: string): boolean => [...factors.values()].some((others) => others.has(unitSpelt(words)))

/** How many of an item's unit one of `unit` is; null where it is none of its units. */
export const factorFor = (item: ItemKey, unit: string): number | null =>
  (unitSpelt(unit) === '' ? 1 : factors.get(unitSpelt(items[item].unit))?.get(unitSpelt(unit)) ?? null)

/** The item that words name; null where they name none. */
export const itemCalled = (words: string): ItemKey | null => {
  for (let rest: { base: string } | null = { base: spelt(words) }; rest; rest = bracketed(rest.base)) {
    const found = names.get(rest.base)
    if (found && 'item' in found) return found.item
  }
  return null
}

/** What a title means; null where it means nothing here. Units stand in brackets or behind the name. */
export function headingOf(title: string): Heading | null {
  const whole = spelt(title)
  if (!whole) return null
  const known = names.get(whole)
  if (known) return 'role' in known ? known : { item: known.item, factor: 1 }
  const asides: string[] = []
  for (let rest = bracketed(whole); rest; rest = bracketed(rest.base)) {
    asides.push(...rest.aside.split(/[)\]】}>〕]\s*[([【{<〔]/))
    const found = names.get(rest.base)
    if (!found) continue
    if ('role' in found) return found
    // Of 氨氮(NH3-N)(mg/L) one is the item's other name, the other its unit.
    const said = asides.filter((aside) => !isNamed(aside, found.item))
    return withUnit(found.item, said)
  }
  const ending = /^(.*?[^/,，、])[/,，、]?((?:mg|ug|ng|g)\/(?:l|m3)|°c|ntu|us\/cm|ms\/m|(?:个|mpn|cfu)\/(?:l|100ml)|mv|cm)$/.exec(whole)
  const found = ending && names.get(ending[1])
  return found && 'item' in found ? withUnit(found.item, [ending[2]]) : null
}

const isNamed = (words: string, item: ItemKey): boolean => {
  const found = names.get(words)
  return found !== undefined && 'item' in found && found.item === item
}

/** As the item counts what it is counted as: mg P/L is mg/L of phosphorus. */
function withUnit(item: ItemKey, said: string[]): Heading {
  const units = said.filter((aside) => !/^(以.*计|保留.*|.*法|.*位小数|现场|实验室|必填|选填)$/.test(aside))
  if (!units.length) return { item, factor: 1 }
  const [unit] = units
  const factor = units.length === 1 ? factorFor(item, unit) : null
  return factor === null ? { item, unit: units.join(' ') } : { item, factor }
}
