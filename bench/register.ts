// The register: cards of waters by random codes, what people type into the search field, and the state of a month.
import type { FeaturePage } from '../domain/features/schemas.ts'
import type { Settings } from '../domain/city/schemas.ts'
import type { LayerId } from '../domain/catalogue.ts'
import { random } from '../geodata/city/random.ts'
import { getJson } from '../test/http.ts'
import { printTable, quantile, sum } from './figures.ts'
import { drive } from './load.ts'

const waterLayers: readonly LayerId[] = ['rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters']

export interface RegisterFigures {
  engine: string
  what: string
  clients: number
  requests: number
  p50: number
  p99: number
  perSecond: number
  /** Mean body as sent. */
  bytes: number
}

const codesOf = async (url: string, layer: LayerId): Promise<string[]> => {
  const codes: string[] = []
  let after: string | null = ''
  while (after !== null) {
    const page: FeaturePage = (await getJson<FeaturePage>(`${url}/api/features/${layer}?limit=1000${after && `&after=${after}`}`)).body
    codes.push(...page.rows.map((row) => String(row.code)))
    after = page.next
  }
  return codes
}

const drawn = <T>(list: readonly T[], count: number, name: string): T[] => {
  const draw = random(1, name)
  return Array.from({ length: count }, () => list[Math.floor(draw() * list.length)])
}

/** As people type: a name in part, its sound, its initials, a code, a place, half a word, something that is not there, a coordinate. */
const typed = async (url: string): Promise<string[]> => {
  const named = async (layer: LayerId, sort: string) => (await getJson<FeaturePage>(`${url}/api/features/${layer}?limit=20&sort=${sort}`)).body.rows
  const [rivers, reservoirs, divisions] = await Promise.all([named('rivers', '-length_m'), named('reservoirs', '-area_m2'), named('divisions', 'code')])
  return [
    ...rivers.flatMap((row) => [String(row.name), String(row.name).slice(0, 2), String(row.code)]),
    ...reservoirs.map((row) => String(row.name)),
    ...divisions.map((row) => String(row.name)),
    '河', '水库', '涌', 'he', 'dj', 'shuiku', 'xichong', 'sk', '陈', '李', '王志', 'zzzz', '没有这条河', '工业排污口', '113.3,23.1', '113°16′E 23°7′N',
  ]
}

/** Asks a running server for everything the table names. */
export const register = async (url: string, engine: string, requests: number): Promise<RegisterFigures[]> => {
  const codes = (await Promise.all(waterLayers.map((layer) => codesOf(url, layer)))).flat()
  const cards = drawn(codes, requests, 'cards').map((code) => `${url}/api/waters/${encodeURIComponent(code)}`)
  const searches = drawn(await typed(url), Math.ceil(requests / 4), 'searches').map((text) => `${url}/api/search?q=${encodeURIComponent(text)}`)
  const [, month] = (await getJson<Settings>(`${url}/api/settings`)).body.months
  const states = Array.from({ length: 20 }, () => `${url}/api/state?month=${month}`)
  const figures: RegisterFigures[] = []
  for (const [what, urls] of [['card of a water', cards], ['search', searches], ['state of a month', states]] as const) {
    await drive(urls.slice(0, 20), 2)
    for (const clients of [1, 8]) {
      const { ms, bytes, seconds } = await drive(urls, clients)
      figures.push({
        engine, what, clients, requests: urls.length, p50: quantile(ms, 0.5), p99: quantile(ms, 0.99),
        perSecond: urls.length / seconds, bytes: sum(bytes) / bytes.length,
      })
    }
  }
  return figures
}

export const printRegister = (figures: readonly RegisterFigures[]): void =>
  printTable('Register', figures.map(({ engine, what, clients, requests, p50, p99, perSecond, bytes }) => ({
    engine, what, clients, requests, 'p50 ms': p50, 'p99 ms': p99, 'a second': perSecond, kB: bytes / 1024,
  })))
