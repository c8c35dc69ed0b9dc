// The client: frame times of one journey over the city with every layer on, in the product and on the bare page, and how
// long and how much it takes until there is a map to look at.
import type { Browser, Page } from 'playwright-core'
import type OlMap from 'ol/Map.js'
import { layerIds } from '../domain/catalogue.ts'
import { openBrowser } from '../test/walks/city.ts'
import { median, printTable, quantile, sum } from './figures.ts'

declare global {
  interface Window {
    oneMap?: OlMap
    /** Milliseconds from the navigation to the first whole map. */
    readyAt?: number
  }
}

/** Where the journey goes: longitude, latitude, view zoom, and how long the way there takes. From the whole city into a street and back. */
const journey = [
  [113.35, 23.2, 9.5, 600],
  [113.28, 23.1, 11, 900],
  [113.42, 23.06, 11, 1200],
  [113.42, 22.9, 12.5, 1200],
  [113.3, 22.95, 12.5, 1200],
  [113.27, 23.12, 14, 1200],
  [113.3, 23.13, 14, 1000],
  [113.32, 23.11, 14, 1000],
  [113.325, 23.115, 15.5, 800],
  [113.335, 23.118, 15.5, 800],
  [113.28, 23.1, 12, 1200],
  [113.6, 23.6, 12, 1500],
  [113.35, 23.2, 9.5, 1200],
] as const

/** Rest after each leg, ms: what is drawn late is still part of it. */
const rest = 500

export interface ClientFigures {
  page: string
  frames: number
  p50: number
  p95: number
  worst: number
  over50: number
  /** Share of the journey spent in frames longer than 50 ms. */
  stalled: number
  longTasks: number
  longTaskSeconds: number
  /** Processor time of the page's main thread: what others on the machine do hardly moves it. */
  workSeconds: number
  /** Until the first whole map, ms, after a cold load; and what had been sent by then. */
  readyMs: number
  readyBytes: number
  allBytes: number
}

const watchReady = () => {
  new MutationObserver(() => {
    if (document.documentElement?.dataset.ready === 'true') window.readyAt ??= performance.now()
  }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-ready'] })
}

/** Runs in the page: travels, and notes every frame. */
const travel = async ({ legs, rest }: { legs: readonly (readonly [number, number, number, number])[]; rest: number }) => {
  const view = window.oneMap!.getView()
  const radius = 6378137
  const toMap = (lon: number, lat: number) =>
    [(radius * lon * Math.PI) / 180, radius * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360))]
  const deltas: number[] = []
  const tasks: number[] = []
  const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)))
  observer.observe({ entryTypes: ['longtask'] })
  let last = performance.now()
  let going = true
  const frame = (now: number) => {
    deltas.push(now - last)
    last = now
    if (going) requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
  for (const [lon, lat, zoom, duration] of legs) {
    // A callback may never come where an animation is cut short, so the clock decides.
    view.animate({ center: toMap(lon, lat), zoom, duration })
    await new Promise((resolve) => setTimeout(resolve, duration + rest))
  }
  going = false
  observer.disconnect()
  return { deltas: deltas.slice(1), tasks }
}

const visit = async (browser: Browser, page: string, url: string, legs: number): Promise<ClientFigures> => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    const tab: Page = await context.newPage()
    // esbuild marks the functions it names with a helper the page does not have.
    await tab.addInitScript('globalThis.__name = (named) => named')
    await tab.addInitScript(watchReady)
    const wire = await context.newCDPSession(tab)
    let bytes = 0
    wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
    await wire.send('Network.enable')
    await tab.goto(url, { waitUntil: 'commit' })
    await tab.waitForFunction(() => window.readyAt !== undefined, undefined, { timeout: 180_000, polling: 50 })
    const readyBytes = bytes
    const readyMs = await tab.evaluate(() => window.readyAt!)
    await tab.waitForTimeout(1000)
    await wire.send('Performance.enable', { timeDomain: 'threadTicks' })
    const work = async () => (await wire.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration')!.value
    const before = await work()
    const { deltas, tasks } = await tab.evaluate(travel, { legs: journey.slice(0, legs), rest })
    const long = deltas.filter((delta) => delta > 50)
    return {
      page,
      frames: deltas.length,
      p50: quantile(deltas, 0.5),
      p95: quantile(deltas, 0.95),
      worst: Math.max(...deltas),
      over50: long.length,
      stalled: sum(long) / sum(deltas),
      longTasks: tasks.length,
      longTaskSeconds: sum(tasks) / 1000,
      workSeconds: (await work()) - before,
      readyMs,
      readyBytes,
      allBytes: bytes,
    }
  } finally {
    await context.close()
  }
}

const middle = (visits: readonly ClientFigures[]): ClientFigures => {
  const of = (name: Exclude<keyof ClientFigures, 'page'>) => median(visits.map((one) => one[name]))
  return {
    page: visits[0].page, frames: of('frames'), p50: of('p50'), p95: of('p95'), worst: of('worst'), over50: of('over50'), stalled: of('stalled'),
    longTasks: of('longTasks'), longTaskSeconds: of('longTaskSeconds'), workSeconds: of('workSeconds'), readyMs: of('readyMs'), readyBytes: of('readyBytes'), allBytes: of('allBytes'),
  }
}

export interface ClientOptions {
  /** Visits to each page, in turn; the median counts. */
  rounds: number
  /** How much of the journey is gone. */
  legs?: number
}

/** The product at `product` beside the bare page at `bare`. */
export const client = async (product: string, bare: string, { rounds, legs = journey.length }: ClientOptions): Promise<ClientFigures[]> => {
  const pages = [
    ['product, as it opens', `${product}/`],
    ['product, every layer', `${product}/?layers=${layerIds.join(',')}`],
    ['one GeoJSON layer', `${bare}/`],
  ] as const
  const visits = new Map<string, ClientFigures[]>()
  const browser = await openBrowser()
  try {
    for (let round = 0; round < rounds; round++)
      for (const [name, url] of pages) visits.set(name, [...(visits.get(name) ?? []), await visit(browser, name, url, legs)])
  } finally {
    await browser.close()
  }
  const figures = [...visits.values()].map(middle)
  printTable('Client, 1440 × 900, drawn by software: frames of one journey', figures.map((one) => ({
    page: one.page,
    'p50 ms': one.p50,
    'p95 ms': one.p95,
    'worst ms': one.worst,
    'over 50 ms': one.over50,
    'stalled %': one.stalled * 100,
    'long tasks s': one.longTaskSeconds,
    'work s': one.workSeconds,
    'work ms/frame': (one.workSeconds * 1000) / one.frames,
    'first map s': one.readyMs / 1000,
    'kB by then': one.readyBytes / 1024,
    'kB in all': one.allBytes / 1024,
  })))
  return figures
}
