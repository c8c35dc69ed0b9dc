// What a noun of the product brings to the screen. Each says so in client/<noun>/noun.ts; client/nouns.ts is the list of them.
// Whoever shows what nouns bring asks for them here: views of a noun would else look back at themselves.
import { inject, type Component, type InjectionKey } from 'vue'
import type { RouteParamsGeneric } from 'vue-router'
import type { FeatureCard } from '../domain/features/schemas.ts'
import type { LayerId } from '../domain/catalogue.ts'
import type { MarkId } from '../domain/marks.ts'
import type { Right } from '../domain/roles.ts'
import type { WaterCard } from '../domain/waters/schemas.ts'
import type { Figure } from './figure.ts'
import type { Words } from './i18n.ts'
import type { Hit } from './map/hit.ts'
import type { Look } from './map/styles.ts'

/** A path of its own, and what it opens: a panel beside the map, or a page over it. */
export interface Address {
  path: string
  name: string
  panel?: Component
  page?: Component
  props?: (params: RouteParamsGeneric) => Record<string, unknown>
  /** Only where there is a desk's room. */
  desk?: true
  /** Where what it names stands elsewhere. */
  elsewhere?: (params: RouteParamsGeneric) => { name: string; params: RouteParamsGeneric } | null
}

/** A panel that no path opens: there for as long as `when` says, over what a path opened or under it. */
interface Panel {
  part: Component
  when: () => boolean
  lies: 'over' | 'under'
  /** How much of a hand's screen it wants. */
  wants?: () => 'half' | 'peek'
  /** The way back to it from what lies over it. */
  back?: Component
}

/** A place on the water: metres from the start of a reach, null its lower end. */
export interface PlaceOnWater {
  code: string
  measureM: number | null
}

/** Cards that have folds: of a water, of anything else, of the things of a layer, of a place on the water. */
export interface Cards extends Record<LayerId, FeatureCard> {
  water: WaterCard
  thing: FeatureCard
  place: PlaceOnWater
}

interface FoldOn<On extends keyof Cards> {
  on: On
  /** Folds of one card stand in this order. */
  order: number
  part: Component
  props: (card: Cards[On]) => Record<string, unknown>
  /** Key of its heading; without one the part has its own. */
  title?: string
  note?: (card: Cards[On]) => string | undefined
  alarm?: (card: Cards[On]) => boolean
  when?: (card: Cards[On]) => boolean
  /** Opened to begin with. */
  open?: boolean
  /** The part comes when it is opened first. */
  late?: boolean
}
export type Fold = { [On in keyof Cards]: FoldOn<On> }[keyof Cards]

/**
 * Where a shell has room for a control: at the head of a desk, or of the sheet in the hand; at the thumb; among the map's buttons;
 * over everything, as a note; on the wall.
 */
export type Spot = 'head' | 'sheetHead' | 'thumb' | 'tools' | 'notes' | 'wall'

export interface Noun {
  words: Words
  addresses?: readonly Address[]
  panel?: Panel
  /** Parts on the map (map/part.ts). */
  layers?: readonly Component[]
  /** What tiles are drawn by. */
  tint?: () => Partial<Pick<Look, 'past' | 'classes'>>
  /** How many there are of a mark that does not stand on waters. */
  counted?: Partial<Record<MarkId, () => Figure>>
  /** What there is to say of a thing under the pointer. */
  notes?: (hit: Hit) => string[]
  folds?: readonly Fold[]
  /** A button in the head of every card, told which (`card`). */
  onCard?: Component
  /** A button wherever a card has a place on the water: a component of PlaceOnWater. */
  atPlace?: Component
  controls?: Partial<Record<Spot, Component>>
  /** Its line in the account of whoever may: key of the words, name of the address. */
  entry?: { title: string; address: string; right: Right; desk?: true }
}

export const nounsKey: InjectionKey<readonly Noun[]> = Symbol('nouns')
export const useNouns = (): readonly Noun[] => inject(nounsKey)!

/** What nouns bring to a spot of a shell. */
export const useControls = (spot: Spot): readonly Component[] => useNouns().flatMap(({ controls }) => controls?.[spot] ?? [])
