// /api/health: has its own way to the database, or none, so that it answers however busy everything else is.
import { Router } from 'express'
import type { Health } from '../../domain/city/schemas.ts'
import type { Database } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { endpoint } from '../http/endpoint.ts'

/** A server that does not answer within this is away. */
const patienceMs = 1000
/**
 * The embedded engine does one thing after the other, and a question may stand in its line for a while: it is in this process,
 * and well as long as it has answered within this.
 */
const silentMs = 120_000
const lookEveryMs = 10_000

interface Seen {
  postgis: string
  city: string | null
  at: number
}

export const healthRoutes = (database: Database, version: string) => {
  let seen: Seen | null = null
  let asking: Promise<boolean> | null = null
  let askedAt = 0
  let failed = false
  const embedded = database.engine === 'embedded'
  let lost = false
  void database.lost?.then(() => (lost = true))

  /** Asks the database, one question for all who want to know. */
  const look = (): Promise<boolean> =>
    (asking ??= (askedAt = Date.now(), database.probe<{ postgis: string; city: string | null }>(sql`select postgis_lib_version() as postgis, (select name from city limit 1) as city`))
      .then(([row]) => {
        seen = { ...row, at: Date.now() }
        return !(failed = false)
      }, () => !(failed = true))
      .finally(() => (asking = null)))

  void look()
  // Somebody who looks every five minutes hears of now.
  if (embedded) setInterval(() => void look(), lookEveryMs).unref()

  const well = async (): Promise<boolean> => {
    const answered = look()
    if (!embedded || !seen)
      return Promise.race([answered, new Promise<boolean>((resolve) => setTimeout(() => resolve(false), patienceMs).unref())])
    return !lost && !failed && (asking === null || Date.now() - askedAt < silentMs)
  }

  return Router().get('/api/health', endpoint('anyone', async (_request, response): Promise<Health> => {
    const ok = await well()
    response.status(ok ? 200 : 503)
    return { status: ok ? 'ok' : 'degraded', engine: database.engine, postgis: ok ? seen!.postgis : null, version, city: ok ? seen!.city : null, seenAt: seen && new Date(seen.at).toISOString() }
  }))
}
