// npm run backup and npm run restore, as somebody types them while the register is in use.
import { spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import yauzl from 'yauzl'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { emptyPlaces, ownRegister, served, type OwnRegister } from '../../test/register.ts'
import { openDatabase, type Places } from '../db/open.ts'
import { sql } from '../db/sql.ts'
import { writeZip } from '../../geodata/export/zip.ts'

let own: OwnRegister
const folder = mkdtempSync(join(tmpdir(), 'one-map-backup-test-'))
const file = join(folder, 'whole.onemap')

beforeAll(async () => {
  own = await ownRegister()
  await own.database.script(`
    insert into city (name, source) values ('试城', 'import');
    insert into divisions (code, name, level, geom) values ('449001', E'甲区\\t"引号"\\\\反斜\\n换行', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))');
    insert into people (code, name, role, division) values ('P', '林', 'staff', '449001');
    insert into accounts (code, person, login, password) values ('A', 'P', '139', 'scrypt$x');
    insert into sessions (digest, code, account, agent, ends_at) values ('d', 'S', 'A', 'phone', now() + interval '1 day');
    insert into sign_in_failures (login, address) values ('139', '::1')`)
  await own.database.script("update divisions set name = '甲新区', valid_from = '2020-01-01' where code = '449001'")
})
afterAll(async () => {
  await own.close()
  rmSync(folder, { recursive: true, force: true })
})

const root = fileURLToPath(new URL('../..', import.meta.url))

const run = async (command: 'backup' | 'restore' | 'verify', places: Places, ...args: string[]) => {
  const child = spawn('npm', ['run', '--silent', command, '--', ...args], { cwd: root, env: { ...process.env, DATABASE_URL: places.url ?? '', DATA_DIR: places.directory } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

// The drill is the embedded engine's whichever the backup is of: a minute of work, done in one of the two suites.
const drilled = served().engine === 'server'

test('a register in use is written whole into a file only its owner reads, restored in a drill and verified', async () => {
  const { code, said } = await run('backup', own.places, file, ...(drilled ? [] : ['--no-drill']))
  expect(said).toMatch(drilled ? /已备份[\s\S]*演练 \(drill\)：恢复用了 [\d.]+ s，核对用了 [\d.]+ s\n改动记录完整/ : /已备份[\s\S]*其间服务停顿/)
  expect(code).toBe(0)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  // The register goes on.
  await own.database.script("update divisions set name = '又一名' where code = '449001'")
}, 240_000)

test('a backup restored elsewhere is the register of its moment, with nobody signed in and its past', async () => {
  const places = await emptyPlaces()
  const { code, said } = await run('restore', places, file)
  expect(said).toContain('改动记录完整')
  expect(code).toBe(0)
  const restored = await openDatabase(places)
  try {
    const [row] = await restored.query(sql`
      select (select name from divisions) as name, (select attributes ->> 'name' from past_versions) as before, (select count(*) from sessions) as sessions,
        (select password from accounts) as password, st_astext((select geom from divisions)) as shape, (select min(version) > 1000000 from layer_versions) as ahead`)
    expect(row).toEqual({ name: '甲新区', before: '甲区\t"引号"\\反斜\n换行', sessions: 0, password: 'scrypt$x', shape: 'MULTIPOLYGON(((113 23,114 23,114 24,113 23)))', ahead: true })
    // What counts goes on counting; what guards goes on guarding.
    await restored.script("insert into sign_in_failures (login, address) values ('139', '::2')")
    expect(await restored.query(sql`select count(distinct code) as codes from sign_in_failures`)).toEqual([{ codes: 2 }])
    await expect(restored.script('delete from changes')).rejects.toThrow('never rewritten')
    await restored.script("update divisions set name = '恢复后' where code = '449001'")
  } finally {
    await restored.close()
  }
  expect((await run('verify', places)).code).toBe(0)
  const again = await run('restore', places, file)
  expect([again.code, again.said]).toEqual([1, expect.stringMatching(/已经有(表|数据)/)])
}, 240_000)

test('a backup that is not whole, was touched, or is none is refused in a sentence, and nothing is written', async () => {
  const entries = new Map<string, Buffer>()
  const zip = await yauzl.openPromise(file, { autoClose: false })
  for await (const entry of zip.eachEntry()) {
    const parts: Buffer[] = []
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer)
    entries.set(entry.fileName, Buffer.concat(parts))
  }
  zip.close()
  const changed = async (name: string, change: (of: Map<string, Buffer>) => void) => {
    const copy = new Map(entries)
    change(copy)
    const path = join(folder, name)
    await writeZip(path, (to) => copy.forEach((bytes, entry) => to.addBuffer(bytes, entry)))
    return path
  }
  const manifest = JSON.parse(entries.get('manifest.json')!.toString()) as { chapters: { name: string; sha256: string }[] }
  const cut = join(folder, 'cut')
  copyFileSync(file, cut)
  truncateSync(cut, statSync(file).size - 50)
  const other = join(folder, 'other.txt')
  writeFileSync(other, 'nothing')
  const cases: [string, string][] = [
    [cut, '没有传完整'],
    [other, '不是备份文件'],
    [join(folder, 'nowhere'), '没有'],
    [await changed('touched', (of) => of.set('tables/people.copy', Buffer.from(of.get('tables/people.copy')!.toString().replace('林', '木')))), 'people 与备份时写下的不一样'],
    [await changed('lacking', (of) => of.delete('tables/people.copy')), '缺少 tables/people.copy'],
    [await changed('newer', (of) => of.set('manifest.json', Buffer.from(JSON.stringify({ ...manifest, chapters: [...manifest.chapters, { name: '999_later.sql', sha256: 'x' }] })))), '备份比程序新（有 999_later.sql）'],
  ]
  const places = await emptyPlaces()
  // A file is looked at before any database is: of the embedded engine two are asked.
  for (const [path, sentence] of drilled ? cases : cases.slice(0, 2)) {
    const { code, said } = await run('restore', places, path)
    expect([code, said], path).toEqual([1, expect.stringContaining(sentence)])
    expect(said).not.toContain('    at ')
  }
  if (places.url) {
    const database = await openDatabase(places)
    expect(await database.query(sql`select count(*) as tables from pg_class where relnamespace = 'public'::regnamespace and relname in ('people', 'chapters')`)).toEqual([{ tables: 0 }])
    await database.close()
  } else expect(existsSync(join(places.directory, 'pg'))).toBe(false)
}, 240_000)

test('a backup never takes the place of another file', async () => {
  const before = readFileSync(file)
  const { code, said } = await run('backup', own.places, file)
  expect([code, said]).toEqual([1, expect.stringContaining('已经存在')])
  expect(readFileSync(file).equals(before)).toBe(true)
})
