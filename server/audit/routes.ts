// /api/audit: the audit log, for those who may see it, and for everybody what it says of themself.
import { Router, type Request } from 'express'
import { z } from 'zod'
import { auditFormats, auditKindIds } from '../../domain/audit/kinds.ts'
import { fresh } from '../../domain/roles.ts'
import { audit, filterOf } from '../http/audit.ts'
import { Day, read, register } from '../http/endpoint.ts'
import { heavy } from '../http/heavy.ts'
import { actorOf } from '../http/session.ts'
import { fileOf } from './file.ts'
import * as log from './queries.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'

const Words = z.string().trim().max(100).transform((words) => words || undefined).optional()

const Filter = z.object({
  from: Day.optional(),
  to: Day.optional(),
  /** One kind, or several joined by commas. */
  kind: z.string().max(400).transform((kinds) => kinds.split(',')).pipe(z.array(z.enum(auditKindIds))).optional(),
  person: Words,
  about: Words,
  address: Words,
  q: Words,
})
const Seq = z.coerce.number().int().min(1).max(2 ** 52).optional()
const Paging = z.object({ after: Seq, limit: z.coerce.number().int().min(1).max(500).default(100) })

const filtered = (request: Request): log.Filter => {
  const { kind: kinds, ...rest } = read(Filter, request.query)
  return { ...rest, kinds }
}

export const noun: Noun = { description, routes: ({ database, gate }) => Router()
  .get('/api/audit', register('seeAudit', async (db, request) => {
    const { after, limit } = read(Paging, request.query)
    const found = await log.page(db, filtered(request), after, limit)
    audit(request, 'auditRead', { details: { filter: filterOf(request), rows: found.rows.length } })
    return found
  }))
  .get('/api/audit/days', register('seeAudit', (db, request) => log.days(db, filtered(request))))
  .get('/api/audit/export', heavy(gate, fresh('seeAudit'), async (request, _response, givenUp) => {
    const { format } = read(z.object({ format: z.enum(auditFormats).default('csv') }), request.query)
    const { file, rows } = await fileOf(log.all((work) => database.patient.as(actorOf(request), work, givenUp), filtered(request)), format)
    audit(request, 'auditExported', { details: { format, filter: filterOf(request), rows } })
    return file
  }))
  .get('/api/audit/mine', register('signedIn', (db, request) => {
    const { after, limit } = read(Paging, request.query)
    return log.mine(db, after, limit)
  })) }
