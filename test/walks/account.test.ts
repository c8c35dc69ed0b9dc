// Into the product and out of it, at a desk and in the hand.
import { Secret, TOTP } from 'otpauth'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DemoPerson } from '../../domain/accounts/schemas.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { ready, type Started } from './city.ts'
import { close, errorsOf, open, wrongs } from './pages.ts'
import { ownSmallCity } from './small.ts'

let product: Started
let browser: Browser
let people: DemoPerson[]

beforeAll(async () => {
  ;[product, browser] = await ownSmallCity()
  people = (await (await fetch(`${product.url}/api/session/demonstration`)).json()) as DemoPerson[]
})
afterAll(() => product?.stop())

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

/** A key this browser holds, as a phone or a stick would, that always recognises its owner. */
const holdKey = async (page: Page) => {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('WebAuthn.enable')
  await devtools.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } })
}

test('an administrator sets up a passkey, signs in by it alone, and takes it away again', async () => {
  const administrator = people.find(({ role }) => role === 'administrator')!
  // Browsers allow passkeys over http on this one name.
  const page = await open(browser, product.url.replace('127.0.0.1', 'localhost'))
  await holdKey(page)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByLabel('手机号或账号').fill(administrator.login)
  await page.getByLabel('密码', { exact: true }).fill(demoPassword)
  await page.keyboard.press('Enter')
  // Whoever can sign in here is listed by name too.
  const mine = page.locator('button.account', { hasText: administrator.name })
  await mine.click()
  const dialog = page.getByRole('dialog', { name: '我的账号' })
  await dialog.getByRole('button', { name: '添加通行密钥' }).click()
  await dialog.getByLabel('给它起个名字').fill('办公室的电脑')
  await dialog.getByRole('button', { name: '在这台设备上设置' }).click()
  await dialog.getByRole('heading', { name: '恢复码' }).waitFor()
  expect(await dialog.locator('ol code').count()).toBe(10)
  expect(await wrongs(page)).toEqual([])
  await dialog.getByRole('button', { name: '已存好' }).click()
  await dialog.getByText('通行密钥 办公室的电脑').waitFor()
  await dialog.getByRole('button', { name: '退出登录' }).click()

  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('button', { name: '用通行密钥登录' }).click()
  await mine.waitFor()

  // Somebody else's hand takes it away again, for those who sign in after.
  await mine.click()
  await dialog.getByRole('button', { name: '移除 办公室的电脑' }).click()
  await dialog.getByText('除密码外').waitFor()
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})

test('a chief sets up an authenticator on a phone and from then on types its code after the password', async () => {
  const chief = people.find(({ role }) => role === 'chief')!
  const page = await open(browser, product.url, 'field')
  const enter = async () => {
    await page.getByRole('button', { name: '登录' }).tap()
    await page.getByLabel('手机号或账号').fill(chief.login)
    await page.getByLabel('密码', { exact: true }).fill(demoPassword)
    await page.keyboard.press('Enter')
  }
  const mine = page.getByRole('button', { name: chief.name })
  const dialog = page.getByRole('dialog', { name: '我的账号' })
  await enter()
  await mine.tap()
  await dialog.getByRole('button', { name: '添加验证器' }).tap()
  await dialog.getByRole('img', { name: /二维码/ }).waitFor()
  expect(await wrongs(page)).toEqual([])
  const secret = Secret.fromBase32((await dialog.locator('.secret').textContent())!.replaceAll(' ', ''))
  const code = (later: number) => TOTP.generate({ secret, timestamp: Date.now() + later * 30_000 })
  await dialog.getByLabel('应用上显示的 6 位验证码').fill(code(-1))
  await dialog.getByRole('button', { name: '确认' }).tap()
  await dialog.getByRole('button', { name: '已存好' }).tap()
  await dialog.getByText('验证器（手机上的验证码）').waitFor()
  await dialog.getByRole('button', { name: '退出登录' }).tap()

  await enter()
  const second = page.getByRole('dialog', { name: '第二步验证' })
  await second.getByLabel('验证器上的 6 位验证码').fill(code(-1))
  await page.keyboard.press('Enter')
  expect(await second.getByRole('alert').textContent()).toBe('验证码不对，或已经用过：请等下一个')
  expect(await wrongs(page)).toEqual([])
  await second.getByLabel('验证器上的 6 位验证码').fill(code(0))
  await page.keyboard.press('Enter')
  await mine.waitFor()
  expect(errorsOf.get(page)).toEqual([])
  await close(page)
})
