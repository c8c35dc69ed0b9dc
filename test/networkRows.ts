// The rows of the network as a register has them today, for tests and benches that lay them beside what SQL answers.
import type { GateRow, LinkRow, NetworkRows, ReachRow } from '../domain/network/index.ts'
import type { Queryable } from '../server/db/database.ts'
import { sql } from '../server/db/sql.ts'

export const networkRowsOf = async (database: Queryable): Promise<NetworkRows> => {
  const today = sql`valid_from <= current_date and (valid_to is null or valid_to > current_date)`
  return {
    reaches: await database.query<ReachRow>(sql`select code, coalesce(length_m, 0) as "lengthM", coalesce(flow_mode, 'one_way') as "flowMode" from waters where kind = 'reach' and ${today} order by code collate "C"`),
    standing: await database.query<{ code: string }>(sql`select code from waters where kind in ('lake', 'reservoir') and ${today} order by code collate "C"`),
    gates: await database.query<GateRow>(sql`select code, kind, water as reach, measure_m as "measureM" from gates where ${today} order by code collate "C"`),
    links: await database.query<LinkRow>(sql`
      select upstream, upstream_m as "upstreamM", downstream, downstream_m as "downstreamM", flow_mode as "flowMode", gate
      from links order by upstream collate "C", downstream collate "C", downstream_m`),
  }
}
