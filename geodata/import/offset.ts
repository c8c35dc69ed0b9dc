// Whether shapes lie beside what the register holds of them, all by the same way: coordinates of another kind, or on another datum,
// put a whole file some hundred metres off and look right on their own.
import { fromBd09, fromGcj02, toBd09, toGcj02, type LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { metresPerDegree } from '../../domain/topology/plane.ts'

/** From a place to what the register holds beside it, metres; at `within` it counts as on it (half the width of a water). */
export interface Beside {
  east: number
  north: number
  within: number
}

/** What lies beside each of these places, the same thing every time; null where nothing does. */
export type Measure = (places: readonly LonLat[]) => Promise<readonly (Beside | null)[]>

/** Shares of places that lie on what is beside them: as they are, and once moved. */
interface Found {
  compared: number
  straight: number
  moved: number
}
type Shifted = 'GCJ-02' | 'BD-09' | 'EPSG:4490'
export type Offset = Found & ({ kind: 'system' | 'some'; crs: Shifted } | { kind: 'shift'; metres: number; towards: Text })

/** Our proposal, all of it: what counts as on it where a system is told apart, and where any shift is. */
const [onIt, exactlyOnIt] = [30, 10]
/** Half of them on it: the file is right, unless so many of the others, and so large a share, lie on it in another system. */
const surely = 0.5
const [fewestOthers, leastOthers, othersOnIt] = [12, 0.1, 0.8]
/** Nearer than this two surveys of one thing may differ, all by the same way. */
const leastShift = 20
const rounds = 8

const moved = ([lon, lat]: LonLat, [east, north]: readonly [number, number]): LonLat =>
  [lon + east / (metresPerDegree * Math.cos((lat * Math.PI) / 180)), lat + north / metresPerDegree]
const lengthOf = ({ east, north }: Beside) => Math.hypot(east, north)
const share = (beside: readonly Beside[], metres: number) =>
  beside.filter((one) => lengthOf(one) <= one.within + metres).length / Math.max(1, beside.length)
const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? 0

/** The shift that brings places onto lines whose nearest points are these; by the middle one where all lie in one direction. */
function stepOf(beside: readonly Beside[]): { step: [number, number]; diverse: boolean } {
  const usual = 3 * median(beside.map(lengthOf))
  const near = beside.filter((one) => lengthOf(one) > 1e-3 && lengthOf(one) <= usual)
  let [xx, xy, yy, xd, yd] = [0, 0, 0, 0, 0]
  for (const one of near) {
    const metres = lengthOf(one)
    const [x, y] = [one.east / metres, one.north / metres]
    ;[xx, xy, yy, xd, yd] = [xx + x * x, xy + x * y, yy + y * y, xd + x * metres, yd + y * metres]
  }
  const area = xx * yy - xy * xy
  const diverse = near.length > 0 && area > 0.02 * near.length ** 2
  return {
    step: diverse ? [(xd * yy - yd * xy) / area, (yd * xx - xd * xy) / area]
      : [median(beside.map(({ east }) => east)), median(beside.map(({ north }) => north))],
    diverse,
  }
}

const winds: Text[] = [
  text('北', 'north'), text('东北', 'northeast'), text('东', 'east'), text('东南', 'southeast'),
  text('南', 'south'), text('西南', 'southwest'), text('西', 'west'), text('西北', 'northwest'),
]
const windOf = ([east, north]: readonly [number, number]): Text => winds[(Math.round(Math.atan2(east, north) / (Math.PI / 4)) + 8) % 8]

/**
 * How a file lies off what the register holds, judged by places of it; null where it lies right or nobody can tell. `crs` is the
 * system they were read in. `paired`: what is beside them is the same thing, and not only the nearest of its kind.
 */
export async function offsetOf(
  places: readonly LonLat[], measure: Measure, { crs, paired }: { crs: string; paired: boolean },
): Promise<Offset | null> {
  const all = await measure(places)
  const known = places.filter((_, i) => all[i] !== null)
  const straight = all.filter((one) => one !== null)
  if (!known.length) return null
  /** What lies nowhere near anything once it is moved is not on it either. */
  const besideOf = async (at: readonly LonLat[]) =>
    (await measure(at)).map((one): Beside => one ?? { east: Infinity, north: Infinity, within: 0 })
  const ways: [crs: Shifted, way: (at: LonLat) => LonLat][] =
    crs === 'GCJ-02' ? [['EPSG:4490', toGcj02]] : crs === 'BD-09' ? [['EPSG:4490', toBd09]] : [['GCJ-02', fromGcj02], ['BD-09', fromBd09]]
  const before = share(straight, onIt)
  /** The way that brings most of these places onto what is beside them. */
  const likeliest = async (some: (one: Beside) => boolean) => {
    const tried: { named: Shifted; share: number }[] = []
    for (const [named, way] of ways) {
      const beside = await besideOf(known.map(way))
      tried.push({ named, share: share(beside.filter((_, i) => some(straight[i])), onIt) })
    }
    return tried.reduce((a, b) => (b.share > a.share ? b : a))
  }
  if (share(straight, exactlyOnIt) >= surely) {
    const isOff = (one: Beside) => lengthOf(one) > one.within + onIt
    const off = straight.filter(isOff).length
    if (off < fewestOthers || off < leastOthers * straight.length) return null
    const { named, share: moved } = await likeliest(isOff)
    return moved >= othersOnIt ? { kind: 'some', crs: named, compared: off, straight: 0, moved } : null
  }
  const best = await likeliest(() => true)
  if (best.share >= 0.6 && best.share >= before + 0.35) return { kind: 'system', crs: best.named, compared: known.length, straight: before, moved: best.share }

  let shift: [number, number] = [0, 0]
  let beside: readonly Beside[] = straight
  let seen = false
  for (let round = 0; round < rounds; round++) {
    const { step, diverse } = stepOf(beside)
    seen ||= diverse
    shift = [shift[0] + step[0], shift[1] + step[1]]
    beside = await besideOf(known.map((at) => moved(at, shift)))
    if (!beside.every((one) => Number.isFinite(one.east)) || Math.hypot(...step) < 0.5) break
  }
  const [exactly, after] = [share(straight, exactlyOnIt), share(beside, exactlyOnIt)]
  const metres = Math.hypot(...shift)
  const told = metres >= leastShift && after >= 0.8 && after >= exactly + 0.3 && (paired || seen)
  return told ? { kind: 'shift', metres, towards: windOf([-shift[0], -shift[1]]), compared: known.length, straight: exactly, moved: after } : null
}
