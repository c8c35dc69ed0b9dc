// Tiles, warm: our server from its memory beside a bare Node server with the same bytes, both pressed by wrk.
import { layerIds } from '../domain/catalogue.ts'
import type { LayerEntry } from '../domain/city/schemas.ts'
import { startChild } from './child.ts'
import { median, printTable } from './figures.ts'
import type { Ground } from './ground.ts'
import { ask } from './load.ts'
import { shownAt, tilesOf } from './sample.ts'
import { hasWrk, press, type Pressed } from './wrk.ts'

export interface WarmFigures {
  what: 'one popular tile' | 'many tiles'
  bytes: number
  ours: Pressed
  floor: Pressed
  /** Requests a second, ours to the floor's. */
  share: number
}

const middle = (all: readonly Pressed[]): Pressed => ({
  requestsPerSecond: median(all.map((one) => one.requestsPerSecond)),
  p50: median(all.map((one) => one.p50)),
  p99: median(all.map((one) => one.p99)),
  failed: all.reduce((failed, one) => failed + one.failed, 0),
})

/** `seconds` of pressing each, three times in turn. */
export const warmTiles = async ({ url, database }: Ground, title: string, seconds: number): Promise<WarmFigures[]> => {
  if (!hasWrk()) {
    console.log('Without warm tiles: apt-get install wrk')
    return []
  }
  const server = await startChild('./serve.ts', [url])
  const versions = new Map(((await (await fetch(`${server.url}/api/layers`)).json()) as LayerEntry[]).map((layer) => [layer.id, layer.version]))
  const paths: string[] = []
  for (const z of [10, 9, 11, 12, 13]) {
    const layers = shownAt(layerIds, z)
    for (const tile of await tilesOf(database, layers, z, 20))
      paths.push(`/tiles/${layers.join(',')}/${z}/${tile.x}/${tile.y}.mvt?v=${layers.map((id) => versions.get(id)).join('.')}`)
  }
  const bodies: Record<string, string> = {}
  for (const path of paths) bodies[path] = (await ask(server.url + path)).toString('base64')
  const floor = await startChild('./floor.ts', [], bodies)
  const figures: WarmFigures[] = []
  try {
    for (const [what, asked] of [['one popular tile', paths.slice(0, 1)], ['many tiles', paths]] as const) {
      const pressed: Record<'ours' | 'floor', Pressed[]> = { ours: [], floor: [] }
      for (let round = 0; round < 3; round++) {
        pressed.ours.push(await press(server.url, asked, seconds))
        pressed.floor.push(await press(floor.url, asked, seconds))
      }
      const [ours, bare] = [middle(pressed.ours), middle(pressed.floor)]
      const bytes = median(asked.map((path) => Buffer.byteLength(bodies[path], 'base64')))
      figures.push({ what, bytes, ours, floor: bare, share: ours.requestsPerSecond / bare.requestsPerSecond })
    }
  } finally {
    await floor.stop()
    await server.stop()
  }
  printTable(`Warm tiles, ${title}: wrk -t2 -c16`, figures.map((one) => ({
    what: one.what,
    'kB': one.bytes / 1024,
    'ours/s': one.ours.requestsPerSecond,
    'p50 ms': one.ours.p50,
    'p99 ms': one.ours.p99,
    'floor/s': one.floor.requestsPerSecond,
    'floor p50': one.floor.p50,
    'floor p99': one.floor.p99,
    'share of floor': one.share,
    failed: one.ours.failed + one.floor.failed,
  })))
  return figures
}
