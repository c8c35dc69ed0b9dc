import { expect, test } from 'vitest'
import type { FeaturePage, SearchAnswer, WaterCard } from '../../domain/api.ts'
import { getJson } from '../../test/http.ts'
import { served } from '../../test/register.ts'
import { soundOf } from './index.ts'

const { url } = served()
const search = async (q: string) => (await getJson<SearchAnswer>(`${url}/api/search?q=${encodeURIComponent(q)}`)).body.found
const river = async () => (await getJson<FeaturePage>(`${url}/api/features/rivers?sort=-length_m&limit=1`)).body.rows[0]!

test('finds the river first by its name, by the start of it, by initials, by pinyin and by code', async () => {
  const { code, name } = await river()
  const sound = soundOf(String(name))
  for (const typed of [String(name), String(code), sound.pinyin, String(code).toLowerCase()]) expect((await search(typed))[0], typed).toMatchObject({ layer: 'rivers', code })
  expect((await search(sound.initials)).map((one) => one.code)).toContain(code)
  expect((await search(String(name).slice(0, 2))).map((one) => one.code)).toContain(code)
})

test('finds a chief by name and offers the waters they hold', async () => {
  const { code } = await river()
  const { chiefs } = (await getJson<WaterCard>(`${url}/api/waters/${String(code)}`)).body
  const [chief] = chiefs.now
  const found = await search(chief!.name)
  expect(found.some((one) => one.kind === 'person' && one.title === chief!.name && one.code === code)).toBe(true)
})

test('reads a coordinate in degrees, in metres, and as GCJ-02 with the shift named', async () => {
  const degrees = await search('113.2644, 23.1291')
  expect(degrees[0]).toMatchObject({ kind: 'position', at: [113.2644, 23.1291] })
  const shifted = degrees.find((one) => one.crs === 'GCJ-02')
  expect(shifted!.detail).toMatch(/纠偏 6\d\d 米/)
  const [metres] = await search('424654.893 2559024.739')
  expect(metres!.at[0]).toBeCloseTo(113.2644, 6)
  expect(metres!.at[1]).toBeCloseTo(23.1291, 6)
})

test('answers nothing to nothing, and nothing harmful to what means harm', async () => {
  expect(await search('')).toEqual([])
  expect(await search('   ')).toEqual([])
  for (const typed of ["' or 1=1 --", '%', '_', '\\', '<img src=x onerror=alert(1)>', '\u0000', '😀', '((((']) expect(Array.isArray(await search(typed)), typed).toBe(true)
  expect(await search('%')).toEqual([])
  expect((await fetch(`${url}/api/search?q=${'x'.repeat(201)}`)).status).toBe(400)
  expect((await fetch(`${url}/api/search?q=a&q=b`)).status).toBe(400)
})

test('knows the sounds of names', () => {
  expect(soundOf('石榕涌')).toEqual({ pinyin: 'shirongyong', initials: 'sry' })
  expect(soundOf('大沙河3号闸')).toEqual({ pinyin: 'dashahe3haozha', initials: 'dsh3hz' })
})
