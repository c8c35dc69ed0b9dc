// The three tiled layers (tiles.ts) and what they ask the server for.
import type Feature from 'ol/Feature.js'
import type { FeatureLike } from 'ol/Feature.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import MVT from 'ol/format/MVT.js'
import VectorLayer from 'ol/layer/Vector.js'
import VectorTileLayer from 'ol/layer/VectorTile.js'
import RenderFeature from 'ol/render/Feature.js'
import VectorSource from 'ol/source/Vector.js'
import VectorTileSource from 'ol/source/VectorTile.js'
import { createXYZ } from 'ol/tilegrid.js'
import type { LayerEntry } from '../../domain/city/schemas.ts'
import type { LiveEvent } from '../../domain/live/schemas.ts'
import type { Arrivals } from './arrivals.ts'
import { heights } from './heights.ts'
import { loadTile } from './loadTile.ts'
import { renewTiles, touches } from './renew.ts'
import { groundPaint, pointPaint, waterPaint, wasThere, type Look } from './styles.ts'
import { bundleOf, bundles, deepestTile, tileAddress, tilePixels, wanted, type Bundle } from './tiles.ts'

type Area = LiveEvent['areas'][number]

const paints = { ground: groundPaint, water: waterPaint, points: pointPaint }
const shapes = new GeoJSON<RenderFeature>({ dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857', featureClass: RenderFeature })
export type Drawn = VectorTileLayer | VectorLayer

/** How things were on a day that were otherwise than now: `state` null where there was none. */
export interface Past {
  day: string
  things: readonly { layer: string; code: string; state: { props: Record<string, unknown>; geometry: unknown } | null }[]
}

/** How a bundle's tiles are painted: only what was there on the day the map is of. */
const tilePaint = (bundle: Bundle, look: Look) => {
  const paint = paints[bundle](look)
  return look.past
    ? (feature: FeatureLike, resolution: number) => (wasThere(feature, look) ? paint(feature, resolution) : undefined)
    : paint
}


export class Bundles {
  readonly layers: VectorTileLayer[]
  /** What was otherwise on the day the map is of, drawn as tiles are. */
  readonly pasts: VectorLayer[]
  private entries: readonly LayerEntry[] = []
  private shown: ReadonlySet<string> = new Set()

  constructor(look: Look, private readonly arrivals: Arrivals, onProblem: () => void, onLoaded: () => void) {
    this.layers = bundles.map((bundle) => {
      const source = new VectorTileSource({
        format: new MVT(),
        tileGrid: createXYZ({ tileSize: tilePixels, minZoom: 4, maxZoom: deepestTile[bundle] }),
        wrapX: false,
        transition: 0,
      })
      source.setTileUrlFunction(this.addressIn(bundle))
      source.setTileLoadFunction(loadTile)
      source.on('tileloaderror', onProblem)
      arrivals.follow(source)
      source.on('tileloadend', onLoaded)
      // Hybrid: lines and surfaces become a picture once a tile, which panning only moves about.
      return new VectorTileLayer({ source, style: tilePaint(bundle, look), zIndex: heights[bundle], renderMode: 'hybrid', declutter: false, renderBuffer: 64 })
    })
    this.pasts = bundles.map((bundle) => new VectorLayer({
      source: new VectorSource<FeatureLike>() as VectorSource<Feature>, style: paints[bundle](look), zIndex: heights[bundle],
    }))
  }

  /** Everything that is drawn, tiles and past alike. */
  get drawn(): Drawn[] {
    return [...this.layers, ...this.pasts]
  }

  /** Shows how things were on a day; each hides what tiles hold of it. */
  showPast(past: Past | null) {
    const features = (past?.things ?? []).flatMap(({ layer, code, state }) =>
      state ? [{ bundle: this.bundleOf(layer), read: shapes.readFeatures({ type: 'Feature', geometry: state.geometry, properties: { ...state.props, layer, code } }) as unknown as Feature[] }] : [])
    this.pasts.forEach((layer, index) => {
      const source = layer.getSource()!
      source.clear(true)
      source.addFeatures(features.filter(({ bundle }) => bundle === bundles[index]).flatMap(({ read }) => read))
    })
  }

  private bundleOf(id: string): Bundle | undefined {
    const entry = this.entries.find((one) => one.id === id)
    return entry && bundleOf(entry)
  }

  /** Draws with another look. Nothing is asked of the server. */
  relook(look: Look) {
    this.layers.forEach((layer, index) => layer.setStyle(tilePaint(bundles[index]!, look)))
    this.pasts.forEach((layer, index) => layer.setStyle(paints[bundles[index]!](look)))
  }

  /**
   * Asks for the layers that are switched on from now on. A layer switched off is only no longer drawn: the tiles at
   * hand stay. A layer switched on needs them anew; what changes on the
   * server is renewed tile by tile.
   */
  show(entries: readonly LayerEntry[], shown: ReadonlySet<string>) {
    const [had, hadShown] = [this.entries, this.shown]
    this.entries = entries
    this.shown = shown
    this.layers.forEach((layer, index) => {
      const now = wantedEver(entries, bundles[index]!, shown)
      const before = new Set(wantedEver(had, bundles[index]!, hadShown))
      // Under another key OpenLayers keeps the old tiles in view until the new ones are there.
      if (!now.some((id) => !before.has(id))) return
      this.arrivals.forget()
      layer.getSource()?.setTileUrlFunction(this.addressIn(bundles[index]!), `${now.join()}:${Date.now()}`)
    })
  }

  private addressIn(bundle: Bundle) {
    return (tile: number[]) => tileAddress(wanted(this.entries, bundle, this.shown, tile[0]!), tile)
  }

  /** Areas in which a layer has changed: the tiles that show them are asked for again. Resolves with how many. */
  async touch(areas: readonly Area[]): Promise<number> {
    const renewed = await Promise.all(this.layers.map((layer, index) =>
      renewTiles(layer, (tile) => {
        const held = wanted(this.entries, bundles[index]!, this.shown, tile[0]!)
        return areas.some((area) => held.some(({ id }) => id === area.layer) && touches(tile, area.extent))
          ? tileAddress(held, tile)
          : undefined
      }, (tile, failed) => (failed ? this.arrivals.miss(tile, () => void this.touch(areas)) : this.arrivals.came(tile)))))
    return renewed.reduce((sum, one) => sum + one, 0)
  }

  /** After the server was away: tiles that failed are asked for again. */
  refresh() {
    this.arrivals.forget()
    for (const layer of this.layers) layer.getSource()?.refresh()
  }
}

/** Layers of a bundle at any zoom. Rivers going or coming changes where reaches are needed. */
const wantedEver = (entries: readonly LayerEntry[], bundle: Bundle, shown: ReadonlySet<string>) => [
  ...new Set([6, 8, 10, 12, 14, 15].flatMap((z) => wanted(entries, bundle, shown, z).map((layer) => `${layer.id}${layer.id === 'reaches' && !shown.has('rivers') ? '+' : ''}`))),
]
