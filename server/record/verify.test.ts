// npm run verify, as somebody types it while the register is in use.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ownRegister, type OwnRegister } from '../../test/register.ts'

let own: OwnRegister

beforeAll(async () => {
  own = await ownRegister()
  for (const name of ['甲', '乙', '丙']) await own.database.script(`insert into divisions (code, name, level, geom) values ('${name}', '${name}区', 'district', 'SRID=4490;MULTIPOLYGON(((113 23,114 23,114 24,113 23)))')`)
  await own.database.script("insert into people (code, name, role, division) values ('P', '林', 'staff', '甲')")
  await own.database.transaction(async (tx) => {
    await tx.script("select set_config('one_map.person', 'P', true)")
    await tx.script("update divisions set name = '甲新区' where code = '甲'; update divisions set name = '乙新区' where code = '乙'")
  })
})
afterAll(() => own.close())

const root = fileURLToPath(new URL('../..', import.meta.url))

const verified = async (...args: string[]) => {
  const child = spawn('npm', ['run', '--silent', 'verify', '--', ...args], { cwd: root, env: { ...process.env, DATABASE_URL: own.places.url ?? '', DATA_DIR: own.places.directory } })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { code, said }
}

/** Changes rows as somebody would who wants it not to show. */
const beneath = (text: string) => own.database.script(`set session_replication_role = replica; ${text}; set session_replication_role = origin`)

test('an untouched record holds; its head is told, and is found again later', async () => {
  const first = await verified()
  expect(first.said).toMatch(/5 项改动，6 条内容 \(the record holds/)
  expect(first.code).toBe(0)
  const [, head] = /摘要 \(head\): ([0-9a-f]{64}) {2}2\d{3}-/.exec(first.said)!
  await own.database.script("update divisions set name = '丙新区' where code = '丙'")
  expect(await verified('--head', head!)).toMatchObject({ code: 0 })
  expect((await verified()).said).not.toContain(head)
})

test('what was altered is named: the change, the item, who and when it says', async () => {
  await beneath("update change_items set after = jsonb_set(after, '{name}', '\"别的\"') where change = 5 and ord = 2")
  const { code, said } = await verified()
  expect(code).toBe(1)
  expect(said).toMatch(/断在第 5 号改动第 2 条：与当时写下的不一样 \(the record breaks at change 5, item 2: it is not as it was written\)\n.*other · 林 · 2\d{3}-.* · divisions 乙/)
  await beneath("update change_items set after = jsonb_set(after, '{name}', '\"乙新区\"') where change = 5 and ord = 2")
})

test('rows changed beneath the record are named', async () => {
  await beneath("update divisions set name = '偷改' where code = '丙'")
  const { code, said } = await verified()
  expect([code, said]).toEqual([1, expect.stringMatching(/有 1 行不经记录被改过.*\n {2}divisions 丙\n/)])
  await beneath("update divisions set name = '丙新区' where code = '丙'")
})

test('an end that is cut off shows only against a head noted before', async () => {
  const [, head] = /摘要 \(head\): ([0-9a-f]{64})/.exec((await verified()).said)!
  await beneath("update divisions set name = '丙区', version = 1 where code = '丙'; delete from change_items where change = 6; delete from changes where seq = 6")
  expect((await verified()).code).toBe(0)
  const cut = await verified('--head', head!)
  expect([cut.code, cut.said]).toEqual([1, expect.stringContaining('the record breaks at change 5: it is the last one left: the noted head is not in the record')])
})

test('a head that is none is refused with what may be said', async () => {
  for (const args of [['--head', 'xyz'], ['--nonsense']]) expect(await verified(...args)).toMatchObject({ code: 1, said: expect.stringContaining('npm run verify [-- --head') as string })
})
