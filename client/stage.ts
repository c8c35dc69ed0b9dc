// What the shell around the map does for whatever lies on it or beside it.
import { inject, type InjectionKey, type ShallowRef } from 'vue'

/** Where a thing is: [lon, lat], [west, south, east, north] in degrees, and its GeoJSON where that is known. */
export interface Where {
  at: readonly [number, number]
  extent?: readonly number[] | null
  geometry?: unknown
  zoom?: number
}

export interface Stage {
  /** In the hand: little room, and a finger. */
  touch: boolean
  /** Where the thing is whose card is open, once the card knows. */
  where: Readonly<ShallowRef<Where | null>>
  /** The open card knows where its thing is. */
  located(where: Where): void
  flyTo(where: Where): void
  /** Opens a card, and flies there. */
  open(layer: string, code: string): void
  /** Opens the card of something that is in view already. */
  openHere(layer: string, code: string): void
  /** Where the middle of what can be seen is, [lon, lat]. */
  middle(): [number, number]
}

export const stageKey: InjectionKey<Stage> = Symbol('stage')
export const useStage = (): Stage => inject(stageKey)!
