// Whether the record of changes is as it was written, and the register as the record says.
import type { Queryable } from '../db/database.ts'
import { sql } from '../db/sql.ts'

export interface Verified {
  changes: number
  items: number
  /** Digest of the last entry, hex: what somebody notes elsewhere. */
  head: string
  /** Of the last change. */
  at: string | null
  /** The first entry that is not as it was written, and what it now says of itself. */
  broken: Broken | null
  /** Rows that are not what the record last said of them: how many, and the first ones. */
  strays: { count: number; first: { what: string; key: string }[] }
}

export interface Broken {
  change: number
  ord: number | null
  why: 'missing' | 'altered' | 'cut off'
  by: string | null
  at: string | null
  kind: string | null
  what: string | null
  key: string | null
}

/** Looks at everything; changes nothing. With a head noted earlier, what was cut off at the end since shows too. */
export const verify = async (db: Queryable, noted: string | null = null): Promise<Verified> => {
  // One statement, one moment: others may go on changing things.
  const [record] = await db.query<Omit<Verified, 'strays'>>(sql`
    select (select count(*) from changes) as changes, (select count(*) from change_items) as items, encode(record_head(), 'hex') as head,
      (select at from changes order by seq desc limit 1) as at,
      (select jsonb_build_object('change', b.change, 'ord', b.ord, 'why', b.why, 'by', coalesce(p.name, c.person), 'at', c.at, 'kind', c.kind, 'what', i.what, 'key', i.key)
        from record_break(decode(${noted ?? ''}, 'hex')) b
        left join changes c on c.seq = b.change left join people p on p.code = c.person left join change_items i on i.change = b.change and i.ord = b.ord) as broken`)
  const strays = await db.query<{ what: string; key: string }>(sql`select what, key from record_strays() order by what, key`)
  return { ...record!, strays: { count: strays.length, first: strays.slice(0, 10) } }
}

const whys = {
  missing: ['不见了', 'is missing'],
  altered: ['与当时写下的不一样', 'is not as it was written'],
  'cut off': ['之后被截断：记下的摘要不在记录里', 'is the last one left: the noted head is not in the record'],
} as const

/** What a person is told, in Chinese and English. */
export const verdict = ({ changes, items, head, at, broken, strays }: Verified): string => {
  const lines: string[] = []
  if (broken) {
    const [zh, en] = whys[broken.why]
    const item = broken.ord === null ? ['', ''] : [`第 ${broken.ord} 条`, `, item ${broken.ord}`]
    lines.push(`改动记录断在第 ${broken.change} 号改动${item[0]}：${zh} (the record breaks at change ${broken.change}${item[1]}: it ${en})`)
    const says = [broken.kind, broken.by, broken.at, broken.what && `${broken.what} ${broken.key}`].filter(Boolean)
    if (says.length) lines.push(`它现在写的是 (it now says): ${says.join(' · ')}`)
  }
  if (strays.count) {
    lines.push(`有 ${strays.count} 行不经记录被改过 (${strays.count} rows were changed beneath the record):`)
    lines.push(...strays.first.map(({ what, key }) => `  ${what} ${key}`), ...(strays.count > strays.first.length ? ['  …'] : []))
  }
  if (!lines.length) lines.push(`改动记录完整，名录与记录一致：${changes} 项改动，${items} 条内容 (the record holds and the register is what it says: ${changes} changes, ${items} items)`)
  lines.push(`摘要 (head): ${head || '–'}${at ? `  ${at}` : ''}`)
  return lines.join('\n')
}

export const holds = ({ broken, strays }: Verified): boolean => !broken && !strays.count
