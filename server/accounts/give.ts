// Gives somebody a way in: the first administrator of a city that brings its own data, or a new password to one who is locked out.
import { randomBytes, randomUUID } from 'node:crypto'
import { roleIds, type Role } from '../../domain/roles.ts'
import { auditCommand } from '../audit/log.ts'
import type { Database, Queryable } from '../db/database.ts'
import { Trouble } from '../db/open.ts'
import { sql } from '../db/sql.ts'
import { clear } from '../factors/queries.ts'
import { notify } from './notices.ts'
import { hashOf } from './password.ts'
import { forget } from './throttle.ts'

export interface Given {
  login: string
  /** Needed for somebody who has no account yet. */
  name?: string
  role?: string
  /** Where the post holds; by default the whole city. */
  division?: string
}

/** 18 characters anybody can read out over the telephone: 93 bits. */
export const newPassword = () => Array.from(randomBytes(18), (byte) => 'abcdefghjkmnpqrstuvwxyz23456789ACDEFHJKLMNPQRTUVWXYZ'.charAt(byte % 52)).join('')

/** Its owner changes it at its first use: whoever handed it over has seen it. */
const given = (tx: Queryable, account: string) => tx.query(sql`insert into first_passwords (account) values (${account}) on conflict (account) do update set given_at = now()`)

const wholeCity = async (db: Queryable): Promise<string> => {
  const rows = await db.query<{ code: string }>(sql`select code from divisions where level = 'city' and valid_to is null`)
  if (rows.length === 1) return rows[0].code
  throw new Trouble(rows.length ? '名录里有不止一个市，请用 --division 指明行政区划代码。 (more than one city: name the division)' : '名录里还没有市级行政区划：请先导入 divisions 图层，或用 --division 指明。 (import the divisions first)')
}

/**
 * Returns the password, which is kept nowhere else. All of the account's sessions end, and its
 * second factors go: `cleared` says whether there were any. Throws `Trouble` with what is missing, and
 * then nothing is done. `first` goes before, in the same transaction.
 */
export const giveAccount = async (db: Database, { login, name, role = 'administrator', division }: Given, first: (tx: Queryable) => Promise<unknown> = async () => {}): Promise<{ password: string; known: boolean; cleared: boolean }> => {
  if (!roleIds.includes(role as Role)) throw new Trouble(`没有“${role}”这个岗位，可用：${roleIds.join(', ')} (no such role)`)
  const password = newPassword()
  const kept = await hashOf(password)
  return db.transaction(async (tx) => {
    await first(tx)
    const [known] = await tx.query<{ code: string; person: string }>(sql`select code, person from accounts where login = ${login}`)
    if (known) {
      await tx.query(sql`update accounts set password = ${kept}, closed_at = null where code = ${known.code}`)
      await tx.query(sql`delete from sessions where account = ${known.code}`)
      await tx.query(sql`delete from devices where account = ${known.code}`)
      await forget(tx, login)
      await given(tx, known.code)
      await notify(tx, known.code, 'passwordReset', { by: null })
      const cleared = await clear(tx, known.code)
      if (cleared) await notify(tx, known.code, 'factorReset', { by: null })
      await auditCommand(tx, 'newPassword', { login, about: [known.person] })
      return { password, known: true, cleared }
    }
    if (!name) throw new Trouble(`还没有“${login}”这个账号：请用 --name 写上姓名以新建。 (no such account: give a name to make one)`)
    const place = division ?? (await wholeCity(tx))
    const [found] = await tx.query(sql`select code from divisions where code = ${place}`)
    if (!found) throw new Trouble(`没有代码为 ${place} 的行政区划。 (no such division)`)
    const code = randomUUID()
    await tx.query(sql`insert into people (code, name, role, division) values (${code}, ${name}, 'staff', ${place})`)
    await tx.query(sql`insert into posts (code, person, role, division, valid_from) values (${code}, ${code}, ${role}, ${place}, current_date)`)
    await tx.query(sql`insert into accounts (code, person, login, password) values (${code}, ${code}, ${login}, ${kept})`)
    await given(tx, code)
    await auditCommand(tx, 'giveAccount', { login, about: [code], details: { role, division: place } })
    return { password, known: false, cleared: false }
  })
}
