// Changing the map: at a desk and in the hand, alone and with somebody else, and on bad days.
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoPerson } from '../../domain/accounts/schemas.ts'
import type { FeatureCard, FeaturePage } from '../../domain/features/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { ready, type Started } from './city.ts'
import { close, errorsOf, open, settled, wrongs } from './pages.ts'
import { ownSmallCity } from './small.ts'

let product: Started
let browser: Browser
let administrator: DemoPerson
let colleague: DemoPerson

beforeAll(async () => {
  ;[product, browser] = await ownSmallCity()
  const people = (await (await fetch(`${product.url}/api/session/demonstration`)).json()) as DemoPerson[]
  administrator = people.find(({ role }) => role === 'administrator')!
  colleague = people.find(({ role, level }) => ['office', 'department'].includes(role) && level === 'city')!
})
afterAll(() => product?.stop())

const signIn = (page: Page, { login }: DemoPerson) =>
  page.evaluate((body) => fetch('/api/session', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body }).then(({ status }) => status), JSON.stringify({ login, password: demoPassword }))

const openAs = async (who: DemoPerson, path: string, size: 'desk' | 'field' = 'desk', more: BrowserContextOptions = {}): Promise<Page> => {
  const page = await open(browser, product.url, size, more)
  expect(await signIn(page, who)).toBe(201)
  await page.goto(product.url + path)
  await ready(page)
  return page
}
const rows = async (layer: LayerId, query = ''): Promise<FeaturePage['rows']> => ((await (await fetch(`${product.url}/api/features/${layer}?limit=100${query}`)).json()) as FeaturePage).rows
const card = async (layer: LayerId, code: string) => (await (await fetch(`${product.url}/api/features/${layer}/${encodeURIComponent(code)}`)).json()) as FeatureCard
const edit = async (page: Page) => {
  await page.getByRole('button', { name: '修改', exact: true }).click()
  await page.getByRole('button', { name: '退出修改' }).waitFor()
}
const done = async (page: Page) => {
  const errors = errorsOf.get(page)
  await close(page)
  expect(errors).toEqual([])
}
/** Tiles a page asks for from now on. */
const tilesAsked = (page: Page) => {
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/tiles/') && asked.push(request.url()))
  return asked
}

test('a corner moved by keyboard: checked, saved, seen on another screen without its asking for more than it touches, undone', async () => {
  const reach = (await rows('reaches', '&sort=-length_m'))[20]
  const code = String(reach.code)
  const before = await card('reaches', code)
  const onlooker = await open(browser, `${product.url}/water/${code}`)
  await settled(onlooker)
  const asked = tilesAsked(onlooker)
  const page = await openAs(administrator, `/water/${code}`)
  await edit(page)
  expect(await wrongs(page)).toEqual([])
  const map = page.getByRole('application')
  await map.focus()
  for (const key of [']', ']', 'Shift+ArrowUp', 'Shift+ArrowUp', 'Shift+ArrowRight']) await page.keyboard.press(key)
  // Undo and redo over shape and values together.
  await page.getByLabel('名称').fill('改了名的河段')
  await page.getByLabel('名称').press('Tab')
  await page.getByRole('button', { name: '撤销' }).click()
  await expect.poll(() => page.getByLabel('名称').inputValue()).toBe(before.name)
  await page.getByRole('button', { name: '重做' }).click()
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存：').waitFor()
  const after = await card('reaches', code)
  expect(after.facts.name).toBe('改了名的河段')
  expect(after.version).toBeGreaterThan(before.version)
  const corners = ({ geometry }: FeatureCard) => (geometry as { coordinates: [number, number][] }).coordinates
  const moved = corners(after).filter((at, i) => String(at) !== String(corners(before)[i]))
  expect(moved).toHaveLength(1)
  expect(moved[0][1] - corners(before)[1][1]).toBeCloseTo(20 / 110_574, 6)
  // The other screen.
  await expect.poll(() => onlooker.getByRole('heading', { level: 1 }).textContent()).toBe('改了名的河段')
  const known = new Set(asked.map((url) => url.replace(/\?.*/, '')))
  expect(known.size).toBeGreaterThan(0)
  expect(known.size).toBeLessThan(10)
  await page.getByRole('status').getByRole('button', { name: '撤销' }).click()
  await expect.poll(() => onlooker.getByRole('heading', { level: 1 }).textContent()).toBe(before.name)
  expect(corners(await card('reaches', code))).toEqual(corners(before))
  await page.getByRole('button', { name: '退出修改' }).click()
  await page.getByText('修改记录').click()
  await page.getByText(administrator.name).first().waitFor()
  expect(await wrongs(page)).toEqual([])
  await done(page)
  await done(onlooker)
})

test('two people change one outfall: the second sees both sides, chooses, and nothing of either is lost', async () => {
  const [outfall] = await rows('outfalls')
  const code = String(outfall.code)
  const [one, two] = [await openAs(administrator, `/feature/outfalls/${code}`), await openAs(colleague, `/feature/outfalls/${code}`)]
  for (const page of [one, two]) await edit(page)
  const fill = async (page: Page, label: string, value: string) => {
    await page.getByLabel(label).fill(value)
    await page.getByLabel(label).press('Tab')
  }
  await fill(two, '名称', '乙的名字')
  await fill(two, '口径', '777')
  await fill(one, '名称', '甲的名字')
  await fill(one, '断面形状', '方涵')
  await one.getByRole('button', { name: '保存' }).click()
  await one.getByText('已保存：').waitFor()
  // Heard of before it is saved, which waits for the choice.
  const panel = two.getByRole('alertdialog')
  await panel.waitFor()
  expect(await panel.textContent()).toContain(`${administrator.name} 也改了「甲的名字」`)
  expect(await two.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
  expect(await wrongs(two)).toEqual([])
  expect(await panel.getByRole('button', { name: '就这样合并' }).isDisabled()).toBe(true)
  await panel.getByLabel(/我的/).check()
  await panel.getByRole('button', { name: '就这样合并' }).click()
  await two.getByRole('button', { name: '保存' }).click()
  await two.getByText('已保存：').waitFor()
  expect((await card('outfalls', code)).facts).toMatchObject({ name: '乙的名字', shape: '方涵', diameter_mm: 777 })
  await done(one)
  await done(two)
})

test('a session that ends while one draws: nothing drawn is lost, and signing in saves it', async () => {
  const [gate] = await rows('gates')
  const page = await openAs(administrator, `/feature/gates/${String(gate.code)}`)
  await edit(page)
  await page.getByLabel('名称').fill('没有丢的名字')
  await page.getByLabel('名称').press('Tab')
  await page.context().clearCookies()
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByRole('dialog', { name: '登录一张图' }).waitFor()
  await page.getByLabel('手机号或账号').fill(administrator.login)
  await page.getByLabel('密码', { exact: true }).fill(demoPassword)
  await page.keyboard.press('Enter')
  await page.getByText('已保存：').waitFor()
  expect((await card('gates', String(gate.code))).facts.name).toBe('没有丢的名字')
  await done(page)
})

test('a tab closed in the middle: the next visit offers the draft', async () => {
  const [, gate] = await rows('gates')
  const page = await openAs(administrator, `/feature/gates/${String(gate.code)}`)
  await edit(page)
  await page.getByLabel('名称').fill('关掉之前')
  await page.getByLabel('名称').press('Tab')
  await page.reload()
  await ready(page)
  await page.getByRole('button', { name: '继续' }).click()
  expect(await page.getByLabel('名称').inputValue()).toBe('关掉之前')
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存：').waitFor()
  expect((await card('gates', String(gate.code))).facts.name).toBe('关掉之前')
  await done(page)
})

test('a self-crossing shape is refused in words with a mend, and a script in a name is only text', async () => {
  const [pond] = await rows('small_waters')
  const page = await openAs(administrator, `/water/${String(pond.code)}`)
  await edit(page)
  const name = '<script>window.hurt = 1</script><img src=x onerror="window.hurt = 1">'
  await page.getByLabel('名称').fill(name)
  await page.getByLabel('名称').press('Tab')
  const map = page.getByRole('application')
  await map.focus()
  await page.keyboard.press(']')
  // One corner pulled across the pond and out at the other side.
  const key = await page.evaluate(() => {
    const { oneMap } = window as unknown as { oneMap: { getView(): { getCenter(): number[] } } }
    return oneMap.getView().getCenter()
  })
  const [west, south, east, north] = (await card('small_waters', String(pond.code))).extent
  const middle = [
    ((west + east) / 2 / 180) * 20037508.34, Math.log(Math.tan(((90 + (south + north) / 2) * Math.PI) / 360)) / Math.PI * 20037508.34,
  ]
  const way = [`Shift+Arrow${middle[0] > key[0] ? 'Right' : 'Left'}`, `Shift+Arrow${middle[1] > key[1] ? 'Up' : 'Down'}`]
  const refused = page.locator('.findings .refuse', { hasText: '与自己相交' })
  for (let i = 0; i < 60 && !(await refused.count()); i++) {
    for (const press of way) await page.keyboard.press(press)
    await page.waitForTimeout(150)
  }
  expect(await refused.count()).toBeGreaterThan(0)
  expect(await page.getByRole('button', { name: '保存' }).isDisabled()).toBe(true)
  await refused.getByRole('button', { name: '一键修复' }).first().click()
  await expect.poll(() => page.locator('.findings .refuse').count()).toBe(0)
  await page.getByRole('button', { name: '保存' }).click()
  await page.getByText('已保存：').waitFor()
  await page.getByRole('button', { name: '退出修改' }).click()
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe(name)
  expect(await page.evaluate(() => (window as unknown as { hurt?: number }).hurt)).toBeUndefined()
  await page.getByRole('status').getByRole('button', { name: '撤销' }).click()
  await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toBe(String(pond.name))
  await done(page)
})

test('what hangs on a reach is shown before it is deleted, and it comes back whole', async () => {
  const code = String((await rows('reaches'))[5].code)
  const page = await openAs(administrator, `/water/${code}`)
  await edit(page)
  await page.getByRole('button', { name: '删除' }).click()
  await page.getByText(/上下游联系 \d+ 条/).waitFor()
  expect(await wrongs(page)).toEqual([])
  await page.getByRole('button', { name: '删除' }).last().click()
  await page.getByText('已保存：').waitFor()
  expect((await fetch(`${product.url}/api/features/reaches/${code}`)).status).toBe(404)
  await page.getByRole('status').getByRole('button', { name: '撤销' }).click()
  await expect.poll(async () => (await fetch(`${product.url}/api/features/reaches/${code}`)).status).toBe(200)
  await done(page)
})

test('with a thumb: a pin is moved under the cross', async () => {
  const outfall = (await rows('outfalls'))[3]
  const code = String(outfall.code)
  const before = await card('outfalls', code)
  const page = await openAs(administrator, `/feature/outfalls/${code}`, 'field')
  await page.getByRole('button', { name: '修改', exact: true }).tap()
  await page.getByRole('button', { name: '移动位置' }).tap()
  await page.getByRole('button', { name: '放在这里' }).waitFor()
  await settled(page)
  await page.evaluate(() => {
    const { oneMap } = window as unknown as { oneMap: { getView(): { getCenter(): number[]; setCenter(at: number[]): void } } }
    const [x, y] = oneMap.getView().getCenter() as [number, number]
    oneMap.getView().setCenter([x + 20, y])
  })
  await page.getByRole('button', { name: '放在这里' }).tap()
  expect(await wrongs(page)).toEqual([])
  await page.getByRole('button', { name: '保存' }).tap()
  await page.getByText('已保存：').waitFor()
  const after = await card('outfalls', code)
  const [from, to] = [before, after].map(({ geometry }) => (geometry as { coordinates: [number, number] }).coordinates)
  expect((to[0] - from[0]) * 111_320 * Math.cos((from[1] * Math.PI) / 180)).toBeCloseTo(18.4, 0)
  await done(page)
})

test('a small water nobody knew of is walked around', async () => {
  const [pond] = await rows('small_waters')
  const { at } = await card('small_waters', String(pond.code))
  const start = { longitude: at[0] + 0.002, latitude: at[1] + 0.002, accuracy: 5 }
  const page = await openAs(administrator, `/?at=${start.longitude},${start.latitude},17`, 'field', { geolocation: start, permissions: ['geolocation'] })
  await page.getByRole('button', { name: '新增' }).tap()
  await page.getByRole('button', { name: '绕行测绘小微水体' }).tap()
  await page.getByRole('button', { name: '开始绕行' }).tap()
  for (const [east, north] of [[0, 0], [0.0003, 0], [0.0003, 0.0003], [0, 0.0003]] as const) {
    await page.context().setGeolocation({ ...start, longitude: start.longitude + east, latitude: start.latitude + north })
    await page.waitForTimeout(400)
  }
  await page.getByRole('button', { name: '走完了，闭合' }).tap()
  await page.getByLabel('名称').fill('走出来的塘')
  await page.getByLabel('名称').press('Tab')
  await page.getByRole('button', { name: '保存' }).tap()
  await page.getByText('已保存：').waitFor()
  const [made] = await rows('small_waters', `&q=${encodeURIComponent('走出来的塘')}`)
  expect(made.area_m2 as number).toBeGreaterThan(900)
  expect(made.area_m2 as number).toBeLessThan(1100)
  expect(String(made.division)).toMatch(/^4490/)
  await done(page)
})

test('any day: what was not there yet is not on the map, and the day says so', async () => {
  const page = await openAs(administrator, '/?layers=rivers,reaches,outfalls')
  await page.getByTitle('看任意一天').click()
  await page.getByLabel('哪一天').fill('2018-06-01')
  await expect.poll(() => page.url()).toContain('day=2018-06-01')
  expect(await wrongs(page)).toEqual([])
  await page.getByLabel('那天名录里怎么记的').check()
  await expect.poll(() => page.url()).toContain('believed=1')
  await page.getByRole('button', { name: '回到现在' }).click()
  await expect.poll(() => page.url()).not.toContain('day=')
  await done(page)
})
