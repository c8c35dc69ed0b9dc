// The chart as data: bands of the classes behind, faint; the target as a line; samples as points in their class; the
// automatic station as a thin line; rain from above.
import type { QualitySample, QualitySection } from '../../domain/quality/schemas.ts'
import { gradeOfValue } from '../../domain/quality/grade.ts'
import { items, type ItemKey } from '../../domain/quality/items.ts'
import { gradeOfNumeral, letterOf, type Grade } from '../../domain/quality/numerals.ts'
import type { ItemLimits } from '../../domain/quality/standard.ts'
import { light } from '../map/colours.ts'

interface Wanted {
  section: QualitySection
  item: ItemKey
  limits: ItemLimits | null
  from: string
  to: string
  monthly: readonly QualitySample[]
  words: readonly string[][]
  say: { target: (grade: string) => string; month: string }
}

/** Monthly samples that say something of an item: what was found, or why nothing was. */
export const monthlyOf = (section: QualitySection, item: ItemKey): QualitySample[] =>
  section.samples.filter(({ kind, missing, readings }) => kind === 'monthly' && (missing !== null || readings[item] !== undefined))

const axisText = { color: '#56626d', fontSize: 11 }

export interface Band {
  grade: Grade
  from: number
  to: number
}

/** Where each class lies between 0 and the top of the axis; classes of equal limits are one band, the better. */
function bandsOf(limits: ItemLimits | null, top: number): Band[] {
  if (!limits || limits.direction === 'range') return []
  const bands: Band[] = []
  const ends = limits.direction === 'most' ? [...limits.limits, Infinity] : [...limits.limits, 0]
  let edge = limits.direction === 'most' ? 0 : Infinity
  ends.forEach((end, i) => {
    const [from, to] = [Math.min(edge, end), Math.min(Math.max(edge, end), top)]
    if (to > from) bands.push({ grade: (i + 1) as Grade, from, to })
    edge = end
  })
  return bands
}

/** The limit of the target class; of pH both. */
const targetsOf = (limits: ItemLimits | null, target: Grade | null): readonly number[] =>
  (limits && target ? [limits.limits[target - 1]!].flat() : [])

export function chartOption({ section, item, limits, from, to, monthly, words, say }: Wanted) {
  const automatic = section.samples.filter(({ kind }) => kind === 'automatic')
  const targets = targetsOf(limits, gradeOfNumeral(section.target))
  const highest = Math.max(
    ...monthly.map(({ readings }) => readings[item] ?? 0), ...automatic.map(({ readings }) => readings[item] ?? 0),
    ...targets.map((limit) => limit * 1.25), 1e-9,
  )
  const top = item === 'pH' ? 10 : highest * 1.05
  const bottom = item === 'pH' ? 5 : 0
  const wettest = Math.max(50, ...(section.rain?.mm ?? []))
  const colourOf = ({ readings }: QualitySample) => (limits && readings[item] !== undefined ? light.grades[gradeOfValue(limits, readings[item], readings.temperature) - 1]!.fill : '#44505a')
  return {
    animation: false,
    grid: [{ left: 40, right: 22, top: 60, bottom: 24 }, { left: 40, right: 22, top: 8, height: 44 }],
    xAxis: [0, 1].map((gridIndex) => ({
      type: 'time', gridIndex, min: from, max: to, show: gridIndex === 0, splitNumber: 4, axisLabel: { ...axisText, hideOverlap: true, formatter: { year: '{yyyy}', month: say.month, day: '' } }, axisLine: { lineStyle: { color: '#a9aca8' } }, axisTick: { show: false },
    })),
    yAxis: [
      { type: 'value', gridIndex: 0, min: bottom, max: top, name: items[item].unit, nameGap: 4, nameTextStyle: { ...axisText, align: 'right' }, axisLabel: { ...axisText, showMaxLabel: false, formatter: (value: number) => String(Number(value.toPrecision(3))) }, splitLine: { show: false }, splitNumber: 4 },
      { type: 'value', gridIndex: 1, inverse: true, min: 0, max: wettest, axisLabel: { show: false }, splitLine: { show: false }, axisTick: { show: false } },
    ],
    tooltip: {
      trigger: 'item', confine: true, backgroundColor: '#1b2733', borderWidth: 0, padding: [4, 8], textStyle: { color: '#ffffff', fontSize: 12 },
      formatter: ({ seriesId, dataIndex }: { seriesId: string; dataIndex: number }) => (seriesId === 'monthly' || seriesId === 'missing' ? lines(words[dataIndex] ?? []) : ''),
    },
    series: [
      {
        id: 'monthly', type: 'line', z: 4, symbolSize: 9, connectNulls: false, lineStyle: { color: '#56626d', width: 1 },
        data: monthly.map((sample) => {
          const hollow = sample.below.includes(item)
          return {
            value: [sample.at, sample.missing === null ? sample.readings[item]! : null],
            symbol: hollow ? 'emptyCircle' : 'circle', itemStyle: { color: colourOf(sample), borderColor: hollow ? colourOf(sample) : '#ffffff', borderWidth: hollow ? 1.5 : 1 },
          }
        }),
        markArea: {
          silent: true,
          data: bandsOf(limits, top).map(({ grade, from, to }) => [
            { yAxis: from, itemStyle: { color: light.grades[grade - 1]!.fill, opacity: 0.12 }, label: { show: (to - from) / top > 0.08, position: 'right', distance: 5, formatter: letterOf(grade), color: '#44505a', fontSize: 11 } },
            { yAxis: to },
          ]),
        },
        markLine: {
          silent: true, symbol: 'none', lineStyle: { color: '#1b2733', width: 1.2, type: 'dashed' },
          label: { position: 'insideStartTop', formatter: say.target(section.target ?? ''), color: '#1b2733', fontSize: 11, textBorderColor: '#ffffff', textBorderWidth: 2 },
          data: targets.map((limit) => ({ yAxis: limit })),
        },
      },
      // What is missing stands on the ground line.
      { id: 'missing', type: 'line', z: 4, symbol: cross, symbolSize: 8, itemStyle: { color: '#56626d' }, lineStyle: { opacity: 0 }, data: monthly.map(({ at, missing }) => [at, missing === null ? null : bottom]) },
      { id: 'automatic', type: 'line', z: 3, silent: true, symbol: 'none', connectNulls: false, lineStyle: { color: '#2a6ca8', width: 0.8, opacity: 0.7 }, data: automatic.map(({ at, readings }) => [at, readings[item] ?? null]) },
      { id: 'rain', type: 'bar', xAxisIndex: 1, yAxisIndex: 1, silent: true, barMinWidth: 1, barWidth: 1.2, itemStyle: { color: '#6a93b0' }, data: (section.rain?.days ?? []).map((day, i) => [day, section.rain!.mm[i]]) },
    ],
  }
}

const cross = 'path://M0,1 L1,0 L5,4 L9,0 L10,1 L6,5 L10,9 L9,10 L5,6 L1,10 L0,9 L4,5 Z'

/** Names come from the register: as text, never as markup. */
const lines = (words: readonly string[]) => words.map((word) => word.replace(/[&<>"]/g, (mark) => `&#${mark.charCodeAt(0)};`)).join('<br>')
