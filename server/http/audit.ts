// What a request leaves in the audit log. A handler says what it gave out or did; the endpoint writes it down before the
// answer goes, and where it cannot be written there is no answer.
import { createHash } from 'node:crypto'
import type { Request } from 'express'
import { maskedDigits, type AuditKind } from '../../domain/audit/kinds.ts'
import { append, auditLog, type Entry } from '../audit/log.ts'
import type { Database, Queryable } from '../db/database.ts'
import { sessionOf } from './session.ts'

type Said = Pick<Entry, 'about' | 'change' | 'details' | 'login'> & {
  /** Who, where it is not (yet) who is signed in. */
  who?: Pick<Entry, 'person' | 'account'>
  /** Said instead of what the request is, to know a repetition by. */
  key?: string
}

/** Reading the same again is one entry for a while; an act never is. */
const repeating: readonly AuditKind[] = ['readPersonal', 'auditRead', 'refused']

const addresses = new WeakMap<Request, string | null>()

/**
 * Where a request comes from, without the mark of IPv4 in IPv6. Asked at its beginning: a line that has been cut has no address any more.
 */
export const addressOf = (request: Request): string | null => {
  const known = addresses.get(request) ?? request.ip?.replace(/^::ffff:/, '') ?? null
  addresses.set(request, known)
  return known
}

const noted = new WeakMap<Request, (Entry & { key?: string })[]>()

const entryOf = (request: Request, kind: AuditKind, { who, key, ...said }: Said): Entry & { key?: string } => {
  const actor = sessionOf(request)?.actor ?? null
  const entry = {
    kind,
    ...(who ?? (actor && { person: actor.person, account: actor.account, behalf: actor.behalf?.person ?? null })),
    address: addressOf(request), agent: request.get('user-agent')?.slice(0, 300) ?? null,
    ...said,
  }
  if (!key && !repeating.includes(kind)) return entry
  const same = [kind, actor?.person, actor?.behalf?.person, entry.address, key ?? [request.originalUrl, ...(said.about ?? [])]]
  return { ...entry, key: createHash('sha256').update(JSON.stringify(same)).digest('base64') }
}

/** What was asked for, as it may be kept: no telephone numbers in full, nothing long. */
export const filterOf = (request: Request): Record<string, string> =>
  Object.fromEntries(Object.entries(request.query).slice(0, 20).map(([name, value]) => [name, (name === 'q' ? maskedDigits(String(value)) : String(value)).slice(0, 200)]))

/** Notes something; it is in the log before the answer goes. Of the public only what is said with a `who` or a `login`. */
export const audit = (request: Request, kind: AuditKind, said: Said = {}): void => {
  if (!sessionOf(request) && !said.who && said.login === undefined) return
  noted.set(request, [...(noted.get(request) ?? []), entryOf(request, kind, said)])
}

/** The same within the transaction of the act itself, as the last thing it does: both are there, or neither. */
export const auditWithin = (tx: Queryable, request: Request, kind: AuditKind, said: Said = {}): Promise<void> => {
  const { key: _, ...entry } = entryOf(request, kind, said)
  return append(tx, [entry])
}

export const isNoted = (request: Request, kinds: readonly AuditKind[]): boolean =>
  noted.get(request)?.some(({ kind }) => kinds.includes(kind)) ?? false

/** Writes what was noted. Never within a transaction: the embedded database has one connection. */
export const writeAudit = async (request: Request): Promise<void> => {
  const entries = noted.get(request)
  if (!entries) return
  noted.delete(request)
  await auditLog(request.app.locals.database as Database).write(entries)
}
