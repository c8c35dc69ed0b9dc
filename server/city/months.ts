// Days and months of the city: Asia/Shanghai, wherever the server stands.

/** Today in the city, YYYY-MM-DD. */
export const today = (now = new Date()): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(now)

/** The last day of a month (YYYY-MM), or today where the month is not over. */
export const lastDayOf = (month: string, until = today()): string => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const last = new Date(Date.UTC(year, number, 0)).toISOString().slice(0, 10)
  return last < until ? last : until
}
