// An office administers its people at a desk and in the hand: enters somebody, hands over a reach, takes it back.
import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoPerson, SessionState } from '../../domain/accounts/schemas.ts'
import type { FeaturePage } from '../../domain/features/schemas.ts'
import type { WaterCard } from '../../domain/waters/schemas.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { Browser as Person } from '../browser.ts'
import { ready, type Started } from './city.ts'
import { close, errorsOf, open, wrongs } from './pages.ts'
import { ownSmallCity } from './small.ts'

let product: Started
let browser: Browser
let office: DemoPerson
let reach: WaterCard

/** SHOTS=folder keeps a picture of each step. */
const picture = async (page: Page, name: string) => {
  if (!process.env.SHOTS) return
  mkdirSync(process.env.SHOTS, { recursive: true })
  await page.screenshot({ path: join(process.env.SHOTS, `people-${name}.png`) })
}
const signIn = async (page: Page, login: string, password: string) => {
  expect((await page.request.post(`${product.url}/api/session`, { data: { login, password } })).status()).toBe(201)
  await page.reload()
  await ready(page)
}
const asking = async <Body>(path: string) => (await (await fetch(product.url + path)).json()) as Body

beforeAll(async () => {
  ;[product, browser] = await ownSmallCity()
  office = (await asking<DemoPerson[]>('/api/session/demonstration')).find(({ role, level }) => role === 'office' && level === 'district')!
  const { actor } = (await new Person(product.url).signIn<SessionState>(office.login, demoPassword)).body
  const { rows } = await asking<FeaturePage>('/api/features/reaches?limit=1000')
  for (const { code } of rows.filter(({ division }) => String(division).startsWith(actor!.posts[0].division))) {
    reach = await asking<WaterCard>(`/api/waters/${String(code)}`)
    const village = reach.chiefs.now.filter(({ level }) => level === 'village')
    if (village.length === 1 && village[0].water === reach.code) break
  }
})
afterAll(() => product?.stop())

const person = { name: '欧阳测试', phone: '13812340001' }

test('an office enters a person, who signs in with the password shown once, and hands a reach over to them', async () => {
  const page = await open(browser, product.url)
  await signIn(page, office.login, demoPassword)
  await page.getByRole('button', { name: office.name }).click()
  await page.getByRole('link', { name: '人员与职务' }).click()
  await page.getByRole('heading', { name: '人员与职务' }).waitFor()
  await page.getByText(/^[\d,]+ 人$/).waitFor()
  expect(await wrongs(page)).toEqual([])
  await picture(page, 'list-desk')

  await page.getByRole('link', { name: '新增人员' }).click()
  await page.getByLabel('姓名', { exact: true }).fill(person.name)
  await page.getByLabel('电话', { exact: true }).fill(person.phone)
  await page.getByLabel('职务', { exact: true }).fill('村支书')
  await page.locator('.person-form').getByLabel('岗位').selectOption('河长')
  expect(await wrongs(page)).toEqual([])
  await picture(page, 'new-desk')
  await page.getByRole('button', { name: '保存' }).click()
  const password = (await page.locator('.once code').textContent())!
  expect(password).toMatch(/^\w{18}$/)
  await page.getByText('只显示这一次').waitFor()
  await page.getByRole('heading', { name: person.name }).waitFor()
  expect(await wrongs(page)).toEqual([])
  await picture(page, 'person-desk')
  expect((await (await browser.newContext()).request.post(`${product.url}/api/session`, { data: { login: person.phone, password } })).status()).toBe(201)
  await page.getByRole('button', { name: '已交给本人' }).click()

  // Every view is a link.
  await page.reload()
  await ready(page)
  await page.getByRole('heading', { name: person.name }).waitFor()
  await page.getByLabel('姓名、职务、电话或登录名').fill('1381234')
  await page.getByText('1 人', { exact: true }).waitFor()
  await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('1381234')
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: '人员与职务' }).waitFor({ state: 'detached' })
  expect(new URL(page.url()).searchParams.get('q')).toBeNull()

  const before = reach.chiefs.now.find(({ level }) => level === 'village')!
  await page.goto(`${product.url}/water/${reach.code}`)
  await ready(page)
  await page.getByRole('button', { name: `交接${before.name}的任职` }).first().click()
  const form = page.getByRole('form', { name: '交接' })
  await form.getByRole('combobox', { name: '接任人' }).fill('欧阳')
  await page.getByRole('option', { name: /欧阳测试/ }).click()
  await form.getByLabel('文号').fill('榕河长办〔2026〕9号')
  expect(await wrongs(page)).toEqual([])
  await picture(page, 'hand-over-desk')
  await form.getByRole('button', { name: '交接', exact: true }).click()
  await page.getByText(`已由${before.name}交接给${person.name}`).waitFor()
  const card = page.locator('.selected-card')
  await card.getByText(person.name).first().waitFor()
  expect(await wrongs(page)).toEqual([])
  await picture(page, 'handed-over-desk')
  const held = async () => (await asking<WaterCard>(`/api/waters/${reach.code}`)).chiefs.now.filter(({ level }) => level === 'village').map(({ name }) => name)
  expect(await held()).toContain(person.name)

  await page.getByRole('button', { name: '撤销' }).click()
  await page.getByText('已撤销').waitFor()
  await card.getByText(person.name).waitFor({ state: 'detached' })
  expect(await held()).toEqual([before.name])

  expect((await page.request.patch(`${product.url}/api/tenures/${before.code}`, { data: { id: randomUUID(), to: new Date(Date.now() - 2 * 86_400_000).toISOString().slice(0, 10) } })).status()).toBe(200)
  await page.reload()
  await ready(page)
  await card.getByText('空缺').waitFor()
  await card.getByRole('button', { name: '设河长', exact: true }).click()
  const vacancy = page.getByRole('form', { name: '设河长' })
  await vacancy.getByRole('combobox', { name: '河长人选' }).fill('欧阳')
  await page.getByRole('option', { name: /欧阳测试/ }).waitFor()
  await page.keyboard.press('Enter')
  expect(await wrongs(page)).toEqual([])
  await picture(page, 'vacant-desk')
  await vacancy.getByRole('button', { name: '设河长' }).click()
  await card.getByText('空缺').waitFor({ state: 'detached' })
  expect(await held()).toEqual([person.name])
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})

test('in the hand: found, corrected, left, with what becomes vacant said before', async () => {
  const page = await open(browser, product.url, 'field')
  await signIn(page, office.login, demoPassword)
  await page.goto(`${product.url}/people`)
  await ready(page)
  const chief = reach.chiefs.now.find(({ level }) => level === 'village')!
  await page.getByText(/^[\d,]+ 人$/).waitFor()
  await picture(page, 'list-field')
  await page.getByLabel('姓名、职务、电话或登录名').fill(chief.name)
  const line = page.locator('.people-list a', { hasText: chief.phone! })
  await line.waitFor()
  expect(await wrongs(page)).toEqual([])
  await line.tap()
  await page.getByRole('heading', { name: chief.name }).waitFor()
  expect(await wrongs(page)).toEqual([])
  await picture(page, 'person-field')
  await page.getByText('离任', { exact: true }).tap()
  await page.getByText(/项会空缺/).waitFor()
  await page.getByText(/项会空缺/).scrollIntoViewIfNeeded()
  expect(await wrongs(page)).toEqual([])
  await picture(page, 'leave-field')
  const small = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.people button, .people a, .people input, .people select, .people summary')]
    .filter((each) => each.checkVisibility() && !each.closest('label.check')).map((each) => [each.textContent?.slice(0, 20), Math.round(each.getBoundingClientRect().height)]).filter(([, height]) => Number(height) < 44))
  expect(small).toEqual([])
  await page.getByRole('button', { name: `${chief.name}离任` }).tap()
  await page.getByText(`${chief.name}已离任`).waitFor()
  await page.locator('.person-card').getByText('账号已停用').first().waitFor()
  await page.getByRole('button', { name: '撤销' }).tap()
  await page.getByText('已撤销').waitFor()
  await page.locator('.person-card').getByText('账号已停用').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: '回到名单' }).tap()
  await line.waitFor()
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})

test('who may not is told so, and finds no entry', async () => {
  const page = await open(browser, `${product.url}/people`)
  await page.getByText('登录后才能管理人员。').waitFor()
  const planner = (await asking<DemoPerson[]>('/api/session/demonstration')).find(({ role }) => role === 'planner')!
  await signIn(page, planner.login, demoPassword)
  await page.getByText('您的岗位不能管理人员').waitFor()
  await page.getByRole('button', { name: planner.name }).click()
  await page.getByRole('dialog', { name: '我的账号' }).waitFor()
  expect(await page.getByRole('link', { name: '人员与职务' }).count()).toBe(0)
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})
