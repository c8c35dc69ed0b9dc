// What the description of the API says of audit (/api/openapi.json).
import { auditFormats, auditKindIds } from '../../domain/audit/kinds.ts'
import { AuditPage, AuditDays, AuditMine } from '../../domain/audit/schemas.ts'
import { inQuery, json, bodies, outside, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ AuditPage, AuditDays, AuditMine })

const auditFilter = [
  inQuery('from', 'from this day on', { type: 'string', format: 'date' }), inQuery('to', 'up to this day', { type: 'string', format: 'date' }), inQuery('kind', `one, or several joined by commas: ${auditKindIds.join(', ')}`),
  inQuery('person', 'code of whoever did it'), inQuery('about', 'code of whom or what the data are of'), inQuery('address', 'where from, or how that begins'), inQuery('q', 'part of a name or sign-in name, or a code'),
]

const after = inQuery('after', '`next` of the page before', { type: 'integer' })

const auditLimit = inQuery('limit', 'rows', { type: 'integer', minimum: 1, maximum: 500, default: 100 })

export const description: Description = {
  schemas,
  paths: {
    '/api/audit': { get: { summary: 'The audit log, the latest first: who came in or failed to, read, exported, administered. Administrators of the whole city see all of it, others what people of their divisions did', parameters: [...auditFilter, after, auditLimit], responses: { 200: json(ref('AuditPage'), 'entries'), 400: problem('a parameter is wrong'), ...outside } } },
    '/api/audit/days': { get: { summary: 'Entries a day, for the same filters', parameters: auditFilter, responses: { 200: json(ref('AuditDays'), 'days that have any'), 400: problem('a parameter is wrong'), ...outside } } },
    '/api/audit/export': { get: { summary: 'The audit log as a file, for the same filters', parameters: [...auditFilter, inQuery('format', 'of the file', { type: 'string', enum: [...auditFormats], default: 'csv' })], responses: { 200: { description: 'CSV (UTF-8 with a byte order mark) or Excel; nothing in it runs', content: { 'text/csv': {}, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {} } }, 400: problem('a parameter is wrong'), ...outside } } },
    '/api/audit/mine': { get: { summary: 'What the log says of whoever asks: their own sign-ins, tries on their sign-in name, who read or changed what is theirs', parameters: [after, auditLimit], responses: { 200: json(ref('AuditMine'), 'entries, the latest first'), ...outside } } },
  },
}
