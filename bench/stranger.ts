// Nobody waits for a stranger: what a cheap question takes while one client asks for the dearest things there are, beside what
// it takes when all is quiet.
import { setMaxListeners } from 'node:events'
import type { FeaturePage } from '../domain/features/schemas.ts'
import { getJson } from '../test/http.ts'
import { median, printTable, quantile, times } from './figures.ts'

export interface StrangerFigures {
  engine: string
  /** What the one client asks for without end; quiet is nothing. */
  attack: string
  cheap: string
  p50: number
  p95: number
  /** Times the quiet median of the same question. */
  ratio: number
  /** Answers the client got meanwhile. */
  answers: number
}

/** Asks for the same over and over, as fast as answers come; a refusal is asked again when it says. */
const attacking = (url: string, paths: readonly string[]) => {
  const leaving = new AbortController()
  // Each request listens to it until its memory is tidied.
  setMaxListeners(0, leaving.signal)
  let answers = 0
  let over = false
  const going = (async () => {
    for (let i = 0; !over; i++)
      try {
        const response = await fetch(url + paths[i % paths.length], { signal: leaving.signal })
        await response.arrayBuffer()
        if (response.ok) answers++
        else await new Promise((resolve) => setTimeout(resolve, 200))
      } catch {
        if (!over) throw new Error(`${paths[0]} breaks off`)
      }
  })()
  return async () => {
    over = true
    leaving.abort()
    await going
    return answers
  }
}

/** Both in one run: quiet first, then each attack for as long as the cheap questions take, `rounds` of each. */
export const stranger = async (url: string, engine: string, rounds: number): Promise<StrangerFigures[]> => {
  const [lowest] = (await getJson<FeaturePage>(`${url}/api/features/reaches?limit=1&sort=-catchment_km2`)).body.rows
  const code = encodeURIComponent(String(lowest.code))
  const tile = '/tiles/rivers/9/417/222.mvt'
  const cheap: [string, string][] = [['health', '/api/health'], ['search', '/api/search?q=龙'], ['card', `/api/waters/${code}`], ['tile in memory', tile]]
  const all = 'rivers,reaches,lakes,reservoirs,small_waters,outfalls,drainage_units,drainage_households,divisions,grids'.split(',')
  const shuffled = Array.from({ length: 400 }, (_, i) => `/tiles/${all.filter((_, k) => (i * 7919) & (1 << k)).reverse().join(',') || 'grids'}/${9 + (i % 5)}/${417 * 2 ** (i % 5) + (i % 3)}/${222 * 2 ** (i % 5) + (i % 2)}.mvt`)
  const attacks: [string, string[]][] = [
    ['quiet', []],
    ['households as gpkg', ['/api/export/drainage_households?format=gpkg']],
    ['households as xlsx', ['/api/export/drainage_households?format=xlsx']],
    ['trace both ways as gpkg', [`/api/trace?from=${code}&direction=both&format=gpkg`]],
    ['trace both ways', [`/api/trace?from=${code}&direction=both&limit=10000`]],
    ['tiles, layers shuffled', shuffled],
    ['past of a layer', ['/api/past/reaches?bbox=112,22,115,24&on=2021-01-01&limit=5000']],
    ['a table by name', ['/api/features/drainage_households?limit=1000&sort=-name']],
    ['the description of the API', ['/api/openapi.json']],
  ]
  const quiet = new Map<string, number>()
  const figures: StrangerFigures[] = []
  for (const [, path] of cheap) for (let i = 0; i < 5; i++) await fetch(url + path).then((response) => response.arrayBuffer())
  for (const [attack, paths] of attacks) {
    const end = paths.length ? attacking(url, paths) : null
    if (end) await new Promise((resolve) => setTimeout(resolve, 1000))
    const taken = cheap.map(() => [] as number[])
    for (let round = 0; round < rounds; round++)
      for (const [i, [, path]] of cheap.entries()) {
        const began = performance.now()
        await fetch(url + path).then((response) => response.arrayBuffer())
        taken[i].push(performance.now() - began)
        // Out of step with whatever goes on.
        await new Promise((resolve) => setTimeout(resolve, 10 + ((round * 37 + i * 11) % 40)))
      }
    const answers = end ? await end() : 0
    cheap.forEach(([what], i) => {
      const p50 = median(taken[i])
      if (!end) quiet.set(what, p50)
      figures.push({ engine, attack, cheap: what, p50, p95: quantile(taken[i], 0.95), ratio: p50 / quiet.get(what)!, answers })
    })
  }
  return figures
}

export const printStranger = (figures: readonly StrangerFigures[]): void =>
  printTable('A cheap question while one client asks for the dearest', figures.map(({ engine, attack, cheap, p50, p95, ratio, answers }) => ({
    engine, attack, cheap, 'p50 ms': p50, 'p95 ms': p95, 'of quiet': times(ratio), answers,
  })))
