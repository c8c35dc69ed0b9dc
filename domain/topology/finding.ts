// What the checks look at and what they answer.
import type { Geometry } from 'geojson'
import type { LayerId } from '../catalogue.ts'
import type { LonLat } from '../shift.ts'
import { text, type Text } from '../text.ts'
import { key } from './plane.ts'

/** An object of the map. Its geometry is a value: a changed one is a new object. */
export interface Piece {
  layer: LayerId
  code: string
  name: string
  geometry: Geometry
  widthM?: number | null
  bedFromM?: number | null
  bedToM?: number | null
  /** Code of the water it stands on. */
  water?: string | null
  /** Metres of its line as registered, where it is being redrawn: what leaves at its end is known by it. */
  wasM?: number | null
}

/** Water leaves `upstream` at a measure and enters `downstream` at another. */
export interface SceneLink {
  upstream: string
  upstreamM: number
  downstream: string
  downstreamM: number
}

export interface Scene {
  /** What is being edited, as drawn now. */
  subjects: readonly Piece[]
  /** Everything else near, as registered. */
  around: readonly Piece[]
  /** Those that touch a subject. */
  links: readonly SceneLink[]
  /** The division the thing being edited is registered in, where it may not leave it. */
  home?: Piece | null
}

export type FindingKind =
  | 'stray' | 'tooLittle' | 'repeated' | 'spike' | 'selfCrossing'
  | 'torn' | 'short' | 'leaving' | 'almostJunction' | 'crossing' | 'disconnected' | 'uphill' | 'direction'
  | 'duplicate' | 'overlap' | 'offWater'

export interface Mend {
  words: Text
  changes: { layer: LayerId; code: string; geometry: Geometry }[]
  links?: { was: SceneLink; becomes: SceneLink }[]
}

export interface Finding {
  /** The same problem found twice has one id. */
  id: string
  kind: FindingKind
  /**
   * Refuse: the register cannot take it. Reason: it takes it from those who keep it, with a reason. Warn: a person looks and may
   * keep it.
   */
  severity: 'refuse' | 'reason' | 'warn'
  words: Text
  at: LonLat
  codes: string[]
  mend?: Mend
}

/** Limits of the checks: our proposals, to be said so on the screen. */
export const proposals = {
  /** What lies closer is joined, metres. */
  joinedM: 0.05,
  /** An end this near to another line was meant to meet it, metres. */
  almostM: 5,
  /** Levels of river beds are not known better than this, metres. */
  bedM: 0.1,
  /** Vertices of a line drawn twice lie this near, metres. */
  sameM: 0.1,
  /** A polygon drawn twice shares this much of its area. */
  sameShare: 0.95,
  /** Overlaps up to this are the width of a pen, square metres. */
  overlapM2: 3,
  /** A facility may stand this far beyond the edge of its water, metres. */
  besideM: 50,
  /** What is recorded as flowing into one another lies no further apart, metres. */
  apartM: 5,
  /** A reach is not shorter, metres. */
  shortM: 5,
  /** A shape lies no further outside its division than its border is known, metres. */
  beyondM: 50,
} as const

const decimal = (value: number) => (value < 10 ? Math.round(value * 10) / 10 : Math.round(value))

/** Metres as people say them: to the decimetre where that matters, to the centimetre below one. */
export const metres = (value: number): string => String(value < 1 ? Math.round(value * 100) / 100 : decimal(value))
export const squareMetres = (value: number): string => String(decimal(value))

/** For English sentences. */
export const countOf = (count: number, one: string, more = `${one}s`): string => `${count} ${count === 1 ? one : more}`

/** What a finding calls an object. */
export const nameOf = ({ name, code }: Piece): Text => text(`「${name || code}」`, `“${name || code}”`)

/** `where` tells several problems of one kind between the same objects apart. */
export function findingOf(kind: FindingKind, severity: Finding['severity'], pieces: readonly Piece[], at: LonLat, words: Text, more: { where?: LonLat | string; mend?: Mend | null } = {}): Finding {
  const keys = pieces.map(({ layer, code }) => `${layer}/${code}`).sort()
  const where = more.where === undefined ? [] : [typeof more.where === 'string' ? more.where : key(more.where)]
  return { id: [kind, ...keys, ...where].join(' '), kind, severity, words, at, codes: pieces.map(({ code }) => code), ...(more.mend ? { mend: more.mend } : {}) }
}

export const change = ({ layer, code }: Piece, geometry: Geometry) => ({ layer, code, geometry })
