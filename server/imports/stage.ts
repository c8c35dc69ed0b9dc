// Rows on their way in: a table of their own, shaped like the layer's, where the database itself checks them and says what is
// new, what has changed and what is the same. The register is not touched here.
import { randomBytes } from 'node:crypto'
import type { Geometry } from 'geojson'
import { isMeasured, layerOf, type Field, type Layer, type LayerId } from '../../domain/catalogue.ts'
import { text, type Text } from '../../domain/text.ts'
import { ewkbHex } from '../../geodata/ewkb.ts'
import type { Row } from '../../geodata/import/rows.ts'
import { crossings } from '../../geodata/import/tangle.ts'
import { ofRows, type RowTrouble } from '../../geodata/import/tally.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'

export interface Stage {
  layer: Layer
  name: Sql
  table: string
  /** Columns of the layer's table that rows are written to, shape apart. */
  columns: string[]
  fields: Field[]
}

/** What is kept of a row beside the columns of its layer. */
const own = 'row_no bigint, raw text, from_node text, to_node text, group_key text, made boolean, fate text, place text, base integer'

/** Columns worked out from the shape where the source leaves them empty. */
const measured: Partial<Record<Layer['geometry'], string>> = { line: 'length_m', polygon: 'area_m2' }

const onWater = ['water', 'measure_m', 'bank']

const stageIn = (layer: Layer, table: string, columns: readonly string[]): Stage => {
  const fields = columns.flatMap((column) => layer.fields.filter(({ name }) => name === column))
  return { layer, name: identifier(table), table, columns: [...columns], fields }
}

/** A stage as it is written down, to be found again by another process. */
export interface StageName {
  layer: LayerId
  table: string
  columns: string[]
}
export const nameOfStage = ({ layer, table, columns }: Stage): StageName => ({ layer: layer.id, table, columns })
export const stageNamed = ({ layer, table, columns }: StageName): Stage => stageIn(layerOf(layer)!, table, columns)

const staleAfterSeconds = 86_400

/** Tables of imports that were killed: a day later nobody is filling them any more. */
async function dropStale(db: Queryable): Promise<void> {
  const left = await db.query<{ name: string }>(sql`
    select tablename as name from pg_tables
    where tablename ~ '^import_[0-9]{9,11}_[0-9a-f]{8}$' and split_part(tablename, '_', 2)::bigint < extract(epoch from now()) - ${staleAfterSeconds}`)
  for (const { name } of left) await db.query(sql`drop table if exists ${identifier(name)}`)
}

export async function createStage(db: Queryable, layer: Layer, mapped: readonly string[]): Promise<Stage> {
  await dropStale(db)
  const table = `import_${Math.floor(Date.now() / 1000)}_${randomBytes(4).toString('hex')}`
  const columns = layer.fields.filter((field) => mapped.includes(field.name) || field.required || field.name === measured[layer.geometry])
    .map((field) => field.name)
  // Where a thing stands on the water is worked out where the file does not say.
  if (layer.geometry === 'point' && isMeasured(layer)) columns.push(...onWater.filter((name) => !columns.includes(name) && layer.fields.some((field) => field.name === name)))
  const stage = stageIn(layer, table, columns)
  const { name } = stage
  await db.query(sql`create unlogged table ${name} as select ${join(columns.map(identifier))}, geom from ${identifier(layer.table)} limit 0`)
  await db.script(own.split(', ').map((column) => `alter table "${table}" add ${column}`).join(';'))
  return stage
}

export const dropStage = (db: Queryable, { name }: Stage) => db.query(sql`drop table if exists ${name}`)

export const fillStage = (db: Queryable, { table, columns, fields }: Stage, rows: readonly Row[]): Promise<number> =>
  db.copy(table, [...columns, 'geom', 'row_no', 'raw', 'from_node', 'to_node', 'group_key', 'made'], rows.map((row) => [
    ...fields.map((field) => (field.name === 'code' ? row.code : row.values.get(field.name))),
    row.shape && ewkbHex(row.shape), row.row, row.raw, row.from, row.to, row.group, row.made,
  ]))

/** A row without a shape that has other faults. */
export interface Shapeless {
  row: number
  code: string | null
  troubles: readonly Text[]
}

const noNews = text('没有图形，名录里也没有，没有导入', 'no shape, and nothing of it in the register: left out')
const keepsShape = text('没有图形：名录里已有，只更新属性，图形不动', 'no shape: the register has it, its attributes are taken and its shape stays')

/**
 * Rows without a shape, of which `faulty` are not staged: of what the register holds they are news of its attributes, and it keeps
 * its shape; all others are nothing and are left out. Says how many.
 */
export async function keepShapes(
  db: Queryable, { layer, name }: Stage, faulty: readonly Shapeless[],
): Promise<{ troubles: RowTrouble[]; remarks: Text[]; left: number }> {
  const table = identifier(layer.table)
  const alive = layer.fixed?.kind ? sql`t.valid_to is null and t.kind = ${layer.fixed.kind}` : sql`t.valid_to is null`
  // Without a code, a name that means one thing of the layer is enough.
  await db.query(sql`
    update ${name} s set code = named.code, made = false
    from (select t.name, min(t.code) as code from ${table} t where ${alive} and t.name in (select o.name from ${name} o where o.geom is null and o.made) group by t.name having count(*) = 1) named
    where s.geom is null and s.made and s.name = named.name`)
  const kept = await db.query<{ row: number }>(sql`update ${name} s set geom = t.geom from ${table} t where s.geom is null and t.code = s.code and ${alive} returning s.row_no as row`)
  if (layer.geometry === 'line' && kept.length) {
    const node = (end: Sql) => sql`round(st_x(${end})::numeric, 6) || ',' || round(st_y(${end})::numeric, 6)`
    const [first, last] = [sql`st_startpoint(st_geometryn(geom, 1))`, sql`st_endpoint(st_geometryn(geom, st_numgeometries(geom)))`]
    await db.query(sql`update ${name} set from_node = coalesce(from_node, ${node(first)}), to_node = coalesce(to_node, ${node(last)}) where row_no = any (${kept.map(({ row }) => row)}::bigint[])`)
  }
  const gone = await db.query<{ row: number }>(sql`delete from ${name} where geom is null returning row_no as row`)
  const there = new Set((await db.query<{ code: string }>(sql`select t.code from ${table} t where ${alive} and t.code = any (${faulty.flatMap(({ code }) => code ?? [])}::text[])`)).map(({ code }) => code))
  const wrong = faulty.filter(({ code }) => code !== null && there.has(code))
  const left = [...gone, ...faulty.filter((one) => !wrong.includes(one))].map(({ row }) => row).sort((a, b) => a - b)
  const updated = kept.map(({ row }) => row).sort((a, b) => a - b)
  return {
    troubles: wrong.flatMap(({ row, code, troubles }) => troubles.map((words) => ({ row, code, words }))),
    remarks: [...(left.length ? [ofRows(noNews, left)] : []), ...(updated.length ? [ofRows(keepsShape, updated)] : [])],
    left: left.length,
  }
}

interface Found {
  row: number
  code: string
  detail: string
}

/** A polygon that crosses itself this often is not mended: PostGIS would be at it for minutes, or fall over. */
const mostCrossings = 1000

/** Two features of one code farther apart than this are two features, and one of the codes is wrong. */
const farMetres = 50_000

/** Looks at what only all rows together, or the register, can show. Mends names given where codes are wanted, and empty measures. */
export async function checkStage(
  db: Queryable, stage: Stage, { mend }: { mend: boolean },
): Promise<{ troubles: RowTrouble[]; remarks: Text[] }> {
  const { layer, name } = stage
  const troubles: RowTrouble[] = []
  const remarks: Text[] = []
  const complain = (found: Found[], words: (detail: string) => Text) =>
    troubles.push(...found.map(({ row, code, detail }) => ({ row, code, words: words(detail) })))

  // Things of one name that begin at one place are told apart by their whole shape, the same in whatever order they come.
  await db.query(sql`
    update ${name} s set code = s.code || '-' || left(encode(sha256(st_asbinary(s.geom)), 'hex'), 6)
    from (select code from ${name} group by code having count(*) > 1 and bool_and(made)) twice
    where s.code = twice.code`)
  complain(await db.query<Found>(sql`
    select row_no as row, code, first::text as detail
    from (select row_no, code, min(row_no) over (partition by code) as first from ${name}) numbered
    where row_no > first order by row_no`),
  (first) => text(`编码与第 ${first} 行相同`, `same code as row ${first}`))

  if (layer.geometry === 'polygon') {
    let tangled: number[] = []
    if (mend) {
      const invalid = await db.query<{ row: number; code: string; shape: string }>(sql`select row_no as row, code, st_asgeojson(geom) as shape from ${name} where not st_isvalid(geom) order by row_no`)
      const beyond = invalid.filter(({ shape }) => crossings(JSON.parse(shape) as Geometry, mostCrossings) >= mostCrossings)
      tangled = beyond.map(({ row }) => row)
      complain(beyond.map(({ row, code }) => ({ row, code, detail: '' })), () => text(`面的边界自己相交 ${mostCrossings} 处以上，修不了：请在 GIS 软件里查看这个图形`, `the boundary crosses itself ${mostCrossings} times or more, which is not mended: look at the shape in GIS software`))
      const mended = await db.query<{ code: string }>(sql`
        update ${name} set geom = case when geometrytype(geom) = 'POLYGON' then shape else st_multi(shape) end
        from (select row_no as n, st_collectionextract(st_makevalid(geom), 3) as shape from ${name} where not st_isvalid(geom) and row_no <> all (${tangled}::bigint[])) good
        where row_no = n and not st_isempty(shape) returning code`)
      if (mended.length) remarks.push(text(`--mend 修正了 ${mended.length} 个面`, `--mend mended ${mended.length} polygons`))
    }
    complain(await db.query<Found>(sql`
      select row_no as row, code, st_isvalidreason(geom) as detail from ${name} where not st_isvalid(geom) and row_no <> all (${tangled}::bigint[]) order by row_no`),
    (reason) => text(`面不合法：${reason}（--mend 可自动修正）`, `invalid polygon: ${reason} (--mend mends it)`))
  }

  // What a shape measures is worked out as an edit does; one that is as it was keeps its figure.
  const figure = measured[layer.geometry]
  if (figure) {
    const [column, made] = [identifier(figure), layer.geometry === 'line' ? sql`round(st_length(plane(geom))::numeric, 2)` : sql`round(st_area(plane(geom))::numeric, 1)`]
    await db.query(sql`
      update ${name} s set ${column} = t.${column} from ${identifier(layer.table)} t
      where s.${column} is null and t.code = s.code and t.${column} is not null and same_shape(s.geom, t.geom)`)
    await db.query(sql`update ${name} set ${column} = ${made} where ${column} is null`)
  }

  for (const field of stage.fields) if (field.refers) complain(await resolve(db, stage, field), (value) => text(`${field.title.zh} “${value}” 不在名录里`, `${field.title.en} "${value}" is not in the register`))

  if (layer.fixed?.kind) {
    complain(await db.query<Found>(sql`
      select s.row_no as row, s.code, w.kind as detail from ${name} s join waters w using (code) where w.kind <> ${layer.fixed.kind} order by s.row_no`),
    (kind) => text(`编码已属于另一类水体（${kind}），可用 --prefix 区分`, `the code belongs to another kind of water (${kind}): use --prefix`))
  }
  complain(await db.query<Found>(sql`
    select s.row_no as row, s.code, t.name || '，' || round((st_distance(st_envelope(s.geom)::geography, st_envelope(t.geom)::geography) / 1000)::numeric) || ' km' as detail
    from ${name} s join ${identifier(layer.table)} t using (code)
    where st_distance(st_envelope(s.geom)::geography, st_envelope(t.geom)::geography) > ${farMetres} order by s.row_no`),
  (detail) => text(`编码在名录里是远处的另一个要素（${detail}），可用 --prefix 区分`, `the code is that of something far away (${detail}): use --prefix`))
  return { troubles: troubles.sort((a, b) => a.row - b.row), remarks }
}

/** Turns names into codes where a name means one thing, and returns the rows whose reference leads nowhere. */
async function resolve(db: Queryable, { layer, name, columns }: Stage, field: Field): Promise<Found[]> {
  // A reach's river may be one that is made from its reaches.
  if (layer.id === 'reaches' && field.name === 'river') {
    await db.query(sql`update ${name} s set group_key = river, river = null where river is not null and not exists (select from waters w where w.kind = 'river' and (w.code = s.river or w.name = s.river))`)
  }
  const water = { rivers: sql`and kind = 'river'`, reaches: sql`and kind in ('river', 'reach')` }[field.refers as string] ?? sql``
  const target = identifier(layerOf(field.refers!)!.table)
  const column = identifier(field.name)
  await db.query(sql`
    update ${name} s set ${column} = named.code
    from (select name, min(code) as code from ${target} where name in (select ${column} from ${name}) ${water} group by name having count(*) = 1) named
    where s.${column} = named.name and not exists (select from ${target} t where t.code = s.${column})`)
  const inFile = layer.table === ({ divisions: 'divisions', rivers: 'waters' }[field.refers as string] ?? '') && columns.includes(field.name) ? sql`and not exists (select from ${name} o where o.code = s.${column})` : sql``
  return db.query<Found>(sql`
    select row_no as row, code, ${column} as detail from ${name} s
    where ${column} is not null and not exists (select from ${target} t where t.code = s.${column}) ${inFile} order by row_no`)
}

/**
 * Things that name no water stand on the one they had, else on the nearest reach within 100 m of its bank; where on it, and on which
 * side, is worked out as an edit does (server/changes/operations.ts). Says how many.
 */
export async function standOnWater(db: Queryable, { layer, name, fields }: Stage): Promise<Text[]> {
  if (layer.geometry !== 'point' || !isMeasured(layer)) return []
  const banked = fields.some(({ name: field }) => field === 'bank')
  const table = identifier(layer.table)
  await db.query(sql`
    update ${name} s set water = t.water, measure_m = case when same_shape(s.geom, t.geom) then coalesce(s.measure_m, t.measure_m) else s.measure_m end
      ${banked ? sql`, bank = case when same_shape(s.geom, t.geom) then coalesce(s.bank, t.bank) else s.bank end` : sql``}
    from ${table} t where t.code = s.code and t.water is not null and coalesce(s.water, t.water) = t.water`)
  const [{ count: placed }] = await db.query<{ count: number }>(sql`
    with near as (
      select s.row_no, w.code
      from ${name} s
      cross join lateral (
        select r.code from waters r
        where r.kind = 'reach' and r.valid_to is null and st_dwithin(r.geom, s.geom, 0.002)
          and st_distance(plane(r.geom), plane(s.geom, r.geom)) <= coalesce(r.width_m / 2, 0) + 100
        order by st_distance(plane(r.geom), plane(s.geom, r.geom)), r.code limit 1
      ) w
      where s.water is null
    ), placed as (update ${name} s set water = n.code from near n where s.row_no = n.row_no returning 1)
    select count(*) from placed`)
  const [{ count: measured }] = await db.query<{ count: number }>(sql`
    with found as (
      update ${name} s set measure_m = coalesce(s.measure_m, measure_on(w.geom, s.geom))
        ${banked ? sql`, bank = coalesce(s.bank, side_of(w.geom, s.geom))` : sql``}
      from waters w
      where w.code = s.water and geometrytype(st_linemerge(w.geom)) = 'LINESTRING' and (s.measure_m is null ${banked ? sql`or s.bank is null` : sql``})
      returning 1)
    select count(*) from found`)
  const remarks: Text[] = []
  if (placed) remarks.push(text(`${placed} 行没有写所在水体，已按位置放到岸边 100 米内最近的河段上`, `${placed} rows name no water: put on the nearest reach within 100 m of its bank`))
  if (measured) remarks.push(text(`${measured} 行的里程${banked ? '、左右岸' : ''}由位置算出`, `where along the water is worked out for ${measured} rows`))
  return remarks
}

/** Whether rows of a layer's table say in which division they lie. */
export const hasDivision = ({ table }: Layer): boolean => table !== 'divisions'

/**
 * Which division each row lies in: what the file says, else what the register knows, else the smallest one it lies in, by its
 * first corner where the shape is invalid. A point that has moved is asked anew; a line along a border stays with whom it was.
 */
export async function placeStage(db: Queryable, { layer, name, columns }: Stage): Promise<void> {
  if (!hasDivision(layer)) {
    await db.query(sql`update ${name} set place = code`)
    return
  }
  const said = columns.includes('division') ? sql`s.division` : sql`null`
  const known = layer.geometry === 'point' ? sql`case when t.geom is not distinct from s.geom then t.division end` : sql`t.division`
  await db.query(sql`
    update ${name} o set place = found.place
    from (
      select s.row_no as n, coalesce(${said}, ${known}, division_at(case when st_isvalid(s.geom) then s.geom else st_startpoint(st_exteriorring(st_geometryn(s.geom, 1))) end), t.division) as place
      from ${name} s left join ${identifier(layer.table)} t on t.code = s.code
    ) found
    where o.row_no = found.n`)
  if (columns.includes('division')) await db.query(sql`update ${name} set division = place where division is null`)
}

export interface Fates {
  new: number
  changed: number
  same: number
  /** In the register where the file lies, and not in the file; counted only where somebody asks. */
  vanished?: number
}

/** Compares every row with the register. */
export async function compareStage(db: Queryable, { layer, name, columns }: Stage): Promise<void> {
  const compared = columns.filter((column) => column !== 'code').map(identifier)
  // A row that does not say since when it is valid keeps the day it has.
  const since = identifier('valid_from')
  const of = (table: string) => join(compared.map((column) => (column.text === since.text && table === 's' && sql`coalesce(s.valid_from, t.valid_from)`) || sql`${identifier(table)}.${column}`))
  await db.query(sql`
    update ${name} set fate = found.fate, base = found.base
    from (
      select s.row_no as n, t.version as base, case when t.code is null then 'new' when row(${of('s')}) is distinct from row(${of('t')}) or not same_shape(s.geom, t.geom) or t.valid_to is not null then 'changed' else 'same' end as fate
      from ${name} s left join ${identifier(layer.table)} t on t.code = s.code
    ) found
    where row_no = found.n`)
}

/** Rows in error have no fate: they are neither counted nor written, yet what they name does not count as missing. */
export const dismiss = (db: Queryable, { name }: Stage, rows: readonly number[]) =>
  db.query(sql`update ${name} set fate = null where row_no = any (${rows}::bigint[])`)

export async function countStage(db: Queryable, { name }: Stage): Promise<Fates> {
  const counted = await db.query<{ fate: keyof Fates; count: number }>(sql`select fate, count(*) from ${name} where fate is not null group by fate`)
  return { new: 0, changed: 0, same: 0, ...Object.fromEntries(counted.map(({ fate, count }) => [fate, count])) }
}

/** Whether who is asking may change a row; everything is the owner's, as on the command line. */
const theirs = ({ table }: Layer, place: Sql) => sql`(actor_person() is null or actor_changes(${table}, ${place}, null))`
const placeIn = (layer: Layer, table: 't') => sql`${identifier(table)}.${identifier(hasDivision(layer) ? 'division' : 'code')}`

/** Rows outside what who is asking may change, new place or old, judged as the policies will when they are written. */
export async function foreignRows(db: Queryable, { layer, name }: Stage, madeRivers: readonly string[]): Promise<RowTrouble[]> {
  const rows = await db.query<Found>(sql`
    select s.row_no as row, s.code, coalesce(d.name, s.place, '') as detail
    from ${name} s left join ${identifier(layer.table)} t on t.code = s.code left join divisions d on d.code = s.place
    where s.fate in ('new', 'changed') and not (${theirs(layer, sql`s.place`)} and (t.code is null or ${theirs(layer, placeIn(layer, 't'))}))
    order by s.row_no`)
  const troubles = rows.map(({ row, code, detail }) => ({ row, code, words: text(`不在您的管辖范围内${detail && `（${detail}）`}`, `not yours to change${detail && ` (${detail})`}`) }))
  if (!madeRivers.length) return troubles
  // A river made of reaches is written with them.
  const rivers = await db.query<Found>(sql`
    select s.row_no as row, s.code, w.name as detail from ${name} s join waters w on w.code = s.river
    where w.code = any (${madeRivers}::text[]) and not ${theirs(layer, sql`w.division`)} order by s.row_no`)
  return [...troubles, ...rivers.map(({ row, code, detail }) => ({ row, code, words: text(`所属河流${detail}不在您的管辖范围内`, `its river ${detail} is not yours to change`) }))]
}

/** Adds what lies where the file does, is theirs, and is not in the file. Returns what cannot end on that day. */
export async function findVanished(
  db: Queryable, { layer, name }: Stage, extent: readonly number[], endsOn: string | null,
): Promise<RowTrouble[]> {
  const [west, south, east, north] = extent
  const kind = layer.fixed?.kind ? sql`and t.kind = ${layer.fixed.kind}` : sql``
  await db.query(sql`
    insert into ${name} (code, name, geom, fate, base, place)
    select t.code, t.name, t.geom, 'vanished', t.version, ${placeIn(layer, 't')} from ${identifier(layer.table)} t
    where t.valid_to is null ${kind} and t.geom && st_makeenvelope(${west}, ${south}, ${east}, ${north}, 4490)
      and not exists (select from ${name} s where s.code = t.code) and ${theirs(layer, placeIn(layer, 't'))}`)
  if (!endsOn) return []
  const young = await db.query<{ code: string; since: string }>(sql`
    select t.code, t.valid_from as since from ${name} s join ${identifier(layer.table)} t on t.code = s.code where s.fate = 'vanished' and t.valid_from >= ${endsOn}::date order by t.code`)
  return young.map(({ code, since }) => ({ row: 0, code, words: text(`文件里没有，但它自 ${since} 才有效，不能止于 ${endsOn}`, `not in the file, but valid only since ${since}: it cannot end on ${endsOn}`) }))
}
