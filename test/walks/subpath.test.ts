// The product under a sub-path of a name, behind a proxy that takes it off and one that leaves it on.
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { proxy } from '../proxy.ts'
import { ready, type Started } from './city.ts'
import { close, errorsOf, open } from './pages.ts'
import { ownSmallCity } from './small.ts'

let product: Started
let browser: Browser

beforeAll(async () => {
  ;[product, browser] = await ownSmallCity({ PUBLIC_URL: 'http://127.0.0.1/gov/rivers' })
})
afterAll(() => product?.stop())

test.each([['takes it off', true], ['leaves it on', false]])('behind a proxy that %s all of it works, from a deep link too', async (_how, strips) => {
  const front = await proxy(product.url, '/gov/rivers', strips)
  const root = `http://127.0.0.1:${front.port}/gov/rivers`
  const page = await open(browser, root)
  const astray: string[] = []
  page.on('request', (request) => !/^(data|blob):/.test(request.url()) && !request.url().startsWith(root) && astray.push(request.url()))
  page.on('response', (response) => response.status() >= 400 && astray.push(`${response.status()} ${response.url()}`))
  await expect.poll(() => page.locator('.live-line').getAttribute('data-line')).toBe('live')
  await page.getByRole('combobox', { name: '搜索' }).fill('449001')
  await page.getByRole('option').first().click()
  await page.locator('.selected-card h1').waitFor()
  expect(page.url()).toContain(`${root}/`)
  await page.reload()
  await ready(page)
  await page.locator('.selected-card h1').waitFor()
  const link = await page.locator('.selected-card a[href^="/"]').first().getAttribute('href')
  expect(link).toMatch(/^\/gov\/rivers\//)
  await page.getByRole('button', { name: '登录' }).click()
  await page.locator('dialog li button').first().click()
  await expect.poll(() => page.locator('.account strong').count()).toBe(1)
  expect((await page.context().cookies()).map(({ path }) => path)).toEqual(['/gov/rivers', '/gov/rivers'])
  await page.goto(`${root}/wall`)
  await ready(page)
  expect([astray, errorsOf.get(page)]).toEqual([[], []])
  await close(page)
  await front.close()
})
