// Counts of a trace in words: “37 河段 · 41 km · 12 排口 · 3 单元”. What there is none of is not said.
import { drainingLayers } from '../../domain/catalogue.ts'
import { count, i18n, say } from '../i18n.ts'
import type { Sum } from './traced.ts'

export const kilometres = (km: number) => `${count(km < 10 ? Math.round(km * 10) / 10 : Math.round(km))} km`

/** Seconds in words: 40 分钟, 5 小时, 3 天. */
export function lasting(seconds: number): string {
  const { t } = i18n.global
  if (seconds < 5400) return t('trace.minutes', { n: Math.max(1, Math.round(seconds / 60)) })
  const hours = seconds / 3600
  return hours < 48 ? t('trace.hours', { n: count(Math.round(hours * 2) / 2) }) : t('trace.days', { n: count(Math.round(hours / 12) / 2) })
}

export function sumWords({ waters, km, drains: drained }: Sum): string {
  const { t } = i18n.global
  const parts = [t('trace.waters', { n: count(waters) }), kilometres(km), ...drainingLayers.flatMap(({ drains: { as, short } }) => (drained[as].length ? [`${count(drained[as].length)} ${say(short)}`] : []))]
  return parts.join(' · ')
}

/** Letters of places on the map. */
export const letterOf = (index: number) => String.fromCharCode(65 + index)
