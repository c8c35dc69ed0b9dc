// What somebody is told about their own account, on their open screens too.
import type { Database } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Source, Told } from '../live/source.ts'

/** Notices as a source of the stream: who is concerned hears that there is something new, not what. */
export const noticeSource = async (database: Database): Promise<Source> => {
  const followers = new Set<(told: Told) => void>()
  const news = {}
  const lastOf = async (account?: string): Promise<number> =>
    (await database.query<{ last: number }>(sql`select coalesce(max(code), 0) as last from account_notices where ${account === undefined ? sql`true` : sql`account = ${account}`}`))[0].last
  const notice = (at: number, whose: string | null): Told => ({
    at, heardBy: ({ account }) => (account !== null && (whose ?? account) === account ? news : null),
  })
  let head = await lastOf()
  await database.listen('notices', (payload) => {
    const tell = (at: number, whose: string | null) => {
      head = Math.max(head, at)
      for (const hear of followers) hear(notice(at, whose))
    }
    if (payload !== null) return tell(Number(payload.slice(0, payload.indexOf(' '))), payload.slice(payload.indexOf(' ') + 1))
    // Something was missed, and it may have been anybody's.
    void lastOf().then((last) => tell(last, null), () => {})
  })
  return {
    name: 'notices',
    get head() {
      return head
    },
    follow(hear) {
      followers.add(hear)
      return () => followers.delete(hear)
    },
    async since(at, { account }) {
      if (account === null || at >= head) return []
      const last = await lastOf(account)
      return last > at ? [notice(last, account)] : []
    },
  }
}
