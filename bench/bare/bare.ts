// A map as most begin: OpenLayers, every feature of every layer in one GeoJSON file, one vector layer. It shows the same
// features at the same zooms as the product and draws them plainly: no names, no signs, no relief.
import OlMap from 'ol/Map.js'
import View from 'ol/View.js'
import type { FeatureLike } from 'ol/Feature.js'
import GeoJSON from 'ol/format/GeoJSON.js'
import VectorLayer from 'ol/layer/Vector.js'
import { fromLonLat } from 'ol/proj.js'
import VectorSource from 'ol/source/Vector.js'
import { Circle, Fill, Stroke, Style } from 'ol/style.js'

const line = (width: number) => new Style({ stroke: new Stroke({ color: '#6a93b0', width }) })
const lines = [0.75, 1.5, 3, 6].map(line)
const area = new Style({ fill: new Fill({ color: 'rgba(106, 147, 176, 0.2)' }), stroke: new Stroke({ color: '#8a9aa5', width: 0.5 }) })
const dot = new Style({ image: new Circle({ radius: 3, fill: new Fill({ color: '#55707f' }) }) })

const view = new View({ projection: 'EPSG:3857', center: fromLonLat([113.3, 23.1]), zoom: 9, minZoom: 7, maxZoom: 19.5, enableRotation: false })

/** As the product's: its tiles are 512 px, so a view of zoom z shows tiles of zoom z - 1. */
const style = (feature: FeatureLike, resolution: number): Style | undefined => {
  const zoom = Math.floor((view.getZoomForResolution(resolution) ?? 0) - 1 + 1e-6)
  if (zoom < Number(feature.get('min_zoom'))) return undefined
  const type = feature.getGeometry()?.getType()
  if (type === 'Point') return dot
  if (type === 'Polygon' || type === 'MultiPolygon') return area
  const width = Number(feature.get('width_m') ?? 0)
  return lines[width > 200 ? 3 : width > 60 ? 2 : width > 20 ? 1 : 0]
}

const map = new OlMap({ target: 'map', view, layers: [], pixelRatio: 1 })
window.oneMap = map

const text = await (await fetch('/city.geojson')).json() as object
const source = new VectorSource({ features: new GeoJSON().readFeatures(text, { dataProjection: 'EPSG:4326', featureProjection: 'EPSG:3857' }) })
map.addLayer(new VectorLayer({ source, style }))
view.fit(source.getExtent()!)
map.once('rendercomplete', () => (document.documentElement.dataset.ready = 'true'))
