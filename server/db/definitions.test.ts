// Whatever a register was made by, or went through: what decides who may and what is recorded is as this program's book says.
import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogue } from '../../domain/catalogue.ts'
import { programs, startPostgres } from '../../test/postgres.ts'
import { earlierRegisters, makeEarlier } from '../../test/registers/earlier.ts'
import { ownRegister, serve, served } from '../../test/register.ts'
import { holds, verdict, verify } from '../record/verify.ts'
import { start } from '../start.ts'
import type { Database } from './database.ts'
import { definitions, settle, told } from './definitions.ts'
import { migrate } from './migrate.ts'
import { sql } from './sql.ts'

const linesOf = (database: Database) => database.transaction((tx) => definitions(tx))

for (const earlier of earlierRegisters())
  test(`a register of version ${earlier.version} opens with this one and has all that a fresh one has`, async () => {
    const [own, fresh] = [await ownRegister(), await ownRegister()]
    try {
      await makeEarlier(own.database, earlier)
      const older = await verify(own.database)
      expect([holds(older), verdict(older)]).toEqual([false, expect.stringContaining('this register is of an older version')])
      await migrate(own.database)
      expect((await settle(own.database)).left.map(told)).toEqual([])
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

test('every layer is recorded, keeps its past, goes on counting where a code was another’s, and has policies, partitions and tiles', async () => {
  const own = await ownRegister()
  try {
    for (const { id, table } of catalogue) {
      const [has] = await own.database.query(sql`
        select (select array_agg(tgfoid::regproc::text order by tgfoid::regproc::text) from pg_trigger where tgrelid = ${table}::regclass and not tgisinternal and tgenabled = 'O' and tgfoid::regproc::text = any ('{record_row,keep_past_version,continue_version}')) as triggers,
          (select relrowsecurity from pg_class where oid = ${table}::regclass) as secured,
          (select array_agg(distinct polcmd::text) @> '{r,a,w}' from pg_policy where polrelid = ${table}::regclass) as policies,
          (select count(*)::int from pg_inherits where inhparent = to_regclass(${`shapes_${id}`})) as bands,
          to_regprocedure(${`tile_${id}(integer,integer,integer,integer,integer,boolean)`}) is not null as tiles,
          exists (select from layer_versions where layer = ${id}) as versioned,
          exists (select from pg_attribute where attrelid = ${table}::regclass and attname = 'version' and attnotnull) as counted,
          has_table_privilege('one_map_app', ${`layer_${id}`}, 'select') as seen`)
      expect([id, has]).toEqual([id, { triggers: ['continue_version', 'keep_past_version', 'record_row'], secured: true, policies: true, bands: 4, tiles: true, versioned: true, counted: true, seen: true }])
    }
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
