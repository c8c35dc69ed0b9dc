// The trade's enumerations: stored key → what people read. Keys are what the database checks.
import { text, type Text } from './text.ts'

export type Enumeration = Readonly<Record<string, Text>>

/** Where the stored key is itself the word of the trade. */
const words = (...pairs: [zh: string, en: string][]): Enumeration =>
  Object.fromEntries(pairs.map(([zh, en]) => [zh, text(zh, en)]))

export const divisionLevels = {
  city: text('市', 'city'),
  district: text('区', 'district'),
  town: text('镇街', 'town'),
  village: text('村居', 'village'),
} as const

export const chiefLevels = {
  city: text('市级河长', 'city chief'),
  district: text('区级河长', 'district chief'),
  town: text('镇街级河长', 'town chief'),
  village: text('村居级河长', 'village chief'),
  reach: text('河段长', 'reach chief'),
  grid: text('网格员', 'grid member'),
} as const

export const waterKinds = {
  river: text('河流', 'river'),
  reach: text('河段', 'reach'),
  lake: text('湖泊', 'lake'),
  reservoir: text('水库', 'reservoir'),
  small_water: text('小微水体', 'small water'),
} as const

/** How water moves through a reach or a link (our proposal, domain notes §10.3). */
export const flowModes = {
  one_way: text('单向', 'one-way'),
  tidal: text('双向（感潮）', 'tidal, both ways'),
  gated: text('受闸控', 'gated'),
  pumped: text('泵排', 'pumped'),
} as const

/** Looking downstream. 1 and 2 in the city's own exchange files. */
export const banks = {
  left: text('左岸', 'left bank'),
  right: text('右岸', 'right bank'),
  both: text('两岸', 'both banks'),
} as const

/** GB 3838-2002. */
export const waterClasses: Enumeration = words(['Ⅰ', 'Ⅰ'], ['Ⅱ', 'Ⅱ'], ['Ⅲ', 'Ⅲ'], ['Ⅳ', 'Ⅳ'], ['Ⅴ', 'Ⅴ'])

export const riverClasses: Enumeration = words(['主干河道', 'main river'], ['河流', 'river'], ['河涌', 'creek'], ['溪坑', 'brook'])
export const smallWaterKinds: Enumeration = words(['沟渠', 'channel'], ['鱼塘', 'fish pond'], ['山塘', 'hill pond'], ['风水塘', 'village pond'], ['边沟', 'roadside ditch'])

/** HJ 1312-2023, first and second level; 其他排口 rows marked unverified in our notes are kept as the trade names them. */
export const outfallClasses: Enumeration = words(
  ['工业排污口', 'industrial'],
  ['城镇污水处理厂排污口', 'municipal treatment plant'],
  ['农业排口', 'agricultural'],
  ['其他排口', 'other'],
)
export const outfallStates: Enumeration = words(['待整治', 'to be mended'], ['整治中', 'being mended'], ['已整治', 'mended'], ['保留', 'kept'])
export const surveyStages: Enumeration = words(['排查', 'surveyed'], ['监测', 'sampled'], ['溯源', 'traced'], ['整治', 'in remediation'], ['管理', 'managed'])

/** 网格化治水, 55,612 in the first survey (F42). */
export const pollutionSourceKinds: Enumeration = words(
  ['水体', 'fouled water'], ['散乱污', 'scattered workshop'], ['临河违建', 'illegal riverside building'], ['畜禽养殖', 'livestock farm'], ['排水口', 'drain'], ['垃圾黑点', 'dump'],
)
/** Until it is struck off (销号); who comes back begins again at 待整治. */
export const pollutionSourceStates: Enumeration = words(['待审核', 'to be checked'], ['待整治', 'to be mended'], ['整治中', 'being mended'], ['待核销', 'to be struck off'], ['已销号', 'struck off'])

export const unitKinds: Enumeration = words(
  ['住宅类', 'housing'],
  ['机关事业单位类', 'public body'],
  ['部队类', 'military'],
  ['工业类', 'industry'],
  ['商业类', 'commerce'],
  ['村居类', 'village'],
)
/** 穗水规字〔2020〕8号. */
export const householdClasses: Enumeration = words(['生活排污类', 'domestic'], ['餐饮排污类', 'catering'], ['沉淀物排污类', 'sediment'], ['有毒有害排污类', 'toxic'])
export const sectionKinds: Enumeration = words(['国考', 'national'], ['省考', 'provincial'], ['市考', 'city'], ['交界', 'boundary'], ['河涌', 'creek'], ['自动站', 'automatic station'])
/** As printed in the provincial monthly tables (F58). */
export const tides: Enumeration = words(['涨', 'flood'], ['落', 'ebb'])
export const sectionRelations: Enumeration = { '→': text('单向', 'one-way'), '≈': text('双向', 'both ways') }
export const gateKinds: Enumeration = words(['水闸', 'sluice'], ['泵站', 'pump station'], ['闸泵', 'sluice with pump'])

/** 一河一策 (F27). */
export const strategyLists = {
  problem: text('问题清单', 'problems'),
  goal: text('目标清单', 'goals'),
  task: text('任务清单', 'tasks'),
  measure: text('措施清单', 'measures'),
  responsibility: text('责任清单', 'responsibilities'),
} as const

/** The dynamic groups of 一河一档, as the 2018 guide is remembered; not verified. */
export const archiveGroups = {
  intake: text('取用水', 'water intake'),
  discharge: text('排污', 'discharge'),
  quality: text('水质', 'water quality'),
  ecology: text('水生态', 'ecology'),
  shoreline: text('岸线开发利用', 'shoreline'),
  use: text('河道利用', 'channel use'),
  works: text('涉水工程和设施', 'works'),
} as const
