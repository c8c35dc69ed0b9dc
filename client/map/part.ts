// What nouns put on the one map. A part is a component within OneMap: its layers are on the map for as long as it is there, and it is
// told when the map looks otherwise, comes to rest, is pointed at, tapped or typed at.
import type BaseLayer from 'ol/layer/Base.js'
import type OlMap from 'ol/Map.js'
import { inject, onBeforeUnmount, type ComputedRef, type InjectionKey, type ShallowRef } from 'vue'
import type { Drawn, Past } from './bundles.ts'
import type { Hit } from './hit.ts'
import type { Look } from './styles.ts'

/** Extent in map metres. */
export interface Seen {
  extent: number[]
  resolution: number
}

export interface Tap {
  hit: Hit | null
  pixel: [number, number]
  /** A finger's, or one at the cross: it may miss by more. */
  touch: boolean
}

export interface Pointed {
  hit: Hit | null
  pixel: [number, number]
  /** When it moved there, as performance.now() counts. */
  since: number
  /** Says more at the pointer, later: each line, and whether it is only possible. */
  tell(lines: readonly { words: string; maybe?: boolean }[]): void
}

export interface Part {
  layers?: readonly BaseLayer[]
  /** The map looks otherwise from now on. */
  relook?(look: Look): void
  /** Where names must keep clear, and by how many pixels; asked before `settle`. */
  obstacles?(seen: Seen): { places: number[][]; radius: number }
  /** The view has come to rest and everything in it is drawn. */
  settle?(seen: Seen): void
  /** Code of the water that what it shows at a place (map metres) stands for. */
  standsFor?(at: number[], resolution: number): string | null
  /** `lit`: the pointer has its light already. `quiet`: nothing is said, and nobody else is asked. */
  hover?(pointed: Pointed): 'lit' | 'quiet' | void
  /** True: the tap was meant for this part, and opens nothing. */
  pick?(tap: Tap): boolean
  /** A right click, or a finger that stays; true as with a tap. */
  press?(tap: Tap): boolean
  /** A key pressed on the map; true where it was for this part. */
  key?(event: KeyboardEvent): boolean
  /** Something is to be put at the cross in the middle of what can be seen. */
  aims?(): boolean
}

/** The map as its parts have it. */
export interface Ground {
  map: OlMap
  look: ComputedRef<Look>
  /** [west, south, east, north] in degrees, once the hand rests. */
  extent: Readonly<ShallowRef<[number, number, number, number] | null>>
  /** Layers of things, tiles and past alike. */
  drawn(): readonly Drawn[]
  /** Shows how things were on a day; null is now. */
  showPast(past: Past | null): void
  /** What was settled is to be settled anew. */
  unsettle(): void
  flyTo(where: { at: readonly [number, number]; extent?: readonly number[] | null; zoom?: number }): void
  add(part: Part): () => void
}

export const groundKey: InjectionKey<Ground> = Symbol('ground')

/** The map this component stands on. */
export const useGround = (): Ground => inject(groundKey)!

/** Puts a part on the map for as long as the component is there. Of several the earlier in the list is asked first. */
export function usePart(part: Part): void {
  onBeforeUnmount(useGround().add(part))
}
