// At the desk: find, tap, read, sort, share. In front of a small city started as a newcomer would.
import { pinyin } from 'pinyin-pro'
import type { Browser, Page } from 'playwright-core'
import sharp from 'sharp'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { FeaturePage } from '../../domain/features/schemas.ts'
import type { SearchAnswer } from '../../domain/search/schemas.ts'
import type { WaterCard } from '../../domain/waters/schemas.ts'
import { ready, type Started } from './city.ts'
import { close, errorsOf, open, settled, viewOf, wrongs } from './pages.ts'
import { sharedSmallCity } from './small.ts'

let product: Pick<Started, 'url'>
let browser: Browser
let page: Page

const ask = async <Body>(path: string): Promise<Body> => (await fetch(`${product.url}${path}`)).json() as Promise<Body>
const rowsOf = async (layer: string, query = '') => (await ask<FeaturePage>(`/api/features/${layer}?${query}`)).rows
const cardOf = (code: string) => ask<WaterCard>(`/api/waters/${code}`)
const heading = () => page.locator('.selected-card h1')
const search = () => page.getByRole('combobox', { name: '搜索' })
const firstFound = () => page.getByRole('option').first()

/** Narrow reaches that stand alone on their river: what is tapped is not in doubt. */
const narrowReach = async () => {
  const rows = await rowsOf('reaches', 'sort=width_m&limit=20')
  return cardOf(String(rows[3].code))
}

beforeAll(async () => {
  ;[product, browser] = await sharedSmallCity()
})
beforeEach(async () => {
  page = await open(browser, product.url)
})
afterEach(async () => {
  const errors = errorsOf.get(page)
  await close(page)
  expect(errors).toEqual([])
})

test('the first map shows the whole city, its layers with counts, and the month', async () => {
  const layers = page.getByRole('navigation', { name: '图层' })
  const [rivers] = (await ask<{ id: string; count: number }[]>('/api/layers')).filter(({ id }) => id === 'rivers')
  expect(await layers.locator('label', { hasText: '河流' }).textContent()).toContain(rivers.count.toLocaleString('zh-CN'))
  expect(await page.getByRole('group', { name: '月份' }).textContent()).toMatch(/\d{4} 年 \d{1,2} 月/)
  const drawn = await page.evaluate(() => {
    const canvas = [...document.querySelectorAll('canvas')].at(-1)!
    const pen = canvas.getContext('2d')!
    const { data } = pen.getImageData(0, 0, canvas.width, canvas.height)
    let blue = 0
    for (let i = 0; i < data.length; i += 4)
      if (Math.abs(data[i] - 0x6a) < 8 && Math.abs(data[i + 1] - 0x93) < 8 && Math.abs(data[i + 2] - 0xb0) < 8) blue++
    return blue
  })
  expect(drawn).toBeGreaterThan(1000)
})

describe('one field finds', () => {
  const choose = async (typed: string) => {
    await search().fill(typed)
    await firstFound().waitFor()
    await search().press('Enter')
    await heading().waitFor()
  }

  test('a river by its name, and flies to it', async () => {
    const [river] = await rowsOf('rivers', 'sort=-length_m&limit=1')
    const before = await viewOf(page)
    await choose(String(river.name))
    expect(await heading().textContent()).toBe(river.name)
    expect(await viewOf(page)).not.toEqual(before)
    await ready(page)
  })

  test('a river by the first letters of its pinyin', async () => {
    const [river] = await rowsOf('rivers', 'sort=-length_m&limit=1')
    const letters = pinyin(String(river.name), { pattern: 'first', toneType: 'none', type: 'array' }).join('')
    await search().fill(letters)
    await firstFound().waitFor()
    expect(await page.getByRole('listbox').textContent()).toContain(String(river.name))
  })

  test('a reach by its code', async () => {
    const { code, name } = await narrowReach()
    await choose(code)
    expect(await heading().textContent()).toBe(name)
    expect(page.url()).toContain(`/water/${code}`)
  })

  test('what a chief answers for', async () => {
    const [river] = await rowsOf('rivers', 'sort=-length_m&limit=1')
    const [chief] = (await cardOf(String(river.code))).chiefs.now
    await search().fill(chief.name)
    await firstFound().waitFor()
    expect(await page.getByRole('listbox').textContent()).toContain('人员')
  })

  test('a coordinate, and says in which system it read it', async () => {
    const { at } = await narrowReach()
    const typed = `${at[0].toFixed(5)}, ${at[1].toFixed(5)}`
    const { found } = await ask<SearchAnswer>(`/api/search?q=${encodeURIComponent(typed)}`)
    expect(found.length).toBeGreaterThan(1)
    await search().fill(typed)
    await firstFound().waitFor()
    expect(await page.getByRole('listbox').textContent()).toContain('GCJ-02')
    await search().press('Enter')
    await expect.poll(async () => (await viewOf(page)).zoom).toBeGreaterThan(14)
  })

  test('nothing, and says what can be asked', async () => {
    await search().fill('没有这条河')
    await page.getByText('没有找到').waitFor()
    expect(await page.getByText('可以这样找').isVisible()).toBe(true)
  })
})

test('a tap three pixels beside a ditch-thin reach opens that reach and not what lies under it', async () => {
  const { code, name, at } = await narrowReach()
  await page.goto(`${product.url}/?at=${at[0]},${at[1]},15`)
  await ready(page)
  await page.mouse.click(720 + 3, 450)
  await heading().waitFor()
  expect(page.url()).toContain(`/water/${code}`)
  expect(await heading().textContent()).toBe(name)
  for (const section of ['谁负责', '一河一策', '上下游', '沿线', '基础信息', '一河一档', '历史版本']) expect(await page.getByRole('heading', { name: section }).count(), section).toBe(1)
})

test('hover names the thing under the pointer without opening it', async () => {
  const { name, at } = await narrowReach()
  await page.goto(`${product.url}/?at=${at[0]},${at[1]},15`)
  await ready(page)
  await page.mouse.move(720, 450)
  await page.locator('.tip').waitFor()
  expect(await page.locator('.tip').textContent()).toContain(name)
  expect(await heading().count()).toBe(0)
})

test('the table sorts, walks by arrow keys, and Enter opens the card of its row', async () => {
  await page.getByRole('button', { name: '表格', exact: true }).click()
  const grid = page.getByRole('grid')
  const row = (index: number) => grid.getByRole('row').nth(index)
  await row(1).waitFor()
  const length = grid.getByRole('columnheader', { name: '长度' })
  await length.getByRole('button').click()
  await length.getByRole('button').click()
  await expect.poll(() => length.getAttribute('aria-sort')).toBe('descending')
  const longest = await rowsOf('reaches', 'sort=-length_m&limit=2')
  await expect.poll(() => row(1).getByRole('gridcell').first().textContent()).toBe(longest[0].name)
  await grid.focus()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await heading().waitFor()
  expect(await heading().textContent()).toBe(longest[1].name)
  expect(await row(2).getAttribute('aria-selected')).toBe('true')
})

test('the rows of the table leave as a file, by keyboard, and a refusal is said in words', async () => {
  await page.goto(`${product.url}/?table=gates`)
  const button = page.getByRole('button', { name: '导出', exact: true })
  await button.focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: '导出水闸泵站' })
  await dialog.waitFor()
  expect(await wrongs(page)).toEqual([])
  await dialog.getByLabel('格式').selectOption('csv')
  await dialog.getByLabel('坐标系').selectOption('4547')
  await dialog.getByLabel(/^整个图层/).check()
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('link', { name: '下载' }).press('Enter')])
  expect(file.suggestedFilename()).toBe('水闸泵站-4547.csv')
  await dialog.waitFor({ state: 'hidden' })
  expect(await button.evaluate((element) => element === document.activeElement)).toBe(true)
  await page.route('**/api/export/**', (route) => route.fulfill({ status: 422, json: { code: 'exportTooLarge', zh: '放不下', message: 'too large' } }))
  await button.click()
  await dialog.getByRole('link', { name: '下载' }).click()
  await dialog.getByRole('alert').waitFor()
  expect(await dialog.getByRole('alert').textContent()).toBe('放不下')
  await page.unroute('**/api/export/**')
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
})

test('what is seen goes out as a picture, under a title of one’s own and with its scale', async () => {
  await page.getByRole('button', { name: '打印或存图' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: '打印或存图' })
  await dialog.waitFor()
  expect(await wrongs(page)).toEqual([])
  await dialog.getByLabel('标题').fill('汛前检查')
  const [file] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: '存为图片' }).press('Enter')])
  expect(file.suggestedFilename()).toBe('汛前检查.png')
  const picture = sharp(await file.path())
  const { width, height } = await picture.metadata()
  expect(width).toBe(await page.locator('.one-map').evaluate((map) => map.clientWidth))
  // The bar of the scale, in ink, at the lower left.
  const corner = await picture.extract({ left: 0, top: height - 20, width: 140, height: 20 }).greyscale().raw().toBuffer()
  expect(corner.filter((grey) => grey < 60).length).toBeGreaterThan(50)
  await dialog.waitFor({ state: 'hidden' })
})

test('the address holds the view: layers, position, card, table and month come back from it', async () => {
  const { code, name } = await narrowReach()
  await page.goto(`${product.url}/water/${code}`)
  await heading().waitFor()
  await page.getByRole('checkbox', { name: '入河排污口' }).check()
  await page.getByRole('button', { name: '上个月' }).click()
  await page.getByRole('button', { name: '表格', exact: true }).click()
  await page.getByRole('grid').waitFor()
  await settled(page)
  const [view, month] = [await viewOf(page), await page.getByRole('group', { name: '月份' }).textContent()]
  const again = await open(browser, page.url())
  try {
    await again.locator('.selected-card h1').waitFor()
    expect(await again.locator('.selected-card h1').textContent()).toBe(name)
    expect((await viewOf(again)).zoom).toBeCloseTo(view.zoom, 1)
    const [east, north] = (await viewOf(again)).center
    expect(Math.hypot(east - view.center[0], north - view.center[1])).toBeLessThan(5)
    expect(await again.getByRole('checkbox', { name: '入河排污口' }).isChecked()).toBe(true)
    expect(await again.getByRole('group', { name: '月份' }).textContent()).toBe(month)
    expect(await again.getByRole('grid').isVisible()).toBe(true)
  } finally {
    await close(again)
  }
})

test('back and forward go from card to card', async () => {
  const { code, name, river } = await narrowReach()
  await page.goto(`${product.url}/water/${code}`)
  await heading().waitFor()
  await page.locator('.selected-card').getByRole('link', { name: river!.name, exact: true }).first().click()
  await expect.poll(() => heading().textContent()).toBe(river!.name)
  await page.goBack()
  await expect.poll(() => heading().textContent()).toBe(name)
  await page.goForward()
  await expect.poll(() => heading().textContent()).toBe(river!.name)
})

test('another month is one small answer: no tile is asked for again, and the card is read as of its end', async () => {
  const { code } = await narrowReach()
  await page.goto(`${product.url}/water/${code}`)
  await heading().waitFor()
  await ready(page)
  await page.waitForLoadState('networkidle')
  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  await page.getByRole('button', { name: '上个月' }).click()
  await page.getByText(/这是 \d{4}-\d{2}-\d{2} 时的档案/).waitFor()
  expect(asked.filter((path) => path.startsWith('/tiles/'))).toEqual([])
  expect(asked).toContain('/api/state')
  expect(asked).toContain(`/api/waters/${code}`)
})

test('everything by keyboard: find, read, go back to the map, open what is at its cross', async () => {
  const { code, name, at } = await narrowReach()
  await page.keyboard.press('/')
  await page.keyboard.type(code)
  await firstFound().waitFor()
  await page.keyboard.press('Enter')
  await heading().waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  await page.keyboard.press('Escape')
  await expect.poll(() => heading().count()).toBe(0)
  await page.goto(`${product.url}/?at=${at[0]},${at[1]},15`)
  await ready(page)
  const map = page.getByRole('application')
  for (let presses = 0; presses < 60 && !(await map.evaluate((element) => element === document.activeElement)); presses += 1) await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await heading().waitFor()
  expect(await heading().textContent()).toBe(name)
  const before = await viewOf(page)
  await map.focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => (await viewOf(page)).center[0]).toBeGreaterThan(before.center[0])
  await page.keyboard.press('+')
  await expect.poll(async () => (await viewOf(page)).zoom).toBeGreaterThan(before.zoom)
})

test('a code that does not exist says so, and the map stays', async () => {
  await page.goto(`${product.url}/water/440111-9999-99`)
  await page.getByText('没有编码为 440111-9999-99 的水体').waitFor()
  expect(await page.getByRole('application').isVisible()).toBe(true)
})

test('when the server is away a banner says so, and the card that failed comes by itself once it is back', async () => {
  const { name, at } = await narrowReach()
  await page.goto(`${product.url}/?at=${at[0]},${at[1]},15`)
  await ready(page)
  await page.context().setOffline(true)
  await page.mouse.click(720, 450)
  await page.locator('.selected-card').getByRole('alert').waitFor()
  await page.locator('.banner').getByText('连不上服务器').waitFor()
  expect(await heading().count()).toBe(0)
  await page.context().setOffline(false)
  await heading().waitFor({ timeout: 20_000 })
  expect(await heading().textContent()).toBe(name)
  expect(await page.locator('.banner .paper').count()).toBe(0)
})

test('speaks English when asked, and remembers', async () => {
  await page.getByRole('button', { name: 'EN', exact: true }).click()
  await page.getByRole('navigation', { name: 'Layers' }).waitFor()
  await page.reload()
  await page.getByRole('navigation', { name: 'Layers' }).waitFor()
  expect(await page.evaluate(() => document.documentElement.lang)).toBe('en')
})

test('WCAG 2.2 A and AA find nothing wrong with map, card, table and search list', async () => {
  const { code } = await narrowReach()
  await page.goto(`${product.url}/water/${code}?table=reaches`)
  await heading().waitFor()
  await page.getByRole('grid').getByRole('row').nth(2).waitFor()
  expect(await wrongs(page)).toEqual([])
  await search().fill('河')
  await firstFound().waitFor()
  expect(await wrongs(page)).toEqual([])
})
