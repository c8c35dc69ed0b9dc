// Writing the audit log. What asks at the same moment is written in one transaction: the chain takes one writer at a time.
import { userInfo } from 'node:os'
import { AuditRules } from '../../domain/audit/schemas.ts'
import type { AuditKind } from '../../domain/audit/kinds.ts'
import { today } from '../../domain/today.ts'
import type { Database, Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { ruleSetOn } from '../rules.ts'

/** An entry as its maker says it; place in the chain, time, name and division are the database's to add. */
export interface Entry {
  kind: AuditKind
  person?: string | null
  behalf?: string | null
  account?: string | null
  login?: string | null
  address?: string | null
  agent?: string | null
  about?: readonly string[]
  change?: number | null
  details?: Record<string, unknown>
}

/** So many codes an entry may name; more than these are told by what was asked for. */
const mostAbout = 1000

/** JSON that PostgreSQL can hold: no NUL, no half of a character. */
const storable = (_key: string, value: unknown) => (typeof value === 'string' ? Buffer.from(value.replaceAll('\0', '')).toString() : value)

/**
 * Adds entries within a transaction, as the last thing it does: everybody else who writes to the log waits for its commit.
 * Throws what the database throws; what the transaction did is then not done either.
 */
export const append = async (db: Queryable, entries: readonly Entry[]): Promise<void> => {
  const rows = entries.map((entry) => (entry.about && entry.about.length > mostAbout ? { ...entry, about: [] } : entry))
  await db.query(sql`select append_audit(${JSON.stringify(rows, storable)}::jsonb)`)
}

/** Who is at the machine; in a container that may be a number without a name. */
const machineUser = (): string => {
  try {
    return userInfo().username
  } catch {
    return String(process.getuid?.() ?? '?')
  }
}

/** What was done at the machine itself, by the machine's own user: there is no account to name. */
export const auditCommand = (db: Queryable, act: string, entry: Partial<Entry> = {}): Promise<void> =>
  append(db, [{ kind: 'administered', ...entry, address: 'command', details: { act, user: machineUser(), ...entry.details } }])

export interface AuditLog {
  /**
   * Writes entries and resolves once they are durable. An entry with a `key` is left out where the same key was written
   * within the minutes the rule says; a server remembers its own.
   */
  write(entries: readonly (Entry & { key?: string })[]): Promise<void>
}

const batchSize = 200
const mostKeys = 50_000
const ruleForMs = 60_000

const createLog = (db: Database): AuditLog => {
  interface Waiting {
    entries: readonly Entry[]
    done: () => void
    failed: (reason: unknown) => void
  }
  const waiting: Waiting[] = []
  const written = new Map<string, number>()
  let writing = false
  let rule = { until: 0, repeatMs: 0 }

  const together = async (batch: readonly Waiting[]): Promise<void> => {
    try {
      await append(db, batch.flatMap(({ entries }) => entries))
      batch.forEach(({ done }) => done())
    } catch (reason) {
      // One that cannot be written takes no other down with it.
      if (batch.length > 1) for (const one of batch) await together([one])
      else batch[0].failed(reason)
    }
  }
  const work = async () => {
    if (writing) return
    writing = true
    while (waiting.length) await together(waiting.splice(0, batchSize))
    writing = false
  }
  const repeatMs = async (now: number) => {
    if (now > rule.until) {
      // Without a rule that can be read each time is an entry.
      const found = await ruleSetOn(db, 'audit_retention', today())
      rule = { until: now + ruleForMs, repeatMs: (AuditRules.safeParse(found?.body).data?.repeatMinutes ?? 0) * 60_000 }
    }
    return rule.repeatMs
  }

  return {
    async write(entries) {
      const now = Date.now()
      const within = entries.some(({ key }) => key) ? await repeatMs(now) : 0
      const due = entries.filter(({ key }) => !key || now - (written.get(key) ?? -Infinity) >= within)
      if (!due.length) return
      await new Promise<void>((done, failed) => {
        waiting.push({ entries: due.map(({ key: _, ...entry }) => entry), done, failed })
        void work()
      })
      for (const { key } of due) {
        if (!key) continue
        written.delete(key)
        written.set(key, now)
      }
      // The oldest stand first.
      for (const key of written.keys()) {
        if (written.size <= mostKeys) break
        written.delete(key)
      }
    },
  }
}

const logs = new WeakMap<Database, AuditLog>()

/** The log of a register. */
export const auditLog = (db: Database): AuditLog => {
  const log = logs.get(db) ?? createLog(db)
  logs.set(db, log)
  return log
}

/** Lets go of what the rule no longer keeps, from the beginning, a part at a time. Returns how many entries went. */
export const expire = async (db: Database): Promise<number> => {
  let gone = 0
  for (;;) {
    const [{ n }] = (await db.query<{ n: number }>(sql`select expire_audit() as n`)) as [{ n: number }]
    if (!n) return gone
    gone += n
  }
}

const dayMs = 86_400_000

/** Does so now and once a day, for as long as the server runs; several servers find nothing left to do. Returns how to end it. */
export const expireDaily = (db: Database, trouble: (reason: unknown) => void): (() => void) => {
  const once = () => void expire(db).catch(trouble)
  once()
  const timer = setInterval(once, dayMs)
  timer.unref()
  return () => clearInterval(timer)
}
