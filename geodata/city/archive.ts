// The dynamic half of one river, one file (一河一档): dated figures in seven groups, coherent with the water's size and target.
import type { archiveGroups } from '../../domain/enums.ts'
import { random, type Random } from './random.ts'
import type { Row } from './rows.ts'
import type { WaterRecord } from './waterRecords.ts'

type Group = keyof typeof archiveGroups

interface Entry {
  group: Group
  title: string
  value: string
  unit: string | null
  source: string
  from: string
  to?: string
}

const classes = ['Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ']
/** GB 3838 limits of ammonia nitrogen for the classes, mg/L. */
const ammonia = [0.15, 0.5, 1, 1.5, 2]

export function archive(waters: readonly WaterRecord[], seed: number): Row[] {
  const draw = random(seed, 'archive')
  return waters
    .filter(({ kind }) => kind === 'river' || kind === 'lake' || kind === 'reservoir')
    .flatMap((water) => entriesOf(water, draw).map(({ group, title, value, unit, source, from, to }, i): Row => ({
      code: `${water.code}-A${String(i + 1).padStart(2, '0')}`, water: water.code, group, title, value, unit, source, valid_from: from, valid_to: to ?? null,
    })))
}

/** Last year's and this year's class, and one or two figures of other groups. */
function entriesOf(water: WaterRecord, draw: Random): Entry[] {
  const quality = qualityOf(water, draw)
  const others = (water.kind === 'river' ? ofRiver : ofStillWater)(water, draw)
  const wanted = draw() < 0.7 ? 2 : 1
  while (others.length > wanted) others.splice(Math.floor(draw() * others.length), 1)
  return [...quality, ...others]
}

function qualityOf({ target }: WaterRecord, draw: Random): Entry[] {
  const aim = Math.max(0, classes.indexOf(target))
  const reached = () => Math.min(4, Math.max(0, aim + (draw() < 0.22 ? 1 : draw() < 0.25 ? -1 : 0)))
  const before = reached()
  const now = reached()
  const low = now ? ammonia[now - 1] : 0.03
  const source = '水质监测年报'
  return [
    { group: 'quality', title: '年均水质类别', value: classes[before], unit: '类', source, from: '2025-01-01', to: '2026-01-01' },
    draw() < 0.5
      ? { group: 'quality', title: '年均水质类别', value: classes[now], unit: '类', source, from: '2026-01-01' }
      : { group: 'quality', title: '氨氮年均值', value: (low + (0.1 + 0.85 * draw()) * (ammonia[now] - low)).toFixed(2), unit: 'mg/L', source, from: '2026-01-01' },
  ]
}

const figure = (value: number, decimals = 0) => Math.max(value, 10 ** -decimals).toFixed(decimals)

function ofRiver({ length, width, catchment, target, flow }: WaterRecord, draw: Random): Entry[] {
  const km = length / 1000
  const rural = target <= 'Ⅲ'
  const shore = 2 * km
  const entries: Entry[] = [
    { group: 'intake', title: rural ? '农业灌溉年取水量' : '河道外年取水量', value: figure((catchment || 2 * km) * (3 + 9 * draw()), 1), unit: '万m³', source: '取用水台账', from: '2025-01-01' },
    { group: 'discharge', title: '沿线生活污水集中收集率', value: figure((rural ? 72 : 84) + 14 * draw(), 1), unit: '%', source: '污水提质增效年报', from: '2025-06-30' },
    { group: 'ecology', title: '鱼类种数', value: figure((rural ? 9 : 4) + 12 * draw() + Math.log2(1 + width)), unit: '种', source: '水生态调查', from: '2024-11-15' },
    { group: 'shoreline', title: '岸线总长', value: figure(shore, 1), unit: 'km', source: '岸线保护与利用规划', from: '2022-01-01' },
    { group: 'shoreline', title: '已开发利用岸线', value: figure(shore * (rural ? 0.04 + 0.1 * draw() : 0.12 + 0.2 * draw()), 1), unit: 'km', source: '岸线保护与利用规划', from: '2022-01-01' },
    { group: 'use', title: '跨河桥梁', value: figure(km * (rural ? 0.5 : 1.2) * (0.6 + draw())), unit: '座', source: '涉河建设项目台账', from: '2024-03-01' },
    { group: 'works', title: '堤防长度', value: figure(shore * (rural ? 0.15 + 0.3 * draw() : 0.6 + 0.35 * draw()), 1), unit: 'km', source: '水利工程名录', from: '2023-01-01' },
    { group: 'works', title: '规划防洪标准', value: width > 120 ? '200' : width > 25 ? '50' : '20', unit: '年一遇', source: '防洪规划', from: '2021-07-01' },
  ]
  if (flow !== 'one_way') entries.push({ group: 'use', title: '涉河施工临时占用', value: figure(1 + 5 * draw()), unit: '处', source: '涉河建设项目台账', from: '2024-10-01', to: '2025-04-15' })
  if (width > 80) entries.push({ group: 'use', title: '航道等级', value: width > 300 ? 'Ⅲ' : width > 150 ? 'Ⅴ' : 'Ⅶ', unit: '级', source: '航道规划', from: '2020-01-01' })
  return entries
}

function ofStillWater({ kind, area, capacity, target }: WaterRecord, draw: Random): Entry[] {
  const shore = (2.6 * Math.sqrt(Math.PI * area)) / 1000
  const shared: Entry[] = [
    { group: 'ecology', title: '鱼类种数', value: figure(5 + 14 * draw()), unit: '种', source: '水生态调查', from: '2024-11-15' },
    { group: 'shoreline', title: '岸线总长', value: figure(shore, 1), unit: 'km', source: '岸线保护与利用规划', from: '2022-01-01' },
    { group: 'discharge', title: '汇水区生活污水集中收集率', value: figure((target <= 'Ⅱ' ? 78 : 85) + 12 * draw(), 1), unit: '%', source: '污水提质增效年报', from: '2025-06-30' },
  ]
  if (kind === 'reservoir') return [...shared,
    { group: 'intake', title: '年供水量', value: figure(capacity * (0.4 + 0.9 * draw()), 1), unit: '万m³', source: '取用水台账', from: '2025-01-01' },
    { group: 'works', title: '大坝安全类别', value: draw() < 0.75 ? '二类' : '一类', unit: null, source: '安全鉴定报告', from: '2023-09-01' },
    { group: 'works', title: '汛限水位以下库容占比', value: figure(70 + 18 * draw()), unit: '%', source: '调度规程', from: '2024-04-01' },
    { group: 'use', title: '库区承包养殖', value: figure(1 + 2 * draw()), unit: '宗', source: '涉河建设项目台账', from: '2018-01-01', to: '2021-12-31' },
  ]
  return [...shared,
    { group: 'ecology', title: '水生植物覆盖率', value: figure(6 + 26 * draw()), unit: '%', source: '水生态调查', from: '2025-05-20' },
    { group: 'use', title: '游船码头', value: figure(1 + 2 * draw()), unit: '处', source: '涉河建设项目台账', from: '2019-05-01', to: '2023-06-30' },
    { group: 'works', title: '环湖截污管长度', value: figure(shore * (0.5 + 0.5 * draw()), 1), unit: 'km', source: '水利工程名录', from: '2023-01-01' },
  ]
}
