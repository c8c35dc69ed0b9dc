// Tiles as a test reads them.
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile'
import { PbfReader } from 'pbf'

export interface Drawn {
  code: string
  type: number
  properties: Record<string, string | number | boolean>
  rings: [number, number][][]
}

/** Layer → features of a tile, in order of code. */
export const decoded = (bytes: Uint8Array): Record<string, Drawn[]> => {
  const { layers } = new VectorTile(new PbfReader(bytes))
  return Object.fromEntries(
    Object.entries(layers).map(([name, layer]) => [
      name,
      Array.from({ length: layer.length }, (_, i) => layer.feature(i))
        .map((feature: VectorTileFeature): Drawn => {
          const { code, ...properties } = feature.properties
          return {
            code: String(code), type: feature.type, properties, rings: feature.loadGeometry().map((ring) => ring.map(({ x, y }) => [x, y])),
          }
        })
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
    ]),
  )
}

/** Tiles of a zoom that an extent in degrees touches. */
export const tilesOver = ([west, south, east, north]: readonly number[], z: number): { z: number; x: number; y: number }[] => {
  const column = (lon: number) => Math.floor(((lon + 180) / 360) * 2 ** z)
  const row = (lat: number) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z)
  const tiles = []
  for (let x = column(west); x <= column(east); x++) for (let y = row(north); y <= row(south); y++) tiles.push({ z, x, y })
  return tiles
}
