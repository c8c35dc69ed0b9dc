// Pointing at water: where on it, and its upstream lit in that very frame. What is held lights through here too.
import { certainty, place, without } from '../../domain/network/index.ts'
import { sumBeyond, sumOf, type Sum } from './traced.ts'
import type { PageNetwork } from './pageNetwork.ts'
import type { Hit } from '../map/hit.ts'
import type { Lit, TraceLight } from './light.ts'
import { toDegrees } from '../map/place.ts'
import { riverPixels } from '../map/widths.ts'

/** A place on water somebody points at. */
export interface OnWater {
  code: string
  name: string
  measureM: number
  /** [lon, lat] */
  at: [number, number]
}

export interface Upstream {
  on: OnWater
  certain: Sum
  /** Beyond what is certain. */
  possible: Sum
}

const waterLayers = new Set(['rivers', 'reaches', 'lakes', 'reservoirs', 'water'])
/** Pixels beside the bank that still mean the water. */
const [mouse, finger] = [6, 14]

export class Tracing {
  private waters: PageNetwork | null = null
  private held: Lit | null = null
  private hovering = false
  private counting = 0

  constructor(
    /** Where on the map (metres) a pixel is, and how many metres it is wide. */
    private readonly spotOf: (pixel: readonly number[]) => { x: number; y: number; resolution: number } | null,
    private readonly light: TraceLight,
    private readonly scale: () => number,
  ) {}

  lay(waters: PageNetwork | null) {
    if (waters === this.waters) return
    this.waters = waters
    this.held = null
    this.hovering = false
    this.light.lay(waters?.course ?? null)
  }

  /** Lights what is held; a pointer that hovers comes back with its next move. */
  hold(lit: Lit | null) {
    this.held = lit
    this.hovering = false
    this.light.show(lit)
  }

  /** The place on water at a pixel. A hit says which water is meant where it is one of the network. */
  at(pixel: readonly number[], touch: boolean, hit: Hit | null = null): (OnWater & { water: number }) | null {
    const pointed = this.spotOf(pixel)
    if (!this.waters || !pointed) return null
    const { x, y, resolution } = pointed
    const { index, network, names, course, standingFrom } = this.waters
    const meant = hit && (hit.layer === 'reaches' || hit.kind === 'polygon') ? (network.indexOf.get(hit.code) ?? -1) : -1
    if (meant >= standingFrom) return { water: meant, code: hit!.code, name: names[meant]!, measureM: 0, at: toDegrees([x, y]) }
    const drawn = (water: number) => riverPixels(course.widthM[water] || 6, resolution, this.scale())
    const spot = index.nearest(x, y, (touch ? finger : mouse) * resolution * this.scale(), drawn, meant)
    if (!spot) {
      const lake = index.within(x, y, standingFrom)
      return lake < 0 ? null : { water: lake, code: network.codes[lake]!, name: names[lake]!, measureM: 0, at: toDegrees([x, y]) }
    }
    return {
      water: spot.water, code: network.codes[spot.water]!, name: names[spot.water]!,
      measureM: spot.measureM, at: toDegrees([spot.x, spot.y]),
    }
  }

  /**
   * Lights the upstream of what is pointed at, and says whether that is water. Nothing is asked of the server. How much it is
   * is told once the light is on the screen: to count all that drains to half a city takes longer than a frame has left.
   */
  hover(pixel: readonly number[], hit: Hit | null, since: number, tell: (upstream: Upstream) => void): boolean {
    window.clearTimeout(this.counting)
    // Signs stand on the bank: pointing at one is pointing at its water too.
    const on = hit && (waterLayers.has(hit.layer) || hit.kind === 'point') ? this.at(pixel, false, hit) : null
    if (!on || !this.waters) {
      this.leave()
      return false
    }
    const { network, hung } = this.waters
    const sure = certainty(network, place(network, on.code, on.measureM))
    this.hovering = true
    this.light.show({ certain: sure.certain, possible: without(sure.possible, sure.certain), places: [{ water: on.water, measureM: on.measureM, letter: '' }], around: on.water })
    // The bench reads how long pointing took to show; one measure is kept.
    performance.clearMeasures('trace')
    performance.measure('trace', { start: since, end: performance.now() })
    this.counting = window.setTimeout(() => {
      const certain = sumOf(hung, sure.certain)
      tell({ on, certain, possible: sumBeyond(hung, sure, certain) })
    }, 0)
    return true
  }

  leave() {
    window.clearTimeout(this.counting)
    if (!this.hovering) return
    this.hovering = false
    this.light.show(this.held)
  }
}
