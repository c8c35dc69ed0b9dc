// An OpenLayers map with our manners: north is up, nothing turns, the keyboard moves it, motion is short.
import OlMap from 'ol/Map.js'
import View from 'ol/View.js'
import { defaults as defaultControls } from 'ol/control/defaults.js'
import { defaults as defaultInteractions } from 'ol/interaction/defaults.js'

/** Top, right, bottom, left, pixels. */
export type Padding = [number, number, number, number]

declare global {
  interface Window {
    oneMap?: OlMap
  }
}

/** Where a register that does not know where it lies begins: the Pearl River delta, map metres. */
export const somewhere = { center: [12618000, 2640000], zoom: 9 }

/** Milliseconds a flight takes; none where reduced motion is asked. */
export const flightMs = () => (window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 190)

/** A map that has no place on the page yet. */
export function createMap(still: boolean): OlMap {
  return new OlMap({
    controls: defaultControls({ zoom: false, rotate: false, attribution: true, attributionOptions: { collapsible: false } }),
    interactions: still ? [] : defaultInteractions({ altShiftDragRotate: false, pinchRotate: false, zoomDuration: flightMs() }),
    // A wall's picture is painted in its real pixels; nobody sees more than two a CSS pixel.
    pixelRatio: Math.min(2, window.devicePixelRatio || 1),
    maxTilesLoading: 12,
    // Without a centre nothing is drawn and nothing asked for, until it is known where to look.
    view: new View({ projection: 'EPSG:3857', minZoom: 7, maxZoom: 19.5, enableRotation: false }),
  })
}
