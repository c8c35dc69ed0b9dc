// The two years that are told, hour by hour in the city's own time (Asia/Shanghai, which knows no summer time).
import { addDays, daysBetween, today } from '../calendar.ts'

export const firstDay = '2024-11-01'
/** Yesterday. */
export const lastDay = addDays(today, -1)
export const days = daysBetween(firstDay, lastDay) + 1
export const hours = days * 24
/** Hours of a step in which the waters move and carry: rain, tide and gates are told by the hour. Whole days are whole steps. */
export const STEP = 2

/** ISO date of each day. */
export const dayNames: readonly string[] = Array.from({ length: days }, (_, d) => addDays(firstDay, d))

/** Months as `YYYY-MM`, with their first hour and the hours that are told of them (the last one is not over). */
export const months: readonly { name: string; from: number; hours: number }[] = [...new Set(dayNames.map((day) => day.slice(0, 7)))]
  .map((name) => {
    const from = dayNames.findIndex((day) => day.startsWith(name)) * 24
    return { name, from, hours: dayNames.filter((day) => day.startsWith(name)).length * 24 }
  })

/** Days since 1 January of an hour's year, and its share of the year 0…1. */
export const dayOfYear = (hour: number): number => {
  const day = dayNames[Math.min(days - 1, Math.floor(hour / 24))]
  return daysBetween(`${day.slice(0, 4)}-01-01`, day)
}

const dayAt = (hour: number): string => dayNames[Math.floor(hour / 24)]
export const hourOf = (day: string, hour = 0): number => daysBetween(firstDay, day) * 24 + hour

/** A time as the database takes it. */
export const stamp = (hour: number, minute = 0): string => `${dayAt(hour)} ${String(hour % 24).padStart(2, '0')}:${String(minute).padStart(2, '0')}:00+08`
