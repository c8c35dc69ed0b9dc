// All that can be looked at of a register: its record of changes, its audit log, and what decides who may.
import { auditVerdict, verifyAudit } from '../audit/verify.ts'
import type { Database } from '../db/database.ts'
import { isWhole, verdict, verify } from './verify.ts'

/** Looks at everything and changes nothing. What a person is told, and whether all is well; `heads` are what was noted earlier. */
export const check = async (
  database: Database, heads: { record?: string | null; audit?: string | null } = {},
): Promise<{ says: string; well: boolean; older: boolean }> => {
  const found = await verify(database, heads.record)
  // A register of an earlier version has no audit log to look at.
  const log = found.older.length ? null : await verifyAudit(database, heads.audit)
  return { says: [verdict(found), ...(log ? [auditVerdict(log)] : [])].join('\n'), well: isWhole(found) && !log?.broken, older: log === null }
}
