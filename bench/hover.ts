// Pointing at water: from the pointer's event to the light on the canvas, for a hundred places over the whole city, in a page
// that asks the server for nothing meanwhile.
import { openBrowser, ready } from '../test/walks/city.ts'
import { printTable, quantile } from './figures.ts'

/** Rest between two places, ms: as a hand would. */
const restMs = 80

export interface HoverFigures {
  view: string
  places: number
  p50: number
  p95: number
  worst: number
  /** Processor time of the page's main thread for each move, its map drawn anew included: what others on the machine do hardly moves it. */
  work: number
  /** Requests asked of the server meanwhile. */
  asked: number
}

/** Milliseconds, at the zoom of the whole city and in a street. */
export const hover = async (product: string, places = 100): Promise<HoverFigures[]> => {
  const browser = await openBrowser()
  const figures: HoverFigures[] = []
  try {
    for (const [view, query] of [['whole city', ''], ['a district', '?at=113.28,23.1,12']] as const) {
      const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
      await page.goto(`${product}/${query}`)
      await ready(page)
      await page.waitForFunction(() => performance.getEntriesByName('network').length > 0)
      await page.waitForTimeout(2000)
      let asked = 0
      page.on('request', () => asked++)
      const took: number[] = []
      const wire = await page.context().newCDPSession(page)
      await wire.send('Performance.enable', { timeDomain: 'threadTicks' })
      const work = async () => (await wire.send('Performance.getMetrics')).metrics.find((metric) => metric.name === 'TaskDuration')!.value * 1000
      const before = await work()
      let [seed, tries] = [1, 0]
      const random = () => ((seed = (seed * 16807) % 2147483647) / 2147483647)
      while (took.length < places && tries++ < places * 30) {
        await page.mouse.move(300 + random() * 1100, 80 + random() * 780)
        await page.waitForTimeout(restMs)
        const found = await page.evaluate(() => {
          const all = performance.getEntriesByName('trace').map(({ duration }) => duration)
          performance.clearMeasures('trace')
          return all
        })
        took.push(...found)
      }
      figures.push({
        view, places: took.length, p50: quantile(took, 0.5), p95: quantile(took, 0.95), worst: Math.max(...took),
        work: ((await work()) - before) / tries, asked,
      })
      await page.close()
    }
  } finally {
    await browser.close()
  }
  printTable('Pointing at water: pointer to light, ms', figures.map((one) => ({ ...one })))
  return figures
}

if (process.argv[1] === import.meta.filename) await hover(process.env.URL ?? 'http://127.0.0.1:8080', Number(process.argv[2] ?? 100))
