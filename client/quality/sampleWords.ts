// One sample of one item in words: for the chart's tip, and for whoever hears the chart.
import type { QualitySample, QualitySection } from '../../domain/quality/schemas.ts'
import { items, shownValue, type ItemKey } from '../../domain/quality/items.ts'
import { say } from '../i18n.ts'
import { gradeWords } from './words.ts'

type Translate = (key: string, values?: Record<string, unknown>) => string

const dayMs = 86_400_000

/** Rain of the day and the three before it, millimetres. */
function rainBefore({ rain }: QualitySection, at: string): number | null {
  if (!rain) return null
  const day = Date.parse(at.slice(0, 10))
  return rain.days.reduce((sum, each, i) => (Date.parse(each) <= day && Date.parse(each) >= day - 3 * dayMs ? sum + rain.mm[i]! : sum), 0)
}

export function sampleWords(t: Translate, section: QualitySection, item: ItemKey, sample: QualitySample): string[] {
  const value = sample.readings[item]
  const unit = items[item].unit && ` ${items[item].unit}`
  const said = sample.missing ? t('quality.missing', { why: sample.missing }) : value === undefined ? '—' : sample.below.includes(item) ? t('quality.below', { value: shownValue(item, value) + unit }) : `${say(items[item])} ${shownValue(item, value)}${unit}`
  const rain = rainBefore(section, sample.at)
  return [`${sample.at.slice(0, 10)}${sample.tide ? ` ${sample.tide}` : ''}`, said, ...(sample.grade ? [`${say({ zh: '断面', en: 'section' })} ${gradeWords(t, sample.grade)}`] : []), ...(rain ? [t('quality.rain', { mm: rain.toFixed(0) })] : [])]
}
