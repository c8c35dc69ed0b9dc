// What lies under everything: our own quiet relief (no key, no network), or 天地图 where the deployer has a key.
import { createXYZ } from 'ol/tilegrid.js'
import TileLayer from 'ol/layer/Tile.js'
import XYZ from 'ol/source/XYZ.js'
import { reliefPath } from '../../domain/tiles/paths.ts'
import { at } from '../base.ts'
import { heights } from './heights.ts'

const attribution = '天地图 · 国家地理信息公共服务平台'

/** Shade of the hills and the tint of the sea, in 256 px tiles of zoom 6–13. */
export const relief = (theme: 'light' | 'dark') =>
  new TileLayer({
    zIndex: heights.relief,
    source: new XYZ({ url: at(reliefPath(theme)), tileGrid: createXYZ({ minZoom: 6, maxZoom: 13 }), wrapX: false, transition: 150 }),
  })

/** 天地图 WMTS in web mercator (vec_w, and cva_w for its names). */
export const tianditu = (key: string) =>
  (['vec', 'cva'] as const).map(
    (layer) =>
      new TileLayer({
        zIndex: heights.tianditu,
        source: new XYZ({
          url: `https://t{0-7}.tianditu.gov.cn/${layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER=${layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk=${encodeURIComponent(key)}`,
          maxZoom: 18,
          attributions: attribution,
        }),
      }),
  )
