// Every SQL statement about the network as a whole: its rows as they are now, and which of them changes touched.
import { becameSecret } from '../changes/queries.ts'
import { catalogue, drainingLayers, forDrains, isMeasured, type Drain } from '../../domain/catalogue.ts'
import type { FlowMode, GateState, LinkRow, NetworkContents } from '../../domain/network/index.ts'
import { speedOf, WaterSpeeds } from '../../domain/network/speeds.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'
import { ruleSetOn } from '../rules.ts'

export const headOf = async (db: Queryable): Promise<number> => (await db.query<{ head: number }>(sql`select coalesce(max(seq), 0) as head from changes`))[0].head

/** The hour it is in the city, `YYYY-MM-DDTHH`. */
export const hourOf = (now = new Date()): string => new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'short' }).format(now).replace(' ', 'T').slice(0, 13)

/** Rows, and which of them are for staff only. */
export interface Read {
  contents: NetworkContents
  staffOnly: string[]
}

/** Degrees a line is generalised by, about 5 m: half of what a screen shows at the closest the network is drawn. */
const generalised = 0.00005

interface Water {
  code: string
  kind: string
  name: string
  length: number | null
  mode: FlowMode | null
  width: number | null
  division: string | null
  shape: { type: string; coordinates: unknown }
}

/** The longest part of a shape as one flat list; of a polygon its outer ring. */
const flat = ({ type, coordinates }: Water['shape']): number[] => {
  const longest = (parts: number[][][]) => parts.reduce((best, part) => (part.length > best.length ? part : best), [])
  const line = type === 'LineString' ? (coordinates as number[][]) : type === 'MultiPolygon' ? longest((coordinates as number[][][][]).map(([ring]) => ring)) : type === 'Polygon' ? (coordinates as number[][][])[0] : longest(coordinates as number[][][])
  return line.flatMap(([lon, lat]) => [Math.round(lon * 1e6), Math.round(lat * 1e6)])
}

const states: Record<string, GateState> = { o: 'open', s: 'shut', p: 'pumping' }

/** States of gates as recorded in an hour; those nobody recorded are left out. */
export const gatesAt = async (db: Queryable, hour: string, codes: readonly string[] | null = null): Promise<Map<string, GateState>> => {
  const [day, at] = [hour.slice(0, 10), (Number(hour.slice(8, 10)) - 1) * 24 + Number(hour.slice(11, 13)) + 1]
  const rows = await db.query<{ gate: string; state: string; kind: string }>(sql`
    select m.gate, substr(m.hours, ${at}::int, 1) as state, g.kind from gate_months m join gates g on g.code = m.gate
    where m.month = date_trunc('month', ${day}::date)::date and ${codes ? sql`m.gate = any(${codes}::text[])` : sql`true`}`)
  // A sluice cannot pump: what is written so stood open.
  return new Map(rows.flatMap(({ gate, state, kind }) => (states[state] ? [[gate, state === 'p' && kind === '水闸' ? 'open' : states[state]]] : [])))
}

const speeds = async (db: Queryable, day: string): Promise<WaterSpeeds | null> => {
  const found = await ruleSetOn(db, 'water_speeds', day)
  return found && WaterSpeeds.parse(found.body)
}

/** Rows valid in an hour: all, or those of some codes (links of the waters they leave). */
export const contentsAt = async (db: Queryable, hour: string, codes: readonly string[] | null = null): Promise<Read> => {
  const day = hour.slice(0, 10)
  const valid = sql`valid_from <= ${day}::date and (valid_to is null or valid_to > ${day}::date)`
  const some = (column = 'code'): Sql => (codes ? sql`${identifier(column)} = any(${codes}::text[])` : sql`true`)
  const speed = await speeds(db, day)
  const waters = await db.query<Water>(sql`
    select code, kind, name, length_m as length, flow_mode as mode, width_m as width, division,
      st_asgeojson(case when kind = 'reach' then st_linemerge(st_simplify(geom, ${generalised}::float8)) else st_simplifypreservetopology(geom, ${generalised}::float8) end, 6)::json as shape
    from waters where kind in ('reach', 'lake', 'reservoir') and ${valid} and ${some()} order by code collate "C"`)
  const links = await db.query<LinkRow>(sql`
    select upstream, upstream_m as "upstreamM", downstream, downstream_m as "downstreamM", flow_mode as "flowMode", gate
    from links where ${some('upstream')} order by upstream collate "C", downstream collate "C", downstream_m`)
  const gates = await db.query<NetworkContents['gates'][number]>(sql`
    select code, name, kind, water as reach, measure_m as "measureM", null as state from gates where ${valid} and ${some()} order by code collate "C"`)
  const at = await gatesAt(db, hour, codes)
  const draining = forDrains((): NetworkContents[Drain] => [])
  for (const layer of drainingLayers) {
    const columns = [...layer.drains.by, 'code'].sort().map(identifier)
    draining[layer.drains.as] = await db.query(sql`
      select ${join(columns)} ${isMeasured(layer) ? sql`, measure_m as "measureM"` : sql``} from ${identifier(layer.table)} where ${valid} and ${some()} order by code collate "C"`)
  }
  const staffOnly = await db.query<{ code: string }>(sql`
    ${join(catalogue.filter((layer) => layer.staffOnly).map(({ table }) => sql`select code from ${identifier(table)} where staff_only and ${some()}`), ' union all ')}`)
  return {
    contents: {
      reaches: waters.filter(({ kind }) => kind === 'reach').map(({ code, name, length, mode, width, division, shape }) => ({
        code, name, lengthM: length ?? 0, flowMode: mode ?? 'one_way', speedMs: speed && speedOf(speed, mode ?? 'one_way', width), widthM: width, division, line: flat(shape),
      })),
      standing: waters.filter(({ kind }) => kind !== 'reach').map(({ code, name, shape }) => ({ code, name, line: flat(shape) })),
      links, gates: gates.map((row) => ({ ...row, state: at.get(row.code) ?? null })),
      ...draining,
    },
    staffOnly: staffOnly.map(({ code }) => code),
  }
}

export interface Touched {
  code: string
  /** Its every state in between was for staff only. */
  staffOnly: boolean
  /** When it was last for everybody and then no longer; null where that never was. */
  becameSecretAt: string | null
}

/** Codes of the rows that changes after one number up to another touched; of links, the water they leave. */
export const touchedIn = (db: Queryable, after: number, upTo: number): Promise<Touched[]> => db.query<Touched>(sql`
  select code, bool_and(unseen) as "staffOnly", max(secret_at) as "becameSecretAt"
  from (
    select case when i.what = 'links' then coalesce(i.after, i.before) ->> 'upstream' else i.key end as code,
      (i.op = 'insert' or i.staff_only_before) and (i.op = 'delete' or i.staff_only_after) as unseen,
      case when ${becameSecret} then c.at end as secret_at
    from change_items i join changes c on c.seq = i.change
    where i.change > ${after} and i.change <= ${upTo}
      and i.what = any (${['waters', 'links', 'gates', ...drainingLayers.map(({ table }) => table)]}::text[])
  ) items
  group by code order by code collate "C"`)
