// Whether the record of changes is as it was written, and the register as the record says.
import type { Database, Queryable } from '../db/database.ts'
import { againstTheBook, sentenceOf, type Mendable } from '../db/definitions.ts'
import { missingTexts } from '../db/migrate.ts'
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
  /** Texts of the book this register does not have yet: then what it has is not held against the book. */
  older: string[]
  /** Triggers, policies, grants, functions and tables that are not as the book says. */
  found: Mendable[]
}

interface Broken {
  change: number
  ord: number | null
  why: 'missing' | 'altered' | 'cut off'
  by: string | null
  at: string | null
  kind: string | null
  what: string | null
  key: string | null
}

/**
 * Looks at everything, by this program's own functions and not by the register's; changes nothing. With a head noted earlier, what
 * was cut off at the end since shows too.
 */
export const verify = async (database: Database, noted: string | null = null): Promise<Verified> =>
  database.transaction(async (tx) => {
    // One moment: others may go on changing things.
    await tx.script('set transaction isolation level repeatable read')
    const older = (await missingTexts(tx)).map(({ name }) => name)
    return againstTheBook(tx, async (found) => ({ ...(await theRecord(tx, noted)), older, found: older.length ? [] : found }))
  })

/** Is the record whole, and the register what it says? */
const theRecord = async (db: Queryable, noted: string | null): Promise<Omit<Verified, 'older' | 'found'>> => {
  const [record] = await db.query<Omit<Verified, 'strays' | 'older' | 'found'>>(sql`
    select (select count(*) from changes) as changes, (select count(*) from change_items) as items, encode(record_head(), 'hex') as head,
      (select at from changes order by seq desc limit 1) as at,
      (select jsonb_build_object('change', b.change, 'ord', b.ord, 'why', b.why, 'by', coalesce(p.name, c.person), 'at', c.at, 'kind', c.kind, 'what', i.what, 'key', i.key)
        from record_break(decode(${noted ?? ''}, 'hex')) b
        left join changes c on c.seq = b.change left join people p on p.code = c.person left join change_items i on i.change = b.change and i.ord = b.ord) as broken`)
  const strays = await db.query<{ what: string; key: string }>(sql`select what, key from record_strays() order by what, key`)
  return { ...record, strays: { count: strays.length, first: strays.slice(0, 10) } }
}

const whys = {
  missing: ['不见了', 'is missing'],
  altered: ['与当时写下的不一样', 'is not as it was written'],
  'cut off': ['之后被截断：记下的摘要不在记录里', 'is the last one left: the noted head is not in the record'],
} as const

/** A restored dump may lack hundreds. */
const mostTold = 50

/** What a person is told, in Chinese and English. */
export const verdict = ({ changes, items, head, at, broken, strays, older, found }: Verified): string => {
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
  if (older.length) lines.push(`这份登记属于较早的版本（还没有 ${older.slice(0, 3).join('、')}${older.length > 3 ? '…' : ''}）：启动一次本版本的服务后再查触发器、策略、授权和函数 (this register is of an older version; start this version once, then its triggers, policies, grants and functions can be checked)`)
  const listed = (some: readonly Mendable[]) => [...some.slice(0, mostTold).map((one) => `  ${sentenceOf(one)}`), ...(some.length > mostTold ? ['  …'] : [])]
  const [byAStart, byPeople] = [found.filter(({ steps }) => steps.length), found.filter(({ steps }) => !steps.length)]
  if (byAStart.length) lines.push(`有 ${byAStart.length} 处触发器、策略、授权、函数等与本程序不符，启动服务会照本程序重做 (${byAStart.length} definitions are not as this program's; a start makes them anew):`, ...listed(byAStart))
  if (byPeople.length) lines.push(`有 ${byPeople.length} 处与本程序不符，启动服务不会改，要请人处理 (${byPeople.length} definitions are not as this program's and are not changed by a start):`, ...listed(byPeople))
  // What is well is said too, whatever else is not.
  if (!broken && !strays.count) lines.unshift(`改动记录完整，名录与记录一致：${changes} 项改动，${items} 条内容 (the record holds and the register is what it says: ${changes} changes, ${items} items)`)
  if (!older.length && !found.length) lines.push('触发器、策略、授权、函数与本程序一致 (triggers, policies, grants and functions are as this program\'s)')
  lines.push(`摘要 (head): ${head || '–'}${at ? `  ${at}` : ''}`)
  return lines.join('\n')
}

export const isWhole = ({ broken, strays, older, found }: Verified): boolean => !broken && !strays.count && !older.length && !found.length
