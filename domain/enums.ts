// The trade's enumerations: stored key → what people read. Keys are what the database checks.
import { text, type Text } from './text.ts'

export type Enumeration = Readonly<Record<string, Text>>

/** Where the stored key is itself the word of the trade. */
export const words = (...pairs: [zh: string, en: string][]): Enumeration =>
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
