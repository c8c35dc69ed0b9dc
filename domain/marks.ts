// What a month has to say on the map, mark by mark, in the order they matter: the first of several on one water is the one that is seen.
import type { Text } from './text.ts'

interface Mark {
  title: Text
  /** Its sign on the map and in the legend (client/map/signs.ts), and half its width there, pixels. */
  sign: string
  radius: number
  /** It stands on a water and counts something there; else it tells by colours what was found. */
  counts: boolean
  /** Of one water, `{n}` being how many; where it counts. */
  note?: Text
  /** Of the whole city, after the number, with its form in a line of text. */
  wall: Text
  form: string
}

const known = {
  /** Strategy tasks past their date. */
  overdue: {
    title: { zh: '策略逾期', en: 'Tasks overdue' }, sign: 'overdue', radius: 8.5, counts: true,
    note: { zh: '策略逾期 {n} 项', en: '{n} tasks overdue' }, wall: { zh: '条河湖策略逾期', en: 'waters with tasks overdue' }, form: '○',
  },
  /** Levels of chief that should be filled and are not. */
  vacant: {
    title: { zh: '河长空缺', en: 'Posts vacant' }, sign: 'vacant', radius: 8.5, counts: true,
    note: { zh: '空缺 {n} 级', en: '{n} posts vacant' }, wall: { zh: '处河长空缺', en: 'posts vacant' }, form: '△',
  },
  /** Water worse than its target. */
  quality: {
    title: { zh: '水质差于目标', en: 'Water worse than its target' }, sign: 'class_5_missed', radius: 9.5, counts: false,
    wall: { zh: '个断面水质差于目标', en: 'sections miss their target' }, form: '◇',
  },
} as const satisfies Record<string, Mark>

export type MarkId = keyof typeof known
/** Marks that count something on a water. */
export type CountingId = { [Id in MarkId]: (typeof known)[Id]['counts'] extends true ? Id : never }[MarkId]

export const marks: Readonly<Record<MarkId, Mark>> = known
export const markIds = Object.keys(known) as MarkId[]
export const countingIds = markIds.filter((id): id is CountingId => marks[id].counts)
