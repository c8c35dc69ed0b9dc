// What the walks share: a page of the product at one of its sizes, and questions to it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { expect } from 'vitest'
import { ready } from './city.ts'

export const sizes = {
  desk: { viewport: { width: 1440, height: 900 } },
  field: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} satisfies Record<string, BrowserContextOptions>

/** Errors the page threw or logged; a walk ends by finding none. */
export const errorsOf = new WeakMap<Page, string[]>()

export const open = async (browser: Browser, url: string, size: keyof typeof sizes = 'desk', more: BrowserContextOptions = {}): Promise<Page> => {
  const context = await browser.newContext({ ...sizes[size], locale: 'zh-CN', ...more })
  const page = await context.newPage()
  const errors: string[] = []
  errorsOf.set(page, errors)
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(url)
  await ready(page)
  return page
}

export const close = (page: Page) => page.context().close()

/** Where the map looks, as OpenLayers says: web mercator metres and zoom. */
export const viewOf = (page: Page) =>
  page.evaluate(() => {
    const { oneMap } = window as unknown as { oneMap: { getView(): { getCenter(): number[]; getZoom(): number } } }
    const view = oneMap.getView()
    return { center: view.getCenter().map(Math.round), zoom: Number(view.getZoom().toFixed(2)) }
  })

/** Waits until the map rests and the address says where. */
export const settled = async (page: Page) => {
  let last = ''
  await expect.poll(async () => {
    const [before, now] = [last, JSON.stringify([await viewOf(page), page.url()])]
    last = now
    return before === now
  }, { interval: 400, timeout: 15_000 }).toBe(true)
}

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8')

/** What WCAG 2.2 A and AA find wrong on the page as it is now, one line each. */
export const wrongs = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeSource)
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(what: Document, how: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> }
    }
    const { violations } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ')}`)
  })
}
