// Pointing at water, holding a trace, and everything one may ask of it: at the desk and in the hand, in front of a small city.
import type { Browser, Page } from 'playwright-core'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DemoPerson } from '../../domain/accounts/schemas.ts'
import { certainty, contentsOf, drawnNetwork, lengthOf, place, type DrawnNetwork } from '../../domain/network/index.ts'
import type { NetworkAnswer } from '../../domain/network/schemas.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { ready, type Started } from './city.ts'
import { close, errorsOf, open, wrongs } from './pages.ts'
import { sharedSmallCity } from './small.ts'

let product: Pick<Started, 'url'>
let browser: Browser
let page: Page
let net: DrawnNetwork

const networkNow = async () => drawnNetwork(contentsOf((await (await fetch(`${product.url}/api/network`)).json()) as NetworkAnswer))
const panel = () => page.locator('.trace-panel')
const sums = () => panel().locator('.sums').first()
const number = (text: string | null | undefined, what: RegExp) => Number(what.exec(text ?? '')?.[1]?.replace(/,/g, '') ?? NaN)

/** The middle of a reach's line, and where that is along it. */
const middleOf = (code: string) => {
  const w = net.network.indexOf.get(code)!
  const v = (net.firstVertex[w] + net.firstVertex[w + 1]) >> 1
  return { lon: net.lines[2 * v], lat: net.lines[2 * v + 1] }
}
/** Reaches with some, but not too much, above them: `few` waters to `many`. */
const reachWith = (few: number, many: number, skip = 0) => {
  const found = net.network.codes.filter((code, w) => {
    if (!(net.network.lengthM[w] > 400)) return false
    const { water } = certainty(net.network, place(net.network, code, net.network.lengthM[w] / 2)).certain
    return new Set(water).size >= few && new Set(water).size <= many
  })
  return found[skip]
}
const goTo = async (query: string) => {
  await page.goto(`${product.url}/${query}`)
  await ready(page)
  await page.waitForFunction(() => performance.getEntriesByName('network').length > 0)
}
const hold = async (code: string, measureM: number, more = '') => {
  await goTo(`?trace=${encodeURIComponent(`${code}@${Math.round(measureM)}${more}`)}`)
  await sums().waitFor()
}
const half = (code: string) => net.network.lengthM[net.network.indexOf.get(code)!] / 2
/** Violet pixels on the map. */
const violet = () => page.evaluate(() => {
  const canvas = document.querySelector<HTMLCanvasElement>('.trace-light canvas')
  if (!canvas?.width) return 0
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
  let seen = 0
  for (let i = 0; i < data.length; i += 4)
    if (data[i + 3] > 200 && Math.abs(data[i] - 0x6a) < 12 && Math.abs(data[i + 1] - 0x38) < 12 && Math.abs(data[i + 2] - 0xb5) < 12) seen++
  return seen
})

beforeAll(async () => {
  ;[product, browser] = await sharedSmallCity()
  net = await networkNow()
})
beforeEach(async () => {
  page = await open(browser, product.url)
})
afterEach(async () => {
  const errors = errorsOf.get(page)
  await close(page)
  expect(errors).toEqual([])
})

test('pointing at water lights its upstream with the cable pulled, and counts as the network does', async () => {
  const code = reachWith(4, 40)
  const { lon, lat } = middleOf(code)
  await goTo(`?at=${lon},${lat},14`)
  await page.context().setOffline(true)
  const asked: string[] = []
  page.on('request', (request) => request.url().includes('/api/') && !request.url().endsWith('/api/health') && asked.push(request.url()))
  await page.mouse.move(720, 450)
  await page.locator('.tip em').first().waitFor()
  const certain = certainty(net.network, place(net.network, code, half(code))).certain
  const words = await page.locator('.tip em').first().textContent()
  expect(number(words, /(\d[\d,]*) 河段/)).toBe(new Set(certain.water).size)
  expect(number(words, /([\d.,]+) km/)).toBeCloseTo(lengthOf(certain) / 1000, -0.7)
  expect(await violet()).toBeGreaterThan(100)
  expect(asked).toEqual([])
  await page.mouse.move(20, 880)
  await expect.poll(violet).toBe(0)
  await page.context().setOffline(false)
})

test('a right click asks what can be done there; the trace is held, is a link, survives reload, and goes with the browser’s back', async () => {
  const code = reachWith(4, 40)
  const { lon, lat } = middleOf(code)
  await goTo(`?at=${lon},${lat},14`)
  await page.mouse.click(720, 450, { button: 'right' })
  await page.getByRole('menuitem', { name: '从此处溯源' }).click()
  await sums().waitFor()
  expect(new URL(page.url()).searchParams.get('trace')).toMatch(new RegExp(`^${code}@\\d+$`))
  const [said, seen] = [await sums().textContent(), await violet()]
  expect(seen).toBeGreaterThan(100)
  expect(await wrongs(page)).toEqual([])
  await page.reload()
  await sums().waitFor()
  expect(await sums().textContent()).toBe(said)
  await page.goBack()
  await expect.poll(() => panel().count()).toBe(0)
  await page.goForward()
  await sums().waitFor()
  await panel().getByRole('button', { name: '结束溯源' }).click()
  await expect.poll(() => panel().count()).toBe(0)
  expect(new URL(page.url()).searchParams.get('trace')).toBeNull()
})

test('another tide, and a gate supposed to be shut, change what is found; so does a limit', async () => {
  // Just below a gate: shut, nothing comes from above it.
  const link = net.contents.links.find(({ gate, upstream, downstream }) => gate && net.network.gateOf.has(gate) && half(downstream) > 100
    && certainty(net.network, place(net.network, upstream, half(upstream))).possible.water.length > 1)!
  await hold(link.downstream, Math.min(link.downstreamM + 60, 2 * half(link.downstream)))
  const waters = async () => number(await sums().textContent(), /确定 (\d[\d,]*) 河段/)
  const any = await waters()
  await panel().getByText('退潮', { exact: true }).click()
  await expect.poll(waters).toBeGreaterThan(any)
  const open = await waters()
  await panel().getByText('闸泵假设').click()
  await panel().getByLabel(net.gateNames.get(link.gate!)!).first().selectOption('shut')
  await expect.poll(waters).toBeLessThan(open)
  expect(new URL(page.url()).searchParams.get('trace')).toContain(`~ebb~~${link.gate}=shut`)
  await panel().getByRole('button', { name: '全部还原' }).click()
  await expect.poll(waters).toBe(open)
  await panel().getByText('范围', { exact: true }).click()
  await panel().getByLabel('水路不超过（km）').fill('0.05')
  await page.keyboard.press('Enter')
  await expect.poll(waters).toBe(1)
})

test('downstream shows by when water gets how far; a list opens a card and the card leads back', async () => {
  const code = reachWith(2, 10)
  await hold(code, half(code))
  await panel().getByText('下游', { exact: true }).click()
  await panel().getByText('1 小时内').waitFor()
  await panel().getByText('上游', { exact: true }).click()
  await panel().locator('summary', { hasText: '河湖' }).click()
  const first = panel().locator('details', { hasText: '河湖' }).getByRole('listitem').nth(1).getByRole('button')
  const name = (await first.textContent())!
  await first.focus()
  await page.keyboard.press('Enter')
  await page.locator('.selected-card h1').waitFor()
  expect(await page.locator('.selected-card h1').textContent()).toBe(name)
  await page.getByRole('button', { name: '回到溯源' }).click()
  await sums().waitFor()
})

test('several places: what they have in common, what sets them apart, and the way from one to the other', async () => {
  const below = reachWith(6, 60)
  const set = certainty(net.network, place(net.network, below, half(below))).certain
  const above = net.network.codes[set.water.find((w) => w !== net.network.indexOf.get(below) && net.network.lengthM[w] > 100)!]
  await hold(below, half(below), `,${above}@${Math.round(half(above))}`)
  const shared = certainty(net.network, place(net.network, above, half(above))).certain
  expect(number(await sums().textContent(), /确定 (\d[\d,]*) 河段/)).toBe(new Set(shared.water).size)
  // B is good: what comes to A and not to B.
  await panel().getByRole('group', { name: 'B 处水质' }).getByText('正常').click()
  await expect.poll(() => new URL(page.url()).searchParams.get('trace')).toContain('!')
  await expect.poll(async () => number(await sums().textContent(), /([\d.,]+) km/)).toBeCloseTo((lengthOf(set) - lengthOf(shared)) / 1000, -0.7)
  await panel().getByText('A 到 B 的水路').click()
  await panel().getByRole('button', { name: '对调 A、B' }).click()
  await panel().getByRole('list', { name: 'A 到 B 的水路' }).waitFor()
  expect(await panel().getByRole('list', { name: 'A 到 B 的水路' }).getByRole('listitem').count()).toBeGreaterThan(0)
  expect(await wrongs(page)).toEqual([])
})

test('a link somebody else cuts is gone from the trace on this screen, which asks only for what changed', async () => {
  const code = reachWith(6, 30)
  const w = net.network.indexOf.get(code)!
  await hold(code, half(code))
  const before = await sums().textContent()
  const link = net.contents.links.find(({ downstream, downstreamM }) =>
    downstream === code && downstreamM < half(code) && net.network.lengthM[w] > 0)!
  const other = await open(browser, product.url)
  try {
    const people = (await (await fetch(`${product.url}/api/session/demonstration`)).json()) as DemoPerson[]
    const { login } = people.find(({ role }) => role === 'administrator')!
    const asked: string[] = []
    page.on('request', (request) => request.url().includes('/api/network') && asked.push(new URL(request.url()).pathname))
    const status = await other.evaluate(async ({ login, password, link }) => {
      const send = (path: string, body: unknown) => fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
      await send('/api/session', { login, password })
      return (await send('/api/changes', { id: crypto.randomUUID(), operations: [{ op: 'unlink', upstream: link.upstream, downstream: link.downstream, downstreamM: link.downstreamM }] })).status
    }, { login, password: demoPassword, link })
    expect(status).toBeLessThan(300)
    await expect.poll(() => sums().textContent(), { timeout: 15_000 }).not.toBe(before)
    expect(asked).toEqual(['/api/network/changes'])
    net = await networkNow()
    expect(number(await sums().textContent(), /确定 (\d[\d,]*) 河段/)).toBe(new Set(certainty(net.network, place(net.network, code, Math.round(half(code)))).certain.water).size)
  } finally {
    await close(other)
  }
})

test('everything by keyboard: the menu at the cross, the panel, and Escape ends it', async () => {
  const code = reachWith(4, 40)
  const { lon, lat } = middleOf(code)
  await goTo(`?at=${lon},${lat},15`)
  await page.getByRole('application').focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: '从此处溯源' }).waitFor()
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('menu').count()).toBe(0)
  await page.getByRole('application').focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: '从此处溯源' }).waitFor()
  await page.keyboard.press('Enter')
  await sums().waitFor()
  await panel().getByRole('radio', { name: '上游', exact: true }).focus()
  await page.keyboard.press('ArrowRight')
  await expect.poll(() => new URL(page.url()).searchParams.get('trace')).toContain('~down')
  await page.keyboard.press('Escape')
  await expect.poll(() => panel().count()).toBe(0)
  await page.getByRole('application').focus()
  await page.keyboard.press('t')
  await sums().waitFor()
})

test('a code that is not in the network, and a mangled link, are said and break nothing', async () => {
  await goTo('?trace=440111-9999-99@12')
  await panel().getByText('河网里没有 440111-9999-99').waitFor()
  await goTo('?trace=%3Cscript%3E')
  expect(await panel().count()).toBe(0)
})

test('a finger that stays on the water holds the trace in the sheet, in words of 16 px and targets of 48', async () => {
  const code = reachWith(4, 40)
  const { lon, lat } = middleOf(code)
  const phone = await open(browser, `${product.url}/?at=${lon},${lat},15`, 'field')
  try {
    await phone.waitForFunction(() => performance.getEntriesByName('network').length > 0)
    const wire = await phone.context().newCDPSession(phone)
    // The sheet covers the lower part: the place is found above it.
    const [x, y] = await phone.evaluate(([lon, lat]) => {
      const { oneMap } = window as unknown as { oneMap: { getPixelFromCoordinate(at: number[]): number[] } }
      return oneMap.getPixelFromCoordinate([
        (6378137 * lon * Math.PI) / 180, 6378137 * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)),
      ])
    }, [lon, lat])
    await wire.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x: x, y: y }] })
    await phone.locator('.trace-panel .sums').first().waitFor()
    await wire.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
    expect(new URL(phone.url()).searchParams.get('trace')).toContain(code)
    await phone.getByRole('button', { name: '展开' }).press('ArrowUp')
    const small = await phone.evaluate(() => [...document.querySelectorAll('.trace-panel *')].filter((one) => [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim()) && one.getClientRects().length && !one.closest('.out-of-sight') && parseFloat(getComputedStyle(one).fontSize) < 16).map((one) => one.outerHTML.slice(0, 80)))
    expect(small).toEqual([])
    const heights = await phone.evaluate(() => [...document.querySelectorAll('.trace-panel button, .trace-panel label, .trace-panel summary')].filter((one) => one.getClientRects().length).map((one) => Math.round(one.getBoundingClientRect().height)))
    expect(heights.length).toBeGreaterThan(8)
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(48)
    expect(await wrongs(phone)).toEqual([])
    expect(errorsOf.get(phone)).toEqual([])
  } finally {
    await close(phone)
  }
})
