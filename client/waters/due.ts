// How a date stands to a day, in plain words: 逾期 12 天, 还剩 3 个月. Pure; words come from i18n by key.

const dayMs = 86_400_000

export interface Due {
  key: 'done' | 'today' | 'lateDays' | 'lateMonths' | 'leftDays' | 'leftMonths' | 'leftYears' | 'none'
  n: number
  late: boolean
}

/** All days are YYYY-MM-DD; `on` is the day the card is read as of. */
export function dueOf({ dueOn, doneOn }: { dueOn: string | null; doneOn: string | null }, on: string): Due {
  if (doneOn) return { key: 'done', n: 0, late: false }
  if (!dueOn) return { key: 'none', n: 0, late: false }
  const days = Math.round((Date.parse(dueOn) - Date.parse(on)) / dayMs)
  if (days === 0) return { key: 'today', n: 0, late: false }
  const months = wholeMonths(days < 0 ? dueOn : on, days < 0 ? on : dueOn)
  if (days < 0) return months >= 3 ? { key: 'lateMonths', n: months, late: true } : { key: 'lateDays', n: -days, late: true }
  if (months >= 24) return { key: 'leftYears', n: Math.floor(months / 12), late: false }
  return months >= 2 ? { key: 'leftMonths', n: months, late: false } : { key: 'leftDays', n: days, late: false }
}

/** Whole months from one day to a later one. */
function wholeMonths(from: string, to: string): number {
  const [y1 = 0, m1 = 0, d1 = 0] = from.split('-').map(Number)
  const [y2 = 0, m2 = 0, d2 = 0] = to.split('-').map(Number)
  return (y2 - y1) * 12 + m2 - m1 - (d2 < d1 ? 1 : 0)
}
