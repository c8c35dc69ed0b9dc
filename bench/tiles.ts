// Tiles, cold: our server without its memory, ST_AsMVT as anybody would write it through pgbench, and MapServer 8, over
// the same database, the same tiles, with as many clients, turn by turn in one run.
import { layerIds, type LayerId } from '../domain/catalogue.ts'
import type { TileAddress } from '../server/tiles/queries.ts'
import { startChild } from './child.ts'
import { printTable, quantile, short, sum, times } from './figures.ts'
import type { Ground } from './ground.ts'
import { drive, type Driven } from './load.ts'
import { missingForMapServer, startMapServer } from './mapserver.ts'
import { drivePgbench, rawTile } from './raw.ts'
import { shownAt, tilesOf } from './sample.ts'

const clients = 4

const contenders = ['ours', 'rawSame', 'rawAll', 'mapServerSame', 'mapServerAll'] as const
type Contender = (typeof contenders)[number]

export interface Speed {
  p50: number
  p99: number
  /** Of the best round: what others on the machine cost is not ours to report. */
  tilesPerSecond: number
  /** Mean bytes of a tile as sent; 0 where it was not sent anywhere. */
  bytes: number
}

export interface TileFigures {
  zoom: number
  layers: string
  tiles: number
  speeds: Partial<Record<Contender, Speed>>
}

const speedOf = (rounds: readonly Driven[]): Speed => {
  const ms = rounds.flatMap((round) => [...round.ms])
  return {
    p50: quantile(ms, 0.5),
    p99: quantile(ms, 0.99),
    tilesPerSecond: Math.max(...rounds.map((round) => round.ms.length / round.seconds)),
    bytes: sum(rounds[0].bytes) / rounds[0].bytes.length,
  }
}

const ahead = ({ speeds }: TileFigures, of: Contender) => (speeds.ours && speeds[of] ? times(speeds.ours.tilesPerSecond / speeds[of].tilesPerSecond) : '–')

const show = (title: string, figures: readonly TileFigures[]) =>
  printTable(title, figures.map((one) => {
    const cells = contenders.map((who) => [who, one.speeds[who] ? `${short(one.speeds[who].p50)} / ${short(one.speeds[who].p99)}` : '–'])
    return {
      z: one.zoom,
      layers: one.layers,
      tiles: one.tiles,
      ...Object.fromEntries(cells),
      'ours kB': (one.speeds.ours?.bytes ?? 0) / 1024,
      'tiles/s': one.speeds.ours?.tilesPerSecond ?? NaN,
      'to rawSame': ahead(one, 'rawSame'),
      'to rawAll': ahead(one, 'rawAll'),
      'to mapServerSame': ahead(one, 'mapServerSame'),
      'to mapServerAll': ahead(one, 'mapServerAll'),
    }
  }))

export interface TileOptions {
  zooms: readonly number[]
  /** At most so many tiles a zoom. */
  most: number
  rounds: number
}

/** Cold tiles of all layers together, and of two layers alone. */
export const coldTiles = async ({ url, database }: Ground, title: string, { zooms, most, rounds }: TileOptions): Promise<TileFigures[]> => {
  const missing = missingForMapServer()
  if (missing.length) console.log(`Without MapServer: apt-get install ${missing.join(' ')}`)
  const mapServer = missing.length ? null : await startMapServer(url, clients)
  // One byte of memory holds no tile: every answer is made anew.
  const server = await startChild('./serve.ts', [url, '1'])
  const ask: Record<Contender, (layers: readonly LayerId[], tiles: readonly TileAddress[]) => Promise<Driven> | null> = {
    ours: (layers, tiles) => drive(tiles.map(({ z, x, y }) => `${server.url}/tiles/${layers.join(',')}/${z}/${x}/${y}.mvt`), clients),
    rawSame: (layers, tiles) => drivePgbench(url, tiles.map((at) => rawTile(layers, at, 'same')), clients),
    rawAll: (layers, tiles) => drivePgbench(url, tiles.map((at) => rawTile(layers, at, 'all')), clients),
    mapServerSame: (layers, tiles) => mapServer && drive(tiles.map((at) => mapServer.address(layers, at, 'same')), clients),
    mapServerAll: (layers, tiles) => mapServer && drive(tiles.map((at) => mapServer.address(layers, at, 'all')), clients),
  }
  const figures: TileFigures[] = []
  try {
    for (const z of zooms)
      for (const [name, of] of [['all layers', layerIds], ['reaches', ['reaches']], ['drainage_units', ['drainage_units']]] as const) {
        const layers = shownAt(of, z)
        const tiles = layers.length ? await tilesOf(database, layers, z, most) : []
        if (!tiles.length) continue
        // Each speaks once before the clock runs: connections are open, pages in memory.
        for (const who of contenders) await ask[who](layers, tiles.slice(0, clients))
        const driven: Partial<Record<Contender, Driven[]>> = {}
        for (let round = 0; round < rounds; round++)
          for (const who of contenders) {
            const one = await ask[who](layers, tiles)
            if (one) (driven[who] ??= []).push(one)
          }
        const speeds = Object.fromEntries(Object.entries(driven).map(([who, all]) => [who, speedOf(all)])) as TileFigures['speeds']
        figures.push({ zoom: z, layers: name, tiles: tiles.length, speeds })
      }
  } finally {
    await server.stop()
    await mapServer?.stop()
  }
  show(`Cold tiles, ${title}: p50 / p99 in ms, ${clients} clients; “to” = how many times as many tiles a second as the other`, figures)
  return figures
}
