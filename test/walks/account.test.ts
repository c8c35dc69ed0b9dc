// Into the product and out of it, at a desk and in the hand.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoPerson } from '../../domain/api.ts'
import { demoPassword } from '../../domain/demonstration.ts'
import { openBrowser, ready, startProduct, type Started } from './city.ts'
import { close, errorsOf, open, wrongs } from './pages.ts'

let product: Started
let browser: Browser
let people: DemoPerson[]

beforeAll(async () => {
  ;[product, browser] = await Promise.all([startProduct({ args: ['--scale', '0.02'] }), openBrowser()])
  people = (await (await fetch(`${product.url}/api/session/demonstration`)).json()) as DemoPerson[]
})
afterAll(async () => {
  await browser?.close()
  await product?.stop()
})

test('a supervisor types name and password, stays signed in on the next visit, and signs out', async () => {
  const supervisor = people.find(({ role }) => role === 'supervisor')!
  const page = await open(browser, product.url)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('dialog', { name: '登录一张图' }).waitFor()
  expect(await wrongs(page)).toEqual([])
  await page.getByLabel('手机号或账号').fill(supervisor.login)
  await page.getByLabel('密码', { exact: true }).fill('不是这个')
  await page.keyboard.press('Enter')
  expect(await page.getByRole('alert').textContent()).toBe('账号或密码不对')
  await page.getByLabel('密码', { exact: true }).fill(demoPassword)
  await page.keyboard.press('Enter')
  const mine = page.getByRole('button', { name: new RegExp(`${supervisor.name}\\s*市级督导`) })
  await mine.waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
  await page.reload()
  await ready(page)
  await mine.click()
  await page.getByText('本机').waitFor()
  expect(await wrongs(page)).toEqual([])
  await page.getByRole('button', { name: '退出登录' }).click()
  await page.getByRole('button', { name: '登录' }).waitFor()
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})

test('an assistant signs in on a phone with one tap, acts for the chief, and it shows; Escape closes', async () => {
  const page = await open(browser, product.url, 'field')
  await page.getByRole('button', { name: '登录' }).tap()
  await page.getByRole('button', { name: /河长助理/ }).first().tap()
  const assistant = people.find(({ assistant }) => assistant)!
  const mine = page.getByRole('button', { name: assistant.name })
  await mine.tap()
  const dialog = page.getByRole('dialog', { name: '我的账号' })
  await dialog.getByRole('radio').nth(1).check()
  await dialog.getByText(/^代 .+ 履职$/).waitFor()
  expect(await wrongs(page)).toEqual([])
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  const said = (await (await page.request.get(`${product.url}/api/session`)).json()) as { actor: { name: string; behalf: { name: string } | null; posts: { role: string }[] } }
  expect(said.actor).toMatchObject({ name: assistant.name, behalf: { name: expect.any(String) as string }, posts: [{ role: 'chief' }] })
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})
