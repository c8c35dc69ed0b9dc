// The audit log (审计日志): what is written down of who was there, and how it is asked for.
import { z } from 'zod'
import { auditKindIds } from './kinds.ts'

/** Body of the rule set of kind `audit_retention`. The law asks for six months at least. */
export const AuditRules = z.object({
  /** Entries older than so many months are let go. */
  keepMonths: z.number().int().min(6),
  /** The same person reading the same thing again within so many minutes is no new entry; 0 makes each one an entry. */
  repeatMinutes: z.number().min(0).max(60),
})
export type AuditRules = z.infer<typeof AuditRules>

export const AuditEntry = z.object({
  seq: z.number().describe('its place in the chain'),
  at: z.string(),
  kind: z.enum(auditKindIds),
  person: z.string().nullable(),
  name: z.string().nullable().describe('as the person was called that day'),
  behalf: z.string().nullable().describe('name of the chief acted for'),
  login: z.string().nullable().describe('the name a try was made with; of a name nobody has, its beginning and its length'),
  address: z.string().nullable().describe('of the connection, or `command`'),
  agent: z.string().nullable(),
  about: z.array(z.string()).describe('codes of the people or things the data are of; empty above a thousand'),
  aboutNames: z.array(z.string()).describe('names of the first of them'),
  change: z.number().nullable().describe('the change of the register it was'),
  details: z.record(z.string(), z.unknown()),
})
export type AuditEntry = z.infer<typeof AuditEntry>

export const AuditPage = z.object({ rows: z.array(AuditEntry).describe('the latest first'), next: z.number().nullable().describe('pass as `after` for the following page') })
export type AuditPage = z.infer<typeof AuditPage>

/** Entries a day, for the same filters. */
export const AuditDays = z.object({ days: z.array(z.object({ day: z.string(), count: z.number(), failed: z.number().describe('of them failed or refused') })) })
export type AuditDays = z.infer<typeof AuditDays>

/** What the log says of whoever asks. Of what others did, neither where from nor with what. */
export const AuditMine = z.object({
  rows: z.array(z.object({
    seq: z.number(),
    at: z.string(),
    kind: z.enum(auditKindIds),
    own: z.boolean().describe('their own doing'),
    name: z.string().nullable(),
    org: z.string().nullable(),
    address: z.string().nullable(),
    agent: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })),
  next: z.number().nullable(),
})
export type AuditMine = z.infer<typeof AuditMine>
