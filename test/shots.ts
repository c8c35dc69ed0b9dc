// npm run shots: the main views at the three sizes, for the docs and for whoever reviews. Starts the product itself,
// or looks at URL=http://… where one runs.
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { FeaturePage } from '../domain/features/schemas.ts'
import { layerIds } from '../domain/catalogue.ts'
import { getJson } from './http.ts'
import { openBrowser, ready, startProduct } from './walks/city.ts'

const folder = process.env.SHOTS || 'shots'

const sizes = {
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
  wall: { width: 3840, height: 2160 },
} as const

interface Shot {
  name: string
  size: keyof typeof sizes
  path: string
  /** Name of a button pressed before the picture is taken. */
  press?: string
}

const shotsOf = async (url: string): Promise<Shot[]> => {
  const largest = async (layer: string, sort: string) => String((await getJson<FeaturePage>(`${url}/api/features/${layer}?limit=1&sort=${sort}`)).body.rows[0].code)
  const [river, reservoir, gate] = await Promise.all([largest('rivers', '-catchment_km2'), largest('reservoirs', '-area_m2'), largest('gates', '-width_m')])
  const [reach] = (await getJson<FeaturePage>(`${url}/api/features/reaches?limit=1&q=${river}-05`)).body.rows
  const everything = `layers=${layerIds.join(',')}`
  return [
    { name: 'desk', size: 'desk', path: '/' },
    { name: 'desk-everything', size: 'desk', path: `/?at=113.28,23.1,12.5&${everything}` },
    { name: 'desk-streets', size: 'desk', path: `/?at=113.28,23.1,15.2&${everything}` },
    { name: 'desk-delta', size: 'desk', path: '/?at=113.05,22.85,12.2' },
    { name: 'desk-hills', size: 'desk', path: '/?at=113.6,23.6,12.2' },
    { name: 'desk-river', size: 'desk', path: `/water/${river}` },
    { name: 'desk-reach', size: 'desk', path: `/water/${String(reach.code)}` },
    { name: 'desk-reservoir', size: 'desk', path: `/water/${reservoir}` },
    { name: 'desk-gate', size: 'desk', path: `/feature/gates/${gate}` },
    { name: 'desk-table', size: 'desk', path: '/?table=reaches' },
    { name: 'desk-sign-in', size: 'desk', path: '/', press: '登录' },
    { name: 'phone', size: 'phone', path: '/' },
    { name: 'phone-sign-in', size: 'phone', path: '/', press: '登录' },
    { name: 'phone-reach', size: 'phone', path: `/water/${String(reach.code)}` },
    { name: 'wall', size: 'wall', path: '/wall' },
  ]
}

const main = async () => {
  const product = process.env.URL ? null : await startProduct()
  const url = product?.url ?? process.env.URL!
  const browser = await openBrowser()
  try {
    mkdirSync(folder, { recursive: true })
    for (const { name, size, path, press } of await shotsOf(url)) {
      const page = await browser.newPage({ viewport: sizes[size], hasTouch: size === 'phone' })
      await page.goto(url + path)
      await ready(page)
      if (press) await page.getByRole('button', { name: press }).click()
      // Names settle after the first complete drawing.
      await page.waitForTimeout(1500)
      await page.screenshot({ path: join(folder, `${name}.png`) })
      console.log(join(folder, `${name}.png`))
      await page.close()
    }
  } finally {
    await browser.close()
    await product?.stop()
  }
}

await main()
