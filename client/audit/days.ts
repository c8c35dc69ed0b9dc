const dayMs = 86_400_000

/** A day so many days later, YYYY-MM-DD. */
export const dayAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** All days from one to another, both included; at most the last four hundred. */
export const daysBetween = (from: string, to: string): string[] => {
  const length = Math.round((Date.parse(to) - Date.parse(from)) / dayMs) + 1
  const shown = Math.min(400, Math.max(0, length))
  return Array.from({ length: shown }, (_, i) => dayAfter(to, i - shown + 1))
}
