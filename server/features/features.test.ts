import { expect, test } from 'vitest'
import { FeatureCard, type FeaturePage } from '../../domain/features/schemas.ts'
import { type ProblemBody } from '../../domain/problem.ts'
import { getJson } from '../../test/http.ts'
import { served } from '../../test/register.ts'

const { url } = served()
const page = async (query: string) => (await getJson<FeaturePage>(`${url}/api/features/${query}`)).body

/** Follows the pages to the end. */
const walk = async (query: string) => {
  const codes: string[] = []
  let after = ''
  do {
    const { rows, next } = await page(`${query}${after}`)
    codes.push(...rows.map((row) => String(row.code)))
    after = next ? `&after=${next}` : ''
  } while (after)
  return codes
}

test.each(['code', '-length_m', 'width_m', 'target_class', '-name'])('pages sorted by %s show every reach once', async (sort) => {
  const { total } = await page('reaches?limit=1')
  const codes = await walk(`reaches?limit=70&sort=${sort}`)
  expect(codes.length).toBe(total)
  expect(new Set(codes).size).toBe(total)
})

test('sorting down by length gives the longest first and unknown ones last', async () => {
  const { rows } = await page('rivers?sort=-length_m&limit=1000')
  const lengths = rows.map((row) => row.length_m as number)
  expect(lengths).toEqual([...lengths].sort((a, b) => b - a))
})

test('a view of the map holds what lies in it and nothing that lies beside it', async () => {
  const [any] = (await page('gates?limit=1')).rows
  const { at } = FeatureCard.parse((await getJson(`${url}/api/features/gates/${String(any.code)}`)).body)
  const around = (d: number) => [at[0] - d, at[1] - d, at[0] + d, at[1] + d].join(',')
  expect((await page(`gates?bbox=${around(0.0001)}`)).rows.map((row) => row.code)).toContain(any.code)
  expect((await page(`gates?bbox=${[at[0] + 0.001, at[1], at[0] + 0.0011, at[1] + 0.0001].join(',')}`)).rows.map((row) => row.code)).not.toContain(any.code)
})

test('part of a name finds rows, and wildcard signs in it are only signs', async () => {
  const [first] = (await page('divisions?limit=1&sort=-code')).rows
  expect((await page(`divisions?q=${encodeURIComponent(String(first.name).slice(0, 2))}&limit=1000`)).rows.map((row) => row.code)).toContain(first.code)
  expect((await page('divisions?q=%25')).total).toBe(0)
  expect((await page('divisions?q=_')).total).toBe(0)
})

test('a feature names what its facts refer to', async () => {
  const [unit] = (await page('drainage_units?limit=1')).rows
  const found = FeatureCard.parse((await getJson(`${url}/api/features/drainage_units/${String(unit.code)}`)).body)
  expect(found.names[String(found.facts.division)]).toBeTruthy()
  expect(found.geometry).toMatchObject({ type: 'MultiPolygon' })
})

const mark = (...place: unknown[]) => Buffer.from(JSON.stringify(place)).toString('base64url')

test.each([
  ['a text among numbers', `reaches?sort=length_m&after=${mark('x', 'A')}`],
  ['a number among texts', `reaches?sort=name&after=${mark(5, 'A')}`],
  ['no day among days', `gates?sort=built_on&after=${mark('infinity', 'A')}`],
  ['a day of the year 0', `gates?sort=built_on&after=${mark('0000-01-01', 'A')}`],
  ['a number among yes and no', `outfalls?sort=dry_flow&after=${mark(1, 'A')}`],
  ['no number at all', `gates?sort=openings&after=${Buffer.from('[1e999,"A"]').toString('base64url')}`],
  ['a code that is none', `gates?after=${mark('A', { toString: 1 })}`],
  ['more than a place', `gates?after=${mark('A', 'A', 'A')}`],
  ['not a list', `gates?after=${Buffer.from('null').toString('base64url')}`],
])('a forged page mark (%s) is refused', async (_, query) => {
  const { status, body } = await getJson<ProblemBody>(`${url}/api/features/${query}`)
  expect(status).toBe(400)
  expect(body).toMatchObject({ code: 'inputInvalid', details: { field: 'after' } })
})

test('a page mark beyond what the column can hold is only a place beyond', async () => {
  const { status, body } = await getJson<FeaturePage>(`${url}/api/features/rivers?sort=stream_order&limit=1000&after=${mark(1e300, 'A')}`)
  expect(status).toBe(200)
  expect(body.rows.every((row) => row.stream_order === null)).toBe(true)
})

test.each([
  ['reaches?bbox=,,,', 'bbox.0'],
  ['reaches?sort=geom', 'sort'],
  ['reaches?sort=length_m;drop', 'sort'],
  ['reaches?limit=0', 'limit'],
  ['reaches?limit=100000', 'limit'],
  ['reaches?bbox=1,2,3', 'bbox'],
  ['reaches?bbox=a,b,c,d', 'bbox.0'],
  ['reaches?after=zzz', 'after'],
])('%s is refused, naming %s', async (query, field) => {
  const { status, body } = await getJson<ProblemBody>(`${url}/api/features/${query}`)
  expect(status).toBe(400)
  expect(body).toMatchObject({ code: 'inputInvalid', details: { field } })
})

test('a layer or a feature that does not exist is said to be so', async () => {
  expect((await getJson<ProblemBody>(`${url}/api/features/people`)).body).toMatchObject({ code: 'layerUnknown' })
  expect((await getJson<ProblemBody>(`${url}/api/features/gates/none`)).body).toMatchObject({ code: 'featureUnknown' })
})
