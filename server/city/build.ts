// A generated city into an empty register, and what is derived from its rows: tile shapes, search, statistics. One transaction:
// a build that is interrupted leaves nothing behind.
import { catalogue } from '../../domain/catalogue.ts'
import { cityName, type CityOptions, type Generated, type Progress } from '../../geodata/city/generate.ts'
import { lifeOrder, tableOrder } from '../../geodata/city/rows.ts'
import type { Database, Queryable } from '../db/database.ts'
import { identifier, sql } from '../db/sql.ts'
import { refreshShapes } from '../tiles/shapes.ts'
import { indexFeatures, indexPeople } from '../search/index.ts'
import { writeTable } from './write.ts'

/** What is made from the register's rows: tile shapes, search, statistics. */
export const derive = async (tx: Queryable, progress: Progress = () => {}): Promise<void> => {
  for (const [i, layer] of catalogue.entries()) {
    progress(`图层 ${layer.title.zh}`, i / catalogue.length)
    await refreshShapes(tx, layer)
    await indexFeatures(tx, layer.id)
  }
  await indexPeople(tx)
}

/**
 * Half a million references checked row by row take longer than writing the rows (22 s on the embedded engine).
 * Where we may, they are put off; the function returned checks each foreign key with one join and names the first broken one.
 */
const checksLater = async (tx: Queryable): Promise<() => Promise<void>> => {
  const [user] = await tx.query<{ super: string }>(sql`select current_setting('is_superuser') as super`)
  if (user.super !== 'on') return async () => {}
  await tx.script('set local session_replication_role = replica')
  return async () => {
    await tx.script('set local session_replication_role = origin')
    const keys = await tx.query<{ child: string; column: string; parent: string }>(sql`
      select k.conrelid::regclass::text as child, a.attname as column, k.confrelid::regclass::text as parent
      from pg_constraint k join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
      where k.contype = 'f' and k.conrelid::regclass::text = any (${[...tableOrder, ...lifeOrder]}::text[])`)
    for (const { child, column, parent } of keys) {
      const of = identifier(column)
      const [lost] = await tx.query<{ code: string }>(sql`
        select c.${of} as code from ${identifier(child)} c left join ${identifier(parent)} p on p.code = c.${of} where c.${of} is not null and p.code is null limit 1`)
      if (lost) throw new Error(`${child}.${column} refers to ${lost.code}, which is not in ${parent}`)
    }
  }
}

/**
 * An index grown row by row costs three times one built at the end. Only those of these tables and their partitions that
 * guard nothing are dropped meanwhile; the function returned builds them again as they were.
 */
const indexesLater = async (tx: Queryable, tables: readonly string[]): Promise<() => Promise<void>> => {
  const indexes = await tx.query<{ name: string; definition: string }>(sql`
    select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
    from pg_index i join pg_class c on c.oid = i.indrelid
    where c.relkind = 'r' and not i.indisunique and not i.indisexclusion
      and coalesce(pg_partition_root(c.oid), c.oid)::regclass::text = any (${tables}::text[])`)
  await tx.script(indexes.map(({ name }) => `drop index ${name};`).join('\n'))
  return () => tx.script(["set local maintenance_work_mem = '128MB'", ...indexes.map(({ definition }) => definition)].join(';\n'))
}

/** Writes a generated city into an empty register. */
export const write = async (
  database: Database, { tables, relief, lived }: Generated, { seed, scale }: CityOptions, progress: Progress = () => {},
): Promise<void> => {
  await database.transaction(async (tx) => {
    // The record of changes begins with the city as it was built: one entry, not half a million.
    await tx.query(sql`select begin_change(gen_random_uuid(), 'city', ${`${cityName}, seed ${seed}, scale ${scale}`})`)
    const recorded = await tx.query<{ name: string }>(sql`select name from recorded_tables`)
    const recording = (on: boolean) => tx.script(recorded.map(({ name }) => `alter table ${name} ${on ? 'enable' : 'disable'} trigger ${name}_recorded;`).join('\n'))
    await recording(false)
    const byOne = await checksLater(tx)
    const standing = await indexesLater(tx, [...tableOrder, 'search_entries', 'shapes'])
    const flowing = await indexesLater(tx, lifeOrder)
    const total = tableOrder.reduce((sum, table) => sum + (tables[table]?.length ?? 0), 0)
    let done = 0
    for (const table of tableOrder) {
      const rows = tables[table] ?? []
      progress(`写入 ${table}`, (done / total) * 0.45)
      await writeTable(tx, table, rows)
      done += rows.length
    }
    const [west, south, east, north] = relief.extent
    await tx.query(sql`
      insert into terrain (extent, columns, rows, heights)
      values (st_makebox2d(st_point(${west}, ${south}), st_point(${east}, ${north})), ${relief.columns}, ${relief.rows}, decode(${Buffer.from(relief.bytes).toString('base64')}, 'base64'))`)
    await tx.query(sql`
      insert into city (name, source, seed, scale, extent)
      select ${cityName}, 'demonstration', ${seed}::int, ${scale}::float8, st_extent(geom)::box2d from divisions where level = 'city'`)
    await derive(tx, (doing, part) => progress(doing, 0.45 + part * 0.3))
    // The two years are still being thought up.
    progress('索引', 0.75)
    await standing()
    progress('两年的水：雨、潮、闸、水质', 0.85)
    const water = await lived
    for (const table of lifeOrder) await writeTable(tx, table, water[table] ?? [])
    await byOne()
    await flowing()
    await tx.script('set constraints all immediate')
    await recording(true)
  })
  progress('统计', 0.95)
  // Leaves only: plans name their partition, and statistics of whole partitioned tables cost as much again.
  const leaves = await database.query<{ name: string }>(sql`
    select oid::regclass::text as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'spatial_ref_sys'`)
  // On the embedded engine nothing else marks the pages as seen by all, and the first to come would wait for it.
  await database.script(`${database.engine === 'embedded' ? 'vacuum (analyze)' : 'analyze'} ${leaves.map(({ name }) => name).join(', ')}`)
  // Half the size of a fresh embedded database is log that a checkpoint gives back.
  if (database.engine === 'embedded') await database.script('checkpoint')
}
