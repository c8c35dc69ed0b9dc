// What the screen says while something is on its way, fails or is lost: never a number that is not known, never green beside trouble.
import type { Browser, Page, Route } from 'playwright-core'
import { afterEach, beforeAll, expect, test } from 'vitest'
import type { DemoPerson } from '../../domain/accounts/schemas.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { close, errorsOf, open } from './pages.ts'
import { sharedSmallCity } from './small.ts'

let url: string
let browser: Browser
let page: Page

beforeAll(async () => {
  const [product, opened] = await sharedSmallCity()
  ;[url, browser] = [product.url, opened]
})
afterEach(async () => {
  const errors = errorsOf.get(page)
  await close(page)
  expect(errors).toEqual([])
})

const line = () => page.locator('.live-line').getAttribute('data-line')
const seconds = (n: number) => ({ timeout: n * 1000 })
const work = () => page.getByRole('region', { name: '工作' })

test('while the month is on its way no number stands for it; then they do, and where it fails that is said with a way on', async () => {
  page = await open(browser, url)
  await expect.poll(() => work().textContent()).toMatch(/策略逾期\s*\d/)
  const held: Route[] = []
  await page.route('**/api/state*', (route) => void held.push(route))
  await page.getByRole('button', { name: '上个月' }).click()
  await expect.poll(() => held.length).toBe(1)
  for (const mark of ['策略逾期', '河长空缺', '水质差于目标']) expect(await work().locator('label', { hasText: mark }).textContent()).toMatch(/…$/)
  await held[0].fulfill({ status: 503, body: 'busy' })
  await work().getByText('当月状况没有取到').waitFor()
  for (const mark of ['策略逾期', '水质差于目标']) expect(await work().locator('label', { hasText: mark }).textContent()).toMatch(/—$/)
  await page.unroute('**/api/state*')
  await work().getByRole('button', { name: '再试一次' }).click()
  await expect.poll(() => work().textContent()).toMatch(/策略逾期\s*\d/)
  expect(await work().getByText('没有取到').count()).toBe(0)
})

test('before it is known who asks, nobody is told to sign in', async () => {
  page = await open(browser, url)
  const held: Route[] = []
  await page.route('**/api/session', (route) => void held.push(route))
  await page.goto(`${url}/people`)
  await expect.poll(() => held.length).toBe(1)
  const people = page.getByRole('region', { name: '人员与职务' })
  await people.waitFor()
  expect(await people.getByRole('button', { name: '登录' }).count()).toBe(0)
  await held[0].continue()
  await people.getByRole('button', { name: '登录' }).waitFor()
})

test.each([[500, 'no'], [503, 'busy'], [0, 'aborted']])('tiles that fail (%i) are said with a way on, never beside a green light', async (status) => {
  page = await open(browser, url)
  await expect.poll(line, seconds(10)).toBe('live')
  await page.route('**/tiles/**', (route) => (status ? route.fulfill({ status, body: 'no' }) : route.abort('timedout')))
  await page.reload()
  await page.locator('.banner').getByText('块地图没有取到').waitFor()
  expect(await line()).toBe('pieces')
  expect(await page.locator('.live-line').textContent()).not.toContain('实时')
  await page.unroute('**/tiles/**')
  await page.locator('.banner').getByRole('button', { name: '再试一次' }).click()
  await expect.poll(line, seconds(10)).toBe('live')
  expect(await page.locator('.banner .paper').count()).toBe(0)
})

test('a lost line is said within three seconds, and gone again once it is back', async () => {
  page = await open(browser, url)
  await expect.poll(line, seconds(10)).toBe('live')
  await page.context().setOffline(true)
  await expect.poll(line, seconds(3)).toBe('offline')
  expect(await page.locator('.banner').first().textContent()).toContain('网络断了')
  await page.context().setOffline(false)
  await expect.poll(line, seconds(10)).toBe('live')
})

test('a session that ended elsewhere is said on the page where one is, with the way in', async () => {
  page = await open(browser, url)
  const people = (await (await fetch(`${url}/api/session/demonstration`)).json()) as DemoPerson[]
  const { login, name } = people.find(({ role, level }) => role === 'office' && level === 'city')!
  const enter = () => page.request.post(`${url}/api/session`, { data: { login, password: demoPassword } })
  expect((await enter()).status()).toBe(201)
  await page.goto(`${url}/people`)
  const sheet = page.getByRole('region', { name: '人员与职务' })
  await sheet.getByText(/^[\d,]+ 人$/).waitFor()
  await sheet.getByRole('searchbox').fill('王')
  expect((await page.request.delete(`${url}/api/session`)).status()).toBe(200)
  await sheet.getByRole('button', { name: '登录' }).waitFor(seconds(10))
  expect(await page.getByRole('button', { name }).count()).toBe(0)
  expect(await line()).toBe('ended')
  await enter()
  await page.reload()
  await sheet.getByText(/^[\d,]+ 人$/).waitFor()
})
