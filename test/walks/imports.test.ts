// A file is brought in at a desk: seen on the map before it is written, mended, written, and undone.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoPerson } from '../../domain/accounts/schemas.ts'
import type { FeatureCard, FeaturePage } from '../../domain/features/schemas.ts'
import type { QualityMonth, QualitySeries } from '../../domain/quality/schemas.ts'
import type { SearchAnswer } from '../../domain/search/schemas.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import type { Started } from './city.ts'
import { close, errorsOf, open, wrongs } from './pages.ts'
import { ownSmallCity } from './small.ts'

let product: Started
let browser: Browser
let pond: FeatureCard
const folder = mkdtempSync(join(tmpdir(), 'one-map-walk-import-'))
const pictures = process.env.SHOTS

const ask = async <Body>(path: string): Promise<Body> => (await fetch(`${product.url}${path}`)).json() as Promise<Body>
const shot = async (page: Page, name: string) => {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) })
}

beforeAll(async () => {
  if (pictures) mkdirSync(pictures, { recursive: true })
  ;[product, browser] = await ownSmallCity()
  // A large one, and others where the file will be, that it does not have.
  const { rows } = await ask<FeaturePage>('/api/features/small_waters?sort=-area_m2&limit=50')
  for (const { code } of rows) {
    pond = await ask<FeatureCard>(`/api/features/small_waters/${String(code)}`)
    const [[x, y], size] = [pond.at, sizeOf()]
    const { total } = await ask<FeaturePage>(`/api/features/small_waters?limit=1&bbox=${[x - 0.6 * size, y - 0.6 * size, x + 4.6 * size, y + 0.6 * size].join(',')}`)
    if (total > 1) break
  }
})
afterAll(async () => {
  await product?.stop()
  rmSync(folder, { recursive: true, force: true })
})

/** How many pixels of a colour the map shows. */
const pixels = (page: Page, [red, green, blue]: Colour) =>
  page.evaluate(([r, g, b]) => [...document.querySelectorAll<HTMLCanvasElement>('.one-map canvas')].reduce((sum, canvas) => {
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
    let n = 0
    for (let i = 0; i < data.length; i += 4)
      if (Math.abs(data[i] - r) < 6 && Math.abs(data[i + 1] - g) < 6 && Math.abs(data[i + 2] - b) < 6 && data[i + 3] > 200) n++
    return sum + n
  }, 0), [red, green, blue] as const)
type Colour = [red: number, green: number, blue: number]
const newGreen: Colour = [0x17, 0x72, 0x45]
const changedBrown: Colour = [0x8a, 0x5a, 0x00]
const vanishedRed: Colour = [0x8f, 0x4a, 0x4a]

const sizeOf = () => Math.max(pond.extent[2] - pond.extent[0], pond.extent[3] - pond.extent[1])
const newAt = (): [number, number] => [pond.at[0] + sizeOf() * 2, pond.at[1]]

/** The pond grown and renamed, a new one beside it, and one whose border crosses itself. */
function fileOfPonds(): string {
  const [x, y] = pond.at
  const size = sizeOf()
  const ring = (cx: number, places: [number, number][]) => ({ type: 'Polygon', coordinates: [[...places, places[0]].map(([dx, dy]) => [x + cx + dx * size, y + dy * size])] })
  const square: [number, number][] = [[-0.6, -0.6], [0.6, -0.6], [0.6, 0.6], [-0.6, 0.6]]
  const feature = (code: string, name: string, geometry: object) => ({ type: 'Feature', properties: { 编码: code, 名称: name, 备忘: '测绘队' }, geometry })
  const path = join(folder, '水塘.geojson')
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features: [
    feature(pond.code, '扩大后的大塘', ring(0, square)), feature('NEW-1', '新挖的塘', ring(size * 2, square)), feature('NEW-2', '画错的塘', ring(size * 4, [square[0], square[2], square[1], square[3]])),
  ] }))
  return path
}

test('a file is seen before it is written, mended, written, and undone as one step', async () => {
  const people = await ask<DemoPerson[]>('/api/session/demonstration')
  const page = await open(browser, product.url)
  await page.request.post(`${product.url}/api/session`, { data: { login: people.find(({ role }) => role === 'administrator')!.login, password: demoPassword }, headers: { 'sec-fetch-site': 'same-origin' } })
  await page.reload()
  await page.locator('button.account').click()
  await page.getByRole('link', { name: '导入地图文件…' }).click()
  const sheet = page.locator('.import-sheet')
  await sheet.getByText('没有正在处理的导入').waitFor()
  expect(new URL(page.url()).pathname).toBe('/import')
  expect(await wrongs(page)).toEqual([])
  await shot(page, 'import-drop')

  // Nobody says for which layer: what it looks like is said, and asked.
  await sheet.locator('input[type=file]').setInputFiles(fileOfPonds())
  await sheet.getByText('看来是“小微水体”，对吗？').waitFor()
  await sheet.getByText('名录的小微水体里有其中 1 个编码').waitFor()
  expect(await wrongs(page)).toEqual([])
  await shot(page, 'import-layer')
  await sheet.getByRole('button', { name: '按“小微水体”读，看结果' }).click()
  await sheet.getByText('有一行有误，整份都不写入').waitFor()
  await sheet.getByText(/第 3 行.*面不合法/).waitFor()
  expect(await sheet.getByText(/--mend/).count()).toBe(0)
  expect(await sheet.getByRole('button', { name: '先改好有误的行' }).isDisabled()).toBe(true)
  await sheet.getByText('有误，还不能导入').waitFor()
  const errors = await page.request.get(`${product.url}${(await sheet.getByRole('link', { name: /下载全部 1 行/ }).getAttribute('href'))!}`)
  expect(await errors.text()).toContain('"3","NEW-2"')
  await sheet.getByRole('button', { name: '在地图上看全' }).click()
  await expect.poll(() => pixels(page, newGreen)).toBeGreaterThan(100)
  expect(await wrongs(page)).toEqual([])
  await shot(page, 'import-errors')

  await sheet.getByRole('heading', { name: '改读法' }).click()
  await sheet.getByLabel('修正图形').check()
  await sheet.getByLabel('文件里没有的对象').selectOption('count')
  await shot(page, 'import-options')
  await sheet.getByRole('button', { name: '按新的读法重新检查' }).click()
  await expect.poll(() => sheet.getByRole('button', { name: '全部导入' }).isEnabled()).toBe(true)
  await sheet.getByText('扩大后的大塘').first().waitFor()
  await sheet.getByRole('heading', { name: '列的对应' }).click()
  expect(await sheet.getByLabel('文件里的“备忘”放到').inputValue()).toBe('')
  await sheet.getByRole('heading', { name: '列的对应' }).click()
  await sheet.getByRole('button', { name: '在地图上看全' }).click()
  await expect.poll(() => pixels(page, changedBrown)).toBeGreaterThan(100)
  await expect.poll(() => pixels(page, vanishedRed)).toBeGreaterThan(100)
  await shot(page, 'import-ready')

  // Each kind has a switch, and its sign goes with it.
  const before = await pixels(page, newGreen)
  await sheet.getByRole('checkbox', { name: '新增' }).uncheck()
  await expect.poll(() => pixels(page, newGreen)).toBe(0)
  await sheet.getByRole('checkbox', { name: '新增' }).check()
  await expect.poll(() => pixels(page, newGreen)).toBe(before)

  // One may leave and come back: the address is the import.
  const address = page.url()
  await sheet.getByRole('button', { name: '关闭' }).click()
  await expect.poll(() => sheet.count()).toBe(0)
  await expect.poll(() => pixels(page, newGreen)).toBe(0)
  await page.goto(address)
  await sheet.getByRole('button', { name: '全部导入' }).click()
  const toast = page.locator('.toast')
  await toast.getByText('已导入：新增 2，改动 1').waitFor()
  expect(await toast.getByRole('button', { name: '撤销' }).isVisible()).toBe(true)
  const called = async () => (await ask<FeatureCard>(`/api/features/small_waters/${pond.code}`)).name
  expect(await called()).toBe('扩大后的大塘')
  expect((await ask<SearchAnswer>(`/api/search?q=${encodeURIComponent('新挖的塘')}`)).found.length).toBe(1)
  await expect.poll(() => page.locator('.legend label', { hasText: '小微水体' }).textContent()).toContain(String((await ask<FeaturePage>('/api/features/small_waters?limit=1')).total.toLocaleString('zh-CN')))
  expect(await wrongs(page)).toEqual([])
  await shot(page, 'import-done')

  // It is on the map as everything else is: tapped, it opens its card.
  const [lon, lat] = newAt()
  const [left, top] = await page.evaluate(([x, y]) =>
    (window as unknown as { oneMap: { getPixelFromCoordinate(at: number[]): number[] } }).oneMap.getPixelFromCoordinate([
      (x / 180) * 20037508.342789244, (Math.asinh(Math.tan((y * Math.PI) / 180)) / Math.PI) * 20037508.342789244,
    ]), [lon, lat] as const)
  await page.mouse.click(left, top)
  await page.locator('.selected-card h1', { hasText: '新挖的塘' }).waitFor()
  await page.goBack()
  await sheet.getByText('第 2 号改动').waitFor()

  await sheet.getByRole('button', { name: '撤销这次导入' }).click()
  await sheet.getByText('已整份撤销').waitFor()
  await expect.poll(called).toBe(pond.name)
  await expect.poll(async () => (await ask<SearchAnswer>(`/api/search?q=${encodeURIComponent('新挖的塘')}`)).found.length).toBe(0)
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})

test('who may not is told so, and a file that is no map in plain words', async () => {
  const page = await open(browser, `${product.url}/import`)
  await page.getByText('导入需要河长办或系统管理员的账号').waitFor()
  expect(await wrongs(page)).toEqual([])
  const people = await ask<DemoPerson[]>('/api/session/demonstration')
  await page.request.post(`${product.url}/api/session`, { data: { login: people.find(({ role }) => role === 'office')!.login, password: demoPassword }, headers: { 'sec-fetch-site': 'same-origin' } })
  await page.reload()
  const path = join(folder, '照片.geojson')
  writeFileSync(path, Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]))
  await page.locator('.import-sheet input[type=file]').setInputFiles(path)
  await page.locator('.import-sheet').getByRole('alert').waitFor()
  expect(await page.locator('.import-sheet').getByRole('alert').textContent()).toMatch(/照片\.geojson|JSON/)
  expect(await wrongs(page)).toEqual([])
  await shot(page, 'import-failed')
  await page.getByRole('button', { name: '换一份文件' }).click()
  await page.getByText('没有正在处理的导入').waitFor()
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})

test('a sheet of water samples is seen with its classes, written without its wrong rows, and undone', async () => {
  const people = await ask<DemoPerson[]>('/api/session/demonstration')
  const { rows: [one, other] } = await ask<QualityMonth>('/api/quality?month=2026-10')
  const path = join(folder, '十一月.csv')
  writeFileSync(path, `断面编码,采样日期,pH,氨氮（mg/L）,石油类(mg/L)\n${one.section},2026-11-24,7.1,2.6,0.01L\n${other.section},2026-11-24,7,7.2hd,ND\n`)
  const page = await open(browser, `${product.url}/samples`)
  await page.getByText('导入监测表需要河长办、职能部门或系统管理员的账号').waitFor()
  await page.request.post(`${product.url}/api/session`, { data: { login: people.find(({ role }) => role === 'administrator')!.login, password: demoPassword }, headers: { 'sec-fetch-site': 'same-origin' } })
  await page.reload()
  const sheet = page.locator('.samples-sheet')
  await sheet.locator('input[type=file]').setInputFiles(path)
  await sheet.getByText(/第 3 行.*7\.2hd/).waitFor()
  expect(await sheet.getByRole('row', { name: new RegExp(`${one.name}.*劣Ⅴ.*新增`) }).count()).toBe(1)
  expect(await sheet.getByRole('button', { name: '写入 1 个样品' }).isDisabled()).toBe(true)
  expect(await wrongs(page)).toEqual([])
  await shot(page, 'samples-errors')
  await sheet.getByLabel('略过有误的行').check()
  await sheet.getByRole('button', { name: '写入 1 个样品' }).click()
  await sheet.getByText('已写入：新增 1 个').waitFor()
  const latest = async () => (await ask<QualitySeries>(`/api/quality/${one.section}?from=2026-11-24&to=2026-11-24`)).sections[0]?.samples.map(({ grade }) => grade)
  expect(await latest()).toEqual([6])
  await sheet.getByRole('button', { name: '撤销这次导入' }).click()
  await sheet.getByText('已撤销').waitFor()
  expect(await latest()).toEqual([])
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})
