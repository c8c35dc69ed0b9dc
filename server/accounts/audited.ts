// What coming and going leaves in the audit log.
import type { Request } from 'express'
import { maskedLogin, type AuditKind } from '../../domain/audit/kinds.ts'
import { whoSignsInAs } from '../audit/queries.ts'
import type { Queryable } from '../db/database.ts'
import { audit, auditWithin, writeAudit } from '../http/audit.ts'
import type { By } from './owed.ts'
import type { Session } from './sessions.ts'

/** A try that did not succeed, written at once. Whose name it was is told; of a name nobody has only how it begins. */
export const auditFailure = async (db: Queryable, request: Request, login: string | null, reason: 'wrong' | 'tooOften' | 'ssoUnknown' | 'ssoFailed', by: 'password' | 'sso' = 'password'): Promise<void> => {
  const known = login === null ? null : await whoSignsInAs(db, login)
  // Whoever hammers on is one entry for a while, else the log would be what they fill.
  const key = reason === 'tooOften' ? `tooOften ${login}` : undefined
  audit(request, 'signInFailed', { who: {}, login: login && (known ? login : maskedLogin(login)), about: known ? [known.person] : [], details: { reason, by }, key })
  await writeAudit(request)
}

/** Somebody came in; whoever was in on this browser before went out. */
export const cameIn = async (
  tx: Queryable, request: Request, account: string, before: Session | null, details: { by: By; knownDevice: boolean },
): Promise<void> => {
  if (before && before.actor.account !== account) await auditWithin(tx, request, 'signedOut')
  await auditWithin(tx, request, 'signedIn', { who: { account }, details })
}

/** What somebody signed in did with their own sessions and password. */
export const auditOwn = (
  tx: Queryable, request: Request, kind: AuditKind, about: readonly string[] = [], details: Record<string, unknown> = {},
): Promise<void> =>
  auditWithin(tx, request, kind, { about, details })
