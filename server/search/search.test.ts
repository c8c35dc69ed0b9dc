import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FeaturePage } from '../../domain/features/schemas.ts'
import type { SearchAnswer } from '../../domain/search/schemas.ts'
import type { WaterCard } from '../../domain/waters/schemas.ts'
import { getJson } from '../../test/http.ts'
import { ownRegister, serve, served } from '../../test/register.ts'
import { sql } from '../db/sql.ts'
import { fold, foldable, foldSound, soundsOf } from './fold.ts'
import { indexFeatures, indexPeople } from './index.ts'

const { url } = served()
const search = async (q: string) => (await getJson<SearchAnswer>(`${url}/api/search?q=${encodeURIComponent(q)}`)).body.found
const river = async () => (await getJson<FeaturePage>(`${url}/api/features/rivers?sort=-length_m&limit=1`)).body.rows[0]

const usual = (name: string) => ({ pinyin: soundsOf(name).pinyin[0], initials: soundsOf(name).initials[0] })

test('finds the river first by its name, by the start of it, by initials, by pinyin and by code', async () => {
  const { code, name } = await river()
  const sound = usual(String(name))
  for (const typed of [String(name), String(code), sound.pinyin, String(code).toLowerCase()]) expect((await search(typed))[0], typed).toMatchObject({ layer: 'rivers', code })
  expect((await search(sound.initials)).map((one) => one.code)).toContain(code)
  expect((await search(String(name).slice(0, 2))).map((one) => one.code)).toContain(code)
})

test('finds by one character or two, wherever they stand in a name, and by how a sound begins', async () => {
  const { name } = await river()
  const characters = [...String(name)]
  for (const typed of [characters[0], characters.at(-1)!, characters.slice(-2).join('')]) {
    const titles = (await search(typed)).map((one) => one.title)
    expect(titles.length, typed).toBeGreaterThan(0)
    expect(titles.filter((title) => !title.includes(typed)), typed).toEqual([])
  }
  const sound = usual(String(name))
  for (const typed of [sound.pinyin.slice(0, 2), sound.initials.slice(0, 2)])
    for (const { title } of await search(typed)) {
      const { pinyin, initials } = soundsOf(title)
      expect([...pinyin, ...initials].some((way) => way.startsWith(typed)), `${typed}: ${title}`).toBe(true)
    }
  expect((await search(`${characters.slice(0, 2).join('')} ${characters.at(-1)!}`)).map((one) => one.title)).toContain(name)
})

test('finds a chief by name and offers the waters they hold', async () => {
  const { code } = await river()
  const { chiefs } = (await getJson<WaterCard>(`${url}/api/waters/${String(code)}`)).body
  const [chief] = chiefs.now
  const found = await search(chief.name)
  expect(found.some((one) => one.kind === 'person' && one.title === chief.name && one.code === code)).toBe(true)
})

test('two chiefs of one name are two people, each with their own post and waters', async () => {
  const own = await ownRegister()
  const { url: register, close } = await serve(own.database)
  try {
    await own.database.query(sql`insert into waters (code, kind, name, geom) values ('R-1', 'river', '甲河', 'SRID=4490;LINESTRING(113 23, 113.1 23)'), ('R-2', 'river', '乙河', 'SRID=4490;LINESTRING(113 24, 113.1 24)')`)
    await own.database.query(sql`insert into people (code, name, role, post) values ('P-1', '陈同名', 'chief', '镇长'), ('P-2', '陈同名', 'chief', '书记')`)
    await own.database.query(sql`insert into tenures (code, person, level, water, valid_from) values ('T-1', 'P-1', 'town', 'R-1', '2020-01-01'), ('T-2', 'P-2', 'town', 'R-2', '2020-01-01')`)
    await indexFeatures(own.database, 'rivers')
    await indexPeople(own.database)
    const { found } = (await getJson<SearchAnswer>(`${register}/api/search?q=${encodeURIComponent('陈同名')}`)).body
    expect(found.map(({ code, detail }) => [code, detail]).sort()).toEqual([['R-1', '镇长 · 甲河'], ['R-2', '书记 · 乙河']])
  } finally {
    await close()
    await own.close()
  }
})

test('reads a coordinate in degrees, in metres, and as GCJ-02 with the shift named', async () => {
  const degrees = await search('113.2644, 23.1291')
  expect(degrees[0]).toMatchObject({ kind: 'position', at: [113.2644, 23.1291] })
  const shifted = degrees.find((one) => one.crs === 'GCJ-02')
  expect(shifted!.detail).toMatch(/纠偏 6\d\d 米/)
  const [metres] = await search('424654.893 2559024.739')
  expect(metres.at[0]).toBeCloseTo(113.2644, 6)
  expect(metres.at[1]).toBeCloseTo(23.1291, 6)
})

test('answers nothing to nothing, and nothing harmful to what means harm', async () => {
  expect(await search('')).toEqual([])
  expect(await search('   ')).toEqual([])
  for (const typed of ["' or 1=1 --", '%', '_', '\\', '<img src=x onerror=alert(1)>', '\u0000', '😀', '((((']) expect(Array.isArray(await search(typed)), typed).toBe(true)
  expect(await search('%')).toEqual([])
  expect((await fetch(`${url}/api/search?q=${'x'.repeat(201)}`)).status).toBe(400)
  expect((await fetch(`${url}/api/search?q=a&q=b`)).status).toBe(400)
})

test('knows the sounds of names, the usual one first, and folds what is typed as it folds names', () => {
  expect(soundsOf('石榕涌')).toEqual({ pinyin: ['shirongyong', 'danrongyong', 'shirongchong', 'danrongchong'], initials: ['sry', 'dry', 'src', 'drc'] })
  expect(soundsOf('大沙河3号闸').initials[0]).toBe('dsh3hz')
  expect(soundsOf('Ⅱ级闸').pinyin[0]).toBe('iijizha')
  for (const [name, said] of [['石碣涌闸', 'shijiechongzha'], ['曾边闸', 'zengbianzha'], ['重兴闸', 'chongxingzha'], ['女娲闸', 'nvwazha'], ['女娲闸', 'nuwazha']]) expect(soundsOf(name).pinyin, name).toContain(said)
  for (const [one, other] of [['大朗闸（一期）', '大朗閘(一期)'], ['Ⅱ级闸', 'II级闸'], ['１#闸', '1闸'], ['東濠湧', '东濠涌'], ['甲\u200b河', '甲河']]) expect(fold(one), one).toBe(fold(other))
  expect(foldSound('Nüwa Zha')).toBe('nvwazha')
  // What the database folds by itself is what needs no folding, character by character.
  const changes = new RegExp(foldable(), 'u')
  for (let at = 1; at < 0x10000; at++) {
    const one = String.fromCharCode(at)
    if (!changes.test(one)) expect(fold(one)).toBe(one)
  }
  for (const name of ['東壕', '甲（一）', 'Ⅱ级', 'A1', '甲 乙']) expect(changes.test(name), name).toBe(true)
  // Whatever the name, there are few ways, and no blank in any: blanks keep them apart.
  fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (name) => {
    const { pinyin, initials } = soundsOf(name)
    return pinyin.length <= 8 && initials.length <= 8 && [...pinyin, ...initials].every((way) => /^[a-z0-9]*$/.test(way))
  }))
})

test('finds a thing by its name however it is written or said, by its address, and by two words of which one says where', async () => {
  const own = await ownRegister('drawn')
  const { url: register, close } = await serve(own.database)
  try {
    const names = ['重兴闸', '东漖闸', '石碣涌闸', '女娲闸', '大朗闸（一期）', '1#闸', 'Ⅱ级闸', '曾边闸', '𬇕口闸']
    await own.database.query(sql`
      insert into gates (code, name, kind, division, geom)
      select 'H4-' || i, n, '水闸', '449005', 'SRID=4490;POINT(113.6 23.5)' from unnest(${names}::text[]) with ordinality v (n, i)`)
    await own.database.script(`
      insert into drainage_units (code, name, kind, address, division, geom)
        select code, name, '住宅类', address, '449003', 'SRID=4490;MULTIPOLYGON(((113.2 23.5,113.201 23.5,113.201 23.501,113.2 23.5)))'
        from (values ('D-1', '南苑小区', '东华路256号'), ('D-2', '北苑小區（二期）', null)) v (code, name, address);
      update waters set name = '南口社区段' where code = 'R-02'`)
    for (const layer of ['gates', 'drainage_units', 'reaches'] as const) await indexFeatures(own.database, layer)
    const first = async (q: string) => (await getJson<SearchAnswer>(`${register}/api/search?q=${encodeURIComponent(q)}`)).body.found[0]?.title
    for (const [typed, title] of [
      ['大朗闸（一期）', '大朗闸（一期）'], ['大朗闸(一期)', '大朗闸（一期）'], ['大朗閘一期', '大朗闸（一期）'], ['Ⅱ级闸', 'Ⅱ级闸'], ['II级', 'Ⅱ级闸'], ['1#闸', '1#闸'], ['１＃闸', '1#闸'],
      ['chongxingzha', '重兴闸'], ['zhongxing', '重兴闸'], ['zengbianzha', '曾边闸'], ['shijiechongzha', '石碣涌闸'], ['sjcz', '石碣涌闸'], ['nüwazha', '女娲闸'], ['nuwa', '女娲闸'], ['東漖閘', '东漖闸'], ['𬇕口', '𬇕口闸'], ['h4-3', '石碣涌闸'],
      ['北苑小区二期', '北苑小區（二期）'], ['北苑小區(二期)', '北苑小區（二期）'],
      ['东华路256号', '南苑小区'], ['东华路２５６', '南苑小区'], ['甲河 南口', '南口社区段'], ['南口 甲河', '南口社区段'], ['石碣 东区', '石碣涌闸'],
    ]) expect(await first(typed), typed).toBe(title)
    // Where a thing is names nothing by itself: all of a district is no answer.
    expect((await getJson<SearchAnswer>(`${register}/api/search?q=${encodeURIComponent('东区 西区')}`)).body.found).toEqual([])
  } finally {
    await close()
    await own.close()
  }
})
