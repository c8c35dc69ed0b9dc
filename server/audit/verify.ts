// Whether the audit log is as it was written.
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

export interface AuditVerified {
  entries: number
  /** Where it begins: 1, or what the rule has left. */
  from: number | null
  /** Digest of the last entry, hex; empty before there is one. */
  head: string
  broken: { seq: number; why: keyof typeof whys; kind: string | null; name: string | null; at: string | null } | null
}

const whys = {
  missing: ['不见了', 'is missing'],
  altered: ['与当时写下的不一样', 'is not as it was written'],
  early: ['及以前的不满六个月就被清理', 'and those before went before their six months were over'],
  'cut off': ['之后被截断：记下的摘要不在日志里', 'is the last one left: the noted head is not in the log'],
} as const

/** Looks at every entry; changes nothing. With a head noted earlier, what was cut off at the end since shows too. */
export const verifyAudit = async (db: Queryable, noted: string | null = null): Promise<AuditVerified> => {
  const [found] = await db.query<AuditVerified>(sql`
    select (select count(*) from audit_entries) as entries, (select min(seq) from audit_entries) as "from",
      coalesce((select encode(digest, 'hex') from audit_entries order by seq desc limit 1), '') as head,
      (select jsonb_build_object('seq', b.seq, 'why', b.why, 'kind', e.kind, 'name', e.name, 'at', e.at) from audit_break(decode(${noted ?? ''}, 'hex')) b left join audit_entries e on e.seq = b.seq) as broken`)
  return found
}

/** What a person is told, in Chinese and English. */
export const auditVerdict = ({ entries, from, head, broken }: AuditVerified): string => {
  const lines: string[] = []
  if (broken) {
    const [zh, en] = whys[broken.why]
    lines.push(`审计日志断在第 ${broken.seq} 条：${zh} (the audit log breaks at entry ${broken.seq}: it ${en})`)
    const says = [broken.kind, broken.name, broken.at].filter(Boolean)
    if (says.length) lines.push(`它现在写的是 (it now says): ${says.join(' · ')}`)
  } else {
    const begins = from !== null && from > 1 ? [`，自第 ${from} 条起，以前的已到期`, `, from ${from} on, those before have run out`] : ['', '']
    lines.push(`审计日志完整：${entries} 条${begins[0]} (the audit log holds: ${entries} entries${begins[1]})`)
  }
  lines.push(`审计摘要 (audit head): ${head || '–'}`)
  return lines.join('\n')
}
