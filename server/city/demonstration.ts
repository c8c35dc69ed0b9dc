// Demonstration and real are two worlds. The people of a demonstration and their published password are let in only where the
// register is a demonstration and is served as one; the first real account or import by command ends it for good.
import { auditCommand } from '../audit/log.ts'
import { Trouble } from '../db/open.ts'
import type { Database, Queryable } from '../db/database.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'
import { indexPeople } from '../search/index.ts'

/** A register, and whether this run serves it as a demonstration. */
export type Door = Queryable & Pick<Database, 'demonstration'>

/** Whether a person may be let in: whoever is not of a demonstration, and in a demonstration everybody. `person` is a column. */
export const mayEnter = (db: Door, person: Sql): Sql => {
  const real = sql`not exists (select from demonstration_people m where m.person = ${person})`
  return db.demonstration ? sql`(exists (select from city d where d.source = 'demonstration') or ${real})` : real
}

export interface Standing {
  /** Where the city comes from: 'demonstration'; 'sample', the map of one that has ended; else real; null before there is one. */
  source: string | null
  /** How many people, and accounts of theirs, are of a demonstration. */
  people: number
  accounts: number
  /** Somebody was let in, or something brought in, that is not of the demonstration. */
  real: boolean
}

/** What a register is. */
export const worldOf = async (db: Queryable): Promise<Standing> => {
  const [row] = await db.query<Standing>(sql`
    select (select source from city) as source,
      (select count(*) from demonstration_people) as people,
      (select count(*) from accounts a join demonstration_people m on m.person = a.person) as accounts,
      exists (select from accounts a where not exists (select from demonstration_people m where m.person = a.person))
        or exists (
          select from imports i left join changes c on c.seq = i.change
          where not exists (select from demonstration_people m where m.person = c.person)) as real`)
  return row
}

/** Whether nothing has ever been written into a register: no row of anything the record watches, and no city. */
export const isEmpty = async (db: Queryable): Promise<boolean> => {
  const tables = await db.query<{ name: string }>(sql`select name from recorded_tables`)
  const [row] = await db.query<{ empty: boolean }>(sql`
    select ${join(['city', ...tables.map(({ name }) => name)].map((name) => sql`not exists (select from ${identifier(name)})`), ' and ')} as empty`)
  return row.empty
}

/** A register that has something of a demonstration in it, which ends before anything real comes in. */
export const hasDemonstration = ({ source, people }: Standing): boolean => source === 'demonstration' || people > 0

/**
 * Ends a demonstration, in the caller's transaction and as one entry of the record: its people leave with their posts,
 * tenures, accounts, sessions and devices; its map stays, as a sample that says so.
 */
export const endDemonstration = async (tx: Queryable): Promise<void> => {
  await tx.query(sql`select begin_change(gen_random_uuid(), 'city', '结束演示 (the demonstration ends)')`)
  const theirs = (column: Sql) => sql`${column} in (select person from demonstration_people)`
  await tx.query(sql`delete from looks l where ${theirs(sql`l.person`)} or ${theirs(sql`l.behalf`)} or l.corrects in (select x.id from looks x where ${theirs(sql`x.person`)})`)
  await tx.query(sql`delete from sign_in_failures f using accounts a where a.login = f.login and ${theirs(sql`a.person`)}`)
  await tx.query(sql`delete from tenures t where ${theirs(sql`t.person`)}`)
  // What they decided about signing in, anybody could have decided.
  await tx.query(sql`delete from rule_sets r where ${theirs(sql`r.made_by`)}`)
  await tx.query(sql`delete from people p where ${theirs(sql`p.code`)}`)
  await tx.query(sql`update city set source = 'sample' where source = 'demonstration'`)
  await indexPeople(tx)
}

/** Once it has ended: in the audit log, and to whoever gave the command. */
export const sayEnded = async (db: Queryable): Promise<void> => {
  await auditCommand(db, 'endDemonstration')
  console.log('演示已结束：演示人员、账号和会话已删除，地图留作样例。 (the demonstration has ended)')
}

/** What ends and what stays, for whoever has to agree. */
const farewell = ({ people, accounts }: Standing) => `这个名录是演示：里面的人是虚构的，口令是公开的。加入真实的账号或数据之前，先要结束演示：
  · ${people} 个演示人员（${accounts} 个账号）连同岗位、河长任职、登录会话、设备和他们改过的登录规则全部删除，不能恢复；
  · 虚构的地图（水体、设施、区划、监测数据，和演示期间的试用改动、试用导入）留作样例，页面上一直标明“样例”。
要一个没有样例的干净名录，请不要在这里继续：内置数据库用 npm start -- --fresh --city none 另起，服务器上另建一个空库。
(This register is a demonstration. Before anything real comes in it ends: its made-up people, accounts, sessions and the rules of signing in they set are deleted; its made-up map stays, marked as a sample. For a clean register start an empty one.)`

/**
 * Asks whoever runs a command that brings in something real whether a demonstration may end; whether there is one to end.
 * Throws `Trouble` where the answer is no, or where nobody is there to answer and `agreed` was not given.
 */
export const agreeToEnd = async (db: Queryable, agreed: boolean): Promise<boolean> => {
  const found = await worldOf(db)
  if (!hasDemonstration(found)) return false
  console.error(farewell(found))
  if (agreed) return true
  if (!process.stdin.isTTY) throw new Trouble('没有改动任何内容。确实要结束演示，请加上 --end-demonstration。 (nothing was changed; add --end-demonstration to end the demonstration)')
  const { createInterface } = await import('node:readline/promises')
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  const answer = await asking.question('结束演示吗？ End the demonstration? [y/N] ').finally(() => asking.close())
  if (!/^(y|yes|是)$/i.test(answer.trim())) throw new Trouble('没有改动任何内容，演示照旧。 (nothing was changed)')
  return true
}
