// The three levels of HJ 1312-2023 and how often each occurs where; shares are our own proposal.
import type { Random } from '../random.ts'
import { weighted } from './city.ts'
import type { UnitKind } from './units.ts'

type Opening = readonly [shape: string, diametersMm: readonly number[]]

export interface OutfallKind {
  class1: string
  class2: string | null
  class3: string | null
  openings: readonly Opening[]
  /** Share that runs in dry weather though it should not. */
  dryShare: number
}

const pipe: Opening = ['圆管', [300, 400, 500, 600, 800, 1000]]
const smallPipe: Opening = ['圆管', [100, 150, 200, 250, 300]]
const largePipe: Opening = ['圆管', [1000, 1200, 1500, 1800]]
const culvert: Opening = ['箱涵', []]
const ditch: Opening = ['明渠', []]

const other = (class2: string, openings: readonly Opening[], dryShare: number): OutfallKind => ({ class1: '其他排口', class2, class3: null, openings, dryShare })
const works = (class2: string, class3: string | null, openings: readonly Opening[], dryShare: number): OutfallKind => ({ class1: '工业排污口', class2, class3, openings, dryShare })
const farm = (class2: string): OutfallKind => ({ class1: '农业排口', class2, class3: null, openings: [smallPipe, ditch], dryShare: 0.06 })

export const MUNICIPAL: OutfallKind = { class1: '城镇污水处理厂排污口', class2: null, class3: null, openings: [largePipe, culvert], dryShare: 0 }

const streetRain = other('城镇雨洪排口', [pipe, pipe, largePipe, culvert], 0.07)
const streetSewage = other('城镇生活污水散排口', [smallPipe, pipe], 0.18)
const villageSewage = other('农村生活污水散排口', [smallPipe, smallPipe, ditch], 0.13)
const villageWorks = other('农村污水处理设施排口', [smallPipe], 0.02)
const smallPonds = other('规模以下水产养殖排口', [smallPipe, ditch], 0.05)
const smallStock = other('规模以下畜禽养殖排口', [smallPipe, ditch], 0.12)
const irrigation = other('大中型灌区排口', [ditch, culvert], 0.03)
const wharf = other('港口码头排口', [pipe, smallPipe], 0.04)
const unclear = other('其他', [pipe, smallPipe, ditch], 0.1)

const works1 = works('工矿企业排污口', '工业企业', [smallPipe, pipe], 0.14)
const worksRain = works('工矿企业雨洪排口', '工业企业', [pipe, largePipe], 0.08)
const parkWorks = works('工业及其他各类园区污水处理厂排污口', null, [pipe, largePipe], 0)
const parkRain = works('工业及其他各类园区污水处理厂雨洪排口', null, [largePipe, culvert], 0.05)
const mine = works('工矿企业排污口', '矿山', [pipe, ditch], 0.1)
const tailings = works('工矿企业雨洪排口', '尾矿库', [ditch, culvert], 0.05)

const inTown: [OutfallKind, number][] = [[streetRain, 68], [streetSewage, 20], [worksRain, 1.5], [unclear, 5]]
const byWorks: [OutfallKind, number][] = [[works1, 24], [worksRain, 22], [parkWorks, 3], [parkRain, 4], [streetRain, 40], [streetSewage, 7]]
const inVillage: [OutfallKind, number][] = [[villageSewage, 36], [villageWorks, 20], [streetRain, 30], [streetSewage, 6], [unclear, 6]]
const onPlain: [OutfallKind, number][] = [[villageSewage, 22], [villageWorks, 17], [smallPonds, 24], [farm('规模化水产养殖排污口'), 10], [irrigation, 14], [streetRain, 6], [unclear, 7]]
const inHills: [OutfallKind, number][] = [[villageSewage, 32], [villageWorks, 24], [smallStock, 12], [farm('规模化畜禽养殖排污口'), 5], [irrigation, 9], [mine, 1.2], [tailings, 0.4], [smallPonds, 5], [unclear, 9]]

/** What an outfall is, by the kind of unit behind it (null in open country), and the river's width in metres. */
export function kindOf(draw: Random, unit: UnitKind | null, delta: boolean, width: number): OutfallKind {
  if (width > 90 && draw() < 0.06) return wharf
  if (unit === '工业类') return weighted(draw, byWorks)
  if (unit === '村居类') return weighted(draw, inVillage)
  if (unit) return weighted(draw, inTown)
  return weighted(draw, delta ? onPlain : inHills)
}
