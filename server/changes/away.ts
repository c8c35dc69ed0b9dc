// What became secret is told to whoever was away, by its code, so that they drop it. A newcomer who says they were away is told
// the same: so it is told for a short while only, and after that the public reads everything anew.

/** As long as a screen may be away on a bad line, ms. */
export const mostAwayMs = 5 * 60_000

/** Whether something happened longer ago than whoever comes back would have been away; what never did has not. */
export const isLongAgo = (at: string | null, awayMs: number): boolean => at !== null && Date.now() - Date.parse(at) > awayMs
