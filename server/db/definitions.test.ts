// Whatever a register was made by, or went through: what decides who may and what is recorded is as this program's book says.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogue, isMeasured } from '../../domain/catalogue.ts'
import { programs, startPostgres } from '../../test/postgres.ts'
import { earlierRegisters, makeEarlier } from '../../test/registers/earlier.ts'
import { ownRegister, serve, served } from '../../test/register.ts'
import { verdict, verify } from '../record/verify.ts'
import { start } from '../start.ts'
import type { Asker, Database } from './database.ts'
import { definitions, settle, sentenceOf } from './definitions.ts'
import { book, migrate } from './migrate.ts'
import { sql } from './sql.ts'

const linesOf = (database: Database) => database.transaction((tx) => definitions(tx))

for (const earlier of earlierRegisters())
  test(`a register of version ${earlier.version} opens with this one and has all that a fresh one has`, async () => {
    const [own, fresh] = [await ownRegister(), await ownRegister()]
    try {
      await makeEarlier(own.database, earlier)
      await migrate(own.database)
      expect((await settle(own.database)).left.map(sentenceOf)).toEqual([])
      expect(await linesOf(own.database)).toEqual(await linesOf(fresh.database))
      expect(verdict(await verify(own.database))).toContain('the record holds')
      // What was valid before, where no trigger kept it, is put back from the record; old copies fit no more.
      expect(await own.database.query(sql`select version, state from pollution_sources where code = 'Y-1'`)).toEqual([{ version: 4, state: '已销号' }])
      expect(await own.database.query(sql`select valid_from, valid_to, version, attributes ->> 'state' as state from past_versions where layer = 'pollution_sources' order by version`)).toEqual([
        { valid_from: '2019-01-01', valid_to: '2024-06-01', version: 1, state: '待整治' }, { valid_from: '2024-06-01', valid_to: '2025-03-01', version: 3, state: '待核销' }])
      const { url, close } = await serve(own.database)
      for (const path of ['/api/features/rivers', '/api/features/pollution_sources', '/api/waters/R', ...catalogue.map(({ id }) => `/tiles/${id}/13/6672/3553.mvt`)]) expect([path, (await fetch(url + path)).status]).toEqual([path, 200])
      await close()
    } finally {
      await own.close()
      await fresh.close()
    }
  })

/** What a layer has in the database, as PostgreSQL says. */
const hasOf = async (database: Database, id: string, table: string) => (await database.query(sql`
  select (select array_agg(distinct tgfoid::regproc::text order by tgfoid::regproc::text) from pg_trigger where tgrelid = ${table}::regclass and not tgisinternal and tgenabled <> 'D' and tgfoid::regproc::text <> 'guard_identity') as triggers,
    (select relrowsecurity from pg_class where oid = ${table}::regclass) as secured,
    (select array_agg(polcmd::text order by polcmd::text) from pg_policy where polrelid = ${table}::regclass) as policies,
    (select count(*)::int from pg_inherits where inhparent = to_regclass(${`shapes_${id}`})) as bands,
    to_regprocedure(${`tile_${id}(integer,integer,integer,integer,integer,boolean)`}) is not null as tiles,
    exists (select from layer_versions where layer = ${id}) as versioned,
    exists (select from pg_attribute where attrelid = ${table}::regclass and attname = 'version' and attnotnull) as counted,
    has_table_privilege('one_map_app', ${`layer_${id}`}, 'select') and not has_table_privilege('one_map_app', ${`shapes_${id}_3`}, 'select') as seen`))[0]
const whole = (staffOnly: boolean, editable: boolean) => ({
  triggers: ['continue_version', 'keep_past_version', ...(staffOnly ? ['keep_secret'] : []), 'record_row', ...(staffOnly ? ['spread_secret'] : [])],
  secured: true, policies: editable ? ['a', 'd', 'r', 'w'] : ['a', 'r', 'w'], bands: 4, tiles: true, versioned: true, counted: true, seen: true,
})

test('every layer is recorded, keeps its past, goes on counting where a code was another’s, and has policies, partitions and tiles', async () => {
  const own = await ownRegister()
  try {
    for (const { id, table, staffOnly = false, editable = false } of catalogue)
      expect([id, await hasOf(own.database, id, table)]).toEqual([id, whole(staffOnly, editable)])
  } finally {
    await own.close()
  }
})

test('the row of a layer, its table and its view say what the catalogue says', async () => {
  const own = await ownRegister()
  try {
    const columnsOf = sql`(select array_agg(attname::text) from pg_attribute where attrelid = format('layer_%s', l.id)::regclass and attnum > 0)`
    const rows = await own.database.query<{ id: string; columns: string[] }>(sql`
      select l.id, l."table", l.kind, l.geometry, l.editable, l.staff_only is not null as "staffOnly", t.measured, ${columnsOf} as columns,
        exists (select from pg_attribute where attrelid = l."table"::regclass and attname = 'geom' and format_type(atttypid, atttypmod) = 'geometry(MultiPolygon,4490)') as multi,
        l.kind is null and l.id = l."table" or layer_of_water(l.kind) = l.id as named
      from layers l join layer_tables t on t.name = l."table"`)
    const order = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1)
    expect(rows.map(({ columns: _, ...row }) => row).sort(order)).toEqual(catalogue.map((layer) => ({
      id: layer.id, table: layer.table, kind: layer.fixed?.kind ?? null, geometry: layer.geometry, editable: layer.editable ?? false,
      staffOnly: layer.staffOnly ?? false,
      measured: isMeasured(layer), multi: layer.multi ?? false, named: true,
    })).sort(order))
    for (const layer of catalogue)
      expect([layer.id, rows.find(({ id }) => id === layer.id)!.columns]).toEqual([layer.id, expect.arrayContaining([
        ...layer.fields.map(({ name }) => name), 'valid_from', 'version', 'geom', 'min_zoom', 'weight', ...(isMeasured(layer) ? ['note'] : []), ...(layer.staffOnly ? ['staff_only'] : [])])])
  } finally {
    await own.close()
  }
})

test('a layer that a later chapter brings has what every layer has, follows its reach, and keeps its secrets', async () => {
  const own = await ownRegister()
  const { database } = own
  try {
    await database.script(`
      create table weirs (like gates including all);
      alter table weirs add column bank text, add column unit text, add column staff_only boolean not null default false;
      insert into layers (id, "table", geometry, staff_only) values ('weirs', 'weirs', 'point', 'unit');
      create view layer_weirs with (security_invoker = true) as select *, 8::smallint as min_zoom from weirs where valid_to is null;
      ${book().filter(({ name }) => name.startsWith('functions/')).map(({ text }) => text).join('\n')};
      insert into waters (code, kind, name, geom) values ('R', 'river', '甲河', 'SRID=4490;LINESTRING(113 23, 113.1 23)');
      insert into waters (code, kind, name, river, river_from_m, river_to_m, length_m, geom) values
        ('R-01', 'reach', '一', 'R', 0, 500, 500, 'SRID=4490;LINESTRING(113 23, 113.05 23)'), ('R-02', 'reach', '二', 'R', 500, 1000, 500, 'SRID=4490;LINESTRING(113.05 23, 113.1 23)');
      insert into drainage_units (code, name, kind, geom) values ('D', '营区', '部队类', 'SRID=4490;MULTIPOLYGON(((113 23, 113.1 23, 113.1 23.1, 113 23)))');
      insert into weirs (code, name, kind, water, measure_m, bank, unit, geom) values ('V-1', '上堰', '堰', 'R-01', 100, 'left', null, 'SRID=4490;POINT(113.01 23)'), ('V-2', '下堰', '堰', 'R-01', 400, 'left', 'D', 'SRID=4490;POINT(113.04 23)')`)
    expect(await hasOf(database, 'weirs', 'weirs')).toEqual(whole(true, true))

    const stand = () => database.query(sql`select code, water, measure_m as at, bank, version from weirs order by code`)
    await database.query(sql`select follow_split('R-01', 'R-02', 300)`)
    await database.query(sql`select follow_reverse('R-01')`)
    expect(await stand()).toEqual([{ code: 'V-1', water: 'R-01', at: 400, bank: 'right', version: 2 }, { code: 'V-2', water: 'R-02', at: 100, bank: 'left', version: 2 }])
    await database.query(sql`select follow_merge('R-01', 'R-02', 500)`)
    expect(await stand()).toMatchObject([{ water: 'R-01', at: 400 }, { water: 'R-01', at: 600 }])
    await database.query(sql`select settle_line('R-01', 500)`)
    expect(await stand()).toMatchObject([{ bank: expect.stringMatching(/left|right/) as string }, { at: expect.closeTo(4099, -2) as number }])

    const namesFor = (asker: Asker | null) => database.as(asker, (db) => db.query<{ code: string }>(sql`select code from layer_weirs order by code`))
    expect(await namesFor(null)).toEqual([{ code: 'V-1' }])
    await database.query(sql`select refresh_shapes('weirs', '{name}')`)
    expect(await database.query(sql`select code, staff_only from shapes where layer = 'weirs' and band = 3 order by code`)).toEqual([{ code: 'V-1', staff_only: false }, { code: 'V-2', staff_only: true }])
    expect(await database.query(sql`select distinct layer from change_items where what = 'weirs'`)).toEqual([{ layer: 'weirs' }])
  } finally {
    await own.close()
  }
})

const bin = served().engine === 'server' && !process.env.TEST_DATABASE_URL ? programs() : null

test.runIf(bin)('a dump restored on a new server is a register again', async () => {
  const own = await ownRegister()
  const other = await startPostgres()
  try {
    await own.database.script("insert into waters (code, kind, name, geom) values ('R', 'river', '甲河', 'SRID=4490;LINESTRING(113 23, 113.1 23)')")
    const file = join(own.places.directory, '..', 'dump.fc')
    execFileSync(join(bin!, 'pg_dump'), ['-Fc', own.places.url!, '-f', file])
    const places = { url: await other.create('restored'), directory: own.places.directory }
    // It complains of the role that is not there, and goes on.
    spawnSync(join(bin!, 'pg_restore'), ['-d', places.url, file], { stdio: 'ignore' })
    const { database } = await start({ places, city: null }, () => {})
    try {
      expect(await linesOf(database)).toEqual(await linesOf(own.database))
      expect(verdict(await verify(database))).toContain('the record holds')
      const { url, close } = await serve(database)
      expect((await fetch(`${url}/api/features/rivers`)).status).toBe(200)
      await close()
    } finally {
      await database.close()
    }
  } finally {
    await other.stop()
    await own.close()
  }
})
