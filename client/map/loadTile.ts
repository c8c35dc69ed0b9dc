// How a vector tile is brought. OpenLayers' own way never hears of a request that timed out, and the tile would be on its way forever.
import type { FeatureLike } from 'ol/Feature.js'
import type Tile from 'ol/Tile.js'
import type VectorTile from 'ol/VectorTile.js'
import { at } from '../base.ts'

/** The last try of each tile: what an earlier one still brings is too late. */
const tries = new WeakMap<Tile, AbortController>()

/** A load function for a source of vector tiles: the tile has its features, or its error, whatever becomes of the request. */
export function loadTile(of: Tile, url: string) {
  const tile = of as VectorTile<FeatureLike>
  tile.setLoader((extent, _resolution, featureProjection) => {
    tries.get(tile)?.abort()
    const mine = new AbortController()
    tries.set(tile, mine)
    void fetch(at(url), { signal: mine.signal }).then(async (response) => {
      if (!response.ok) throw new Error(`${response.status}`)
      tile.setFeatures(tile.getFormat().readFeatures(await response.arrayBuffer(), { extent, featureProjection }))
    }).catch(() => tries.get(tile) === mine && tile.onError())
  })
}
