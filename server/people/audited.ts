// What is done with people, in the audit log.
import type { Request } from 'express'
import type { Queryable } from '../db/database.ts'
import { auditWithin } from '../http/audit.ts'
import { changedPeople } from './queries.ts'

/** An act on people in the audit log, in its own transaction: whom the change was about, and what of it was touched, by name. */
export const auditAct = async (
  db: Queryable, request: Request, act: string, change: number, fields: readonly string[] = [],
): Promise<void> => {
  // A new password is in no record of changes: whom it is for is in the address.
  const named = request.path.startsWith('/api/people/') ? [String(request.params.code)] : []
  const about = [...new Set([...named, ...(await changedPeople(db))])]
  if (about.length || act !== 'undo') await auditWithin(db, request, 'administered', { about, change, details: { act, fields } })
}
