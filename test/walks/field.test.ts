// In the hand, on the wall, and before there is a city.
import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import type { FeaturePage } from '../../domain/features/schemas.ts'
import type { WaterCard } from '../../domain/waters/schemas.ts'
import { startPostgres } from '../postgres.ts'
import { ready, startProduct, type Started } from './city.ts'
import { close, errorsOf, open, viewOf, wrongs } from './pages.ts'
import { sharedSmallCity } from './small.ts'

let browser: Browser
let product: Pick<Started, 'url'>
beforeAll(async () => {
  ;[product, browser] = await sharedSmallCity()
})

const done = async (page: Page) => {
  const errors = errorsOf.get(page)
  await close(page)
  expect(errors).toEqual([])
}

describe('with a city', () => {
  let reach: WaterCard

  beforeAll(async () => {
    const { rows } = (await (await fetch(`${product.url}/api/features/reaches?sort=width_m&limit=5`)).json()) as FeaturePage
    reach = (await (await fetch(`${product.url}/api/waters/${String(rows[3].code)}`)).json()) as WaterCard
  })

  test('a phone shows the map on top and the month in a sheet below, in words of 16 px or more', async () => {
    const page = await open(browser, product.url, 'field')
    await page.getByRole('heading', { level: 1 }).waitFor()
    const small = await page.evaluate(() =>
      [...document.querySelectorAll('#app *')]
        .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()) && element.getClientRects().length && !element.closest('.ol-control, [aria-hidden=true]'))
        .filter((element) => parseFloat(getComputedStyle(element).fontSize) < 16)
        .map((element) => element.outerHTML.slice(0, 80)),
    )
    expect(small).toEqual([])
    const targets = await page.evaluate(() =>
      [...document.querySelectorAll('.buttons button, .month-switch button')].map((element) => element.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height)),
    )
    expect(targets.length).toBe(5)
    expect(Math.min(...targets)).toBeGreaterThanOrEqual(48)
    await done(page)
  })

  test('a wet thumb ten pixels off still hits a thin reach, and its card comes up half way', async () => {
    const page = await open(browser, `${product.url}/?at=${reach.at[0]},${reach.at[1]},16`, 'field')
    await page.touchscreen.tap(195 + 7, 422 + 7)
    await page.locator('.selected-card h1').waitFor()
    expect(await page.locator('.selected-card h1').textContent()).toBe(reach.name)
    const box = (await page.locator('.bottom-sheet').boundingBox())!
    expect(box.height).toBeGreaterThan(300)
    expect(box.height).toBeLessThan(500)
    expect(await wrongs(page)).toEqual([])
    await done(page)
  })

  test('the sheet grows and shrinks by keyboard as well as by thumb', async () => {
    const page = await open(browser, product.url, 'field')
    const sheet = page.locator('.bottom-sheet')
    const height = async () => (await sheet.boundingBox())!.height
    const peek = await height()
    await sheet.getByRole('button', { name: '展开' }).focus()
    await page.keyboard.press('ArrowUp')
    await expect.poll(height).toBeGreaterThan(peek + 100)
    await page.keyboard.press('ArrowUp')
    await expect.poll(height).toBe(844 - 80)
    const grip = (await sheet.locator('.grip').boundingBox())!
    await page.mouse.move(grip.x + grip.width / 2, grip.y + 10)
    await page.mouse.down()
    await page.mouse.move(grip.x + grip.width / 2, 800, { steps: 5 })
    await page.mouse.up()
    await expect.poll(height).toBe(peek)
    await done(page)
  })

  test('finds me, and says what to do where it may not', async () => {
    const asked = await open(browser, product.url, 'field')
    await asked.getByRole('button', { name: '定位到我' }).click()
    await asked.getByText('没有定位权限').waitFor()
    await done(asked)
    const allowed = await open(browser, product.url, 'field', { permissions: ['geolocation'], geolocation: { longitude: reach.at[0], latitude: reach.at[1], accuracy: 12 } })
    await allowed.getByRole('button', { name: '定位到我' }).click()
    await allowed.getByText('误差约 12 米').waitFor()
    await expect.poll(async () => (await viewOf(allowed)).zoom).toBeGreaterThan(15)
    await done(allowed)
  })

  test('the wall paints the city in its real pixels, dark, with nothing to press', async () => {
    const page = await open(browser, `${product.url}/wall`, 'desk', { viewport: { width: 3840, height: 2160 } })
    const canvas = await page.evaluate(() => {
      const [first] = document.querySelectorAll('canvas')
      return { width: first.width, height: first.height }
    })
    expect(canvas).toEqual({ width: 3840, height: 2160 })
    expect(await page.getByRole('button').count()).toBe(0)
    const smallest = await page.evaluate(() => Math.min(...[...document.querySelectorAll('section *')].filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim())).map((element) => parseFloat(getComputedStyle(element).fontSize))))
    expect(smallest).toBeGreaterThanOrEqual(32)
    await done(page)
  })
})

test('an empty register says how to fill it, and 天地图 lies under it where the deployer has a key', async () => {
  const cluster = await startPostgres()
  const product = await startProduct({ environment: { TIANDITU_KEY: 'no-real-key', DATABASE_URL: await cluster.create('empty') } })
  try {
    const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
    const asked = new Set<string>()
    const white = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/5+hHgAHggJ/PchI7wAAAABJRU5ErkJggg==', 'base64')
    await page.route('https://*.tianditu.gov.cn/**', (route) => {
      asked.add(new URL(route.request().url()).searchParams.get('LAYER')!)
      return route.fulfill({ body: white, contentType: 'image/png' })
    })
    await page.goto(product.url)
    await page.getByText('名录还是空的').waitFor()
    expect(await page.getByText('npm run import').isVisible()).toBe(true)
    await ready(page)
    expect([...asked]).toEqual([])
    await page.getByRole('checkbox', { name: '天地图' }).check()
    await expect.poll(() => [...asked].sort()).toEqual(['cva', 'vec'])
    await page.getByText('国家地理信息公共服务平台').waitFor()
    await close(page)
  } finally {
    await product.stop()
    await cluster.stop()
  }
})
