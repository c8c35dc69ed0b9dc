// Finds coordinates that are GCJ-02 or BD-09 without saying so: features the register already knows lie some 600 m off,
// and fall on what it knows once they are turned back. A file that lies right already is never turned again.
import type { Geometry } from 'geojson'
import type { Layer } from '../../domain/catalogue.ts'
import { fromBd09, fromGcj02, nameOf, projection, type LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { codeOf, type CodeRule } from './codes.ts'
import type { Reading } from './crs.ts'
import type { Mapping } from './mapping.ts'
import { Refusal } from './refusal.ts'
import type { Sample } from './survey.ts'
import { readValue } from './values.ts'
import { metresPerDegree } from '../../domain/topology/plane.ts'

interface Feature {
  code: string
  name: string | null
  /** Some places of the incoming shape, in degrees as read. */
  places: LonLat[]
}

export interface Verdict {
  /** Features the register knows too, near enough to judge by. */
  compared: number
  /** How many of them lie best as they are, as GCJ-02, as BD-09. */
  votes: { straight: number; 'GCJ-02': number; 'BD-09': number }
  /** Mean distance from the register, metres, as read and as turned back the likeliest way. */
  metres: { straight: number; turned: number }
  crs: 'straight' | 'GCJ-02' | 'BD-09' | null
}

/** Metres from a place to the nearest point of a shape's lines, in the plane around the place. */
export function metresTo([lon, lat]: LonLat, shape: Geometry): number {
  const shrink = Math.cos((lat * Math.PI) / 180)
  const planar = ([x, y]: number[]): [number, number] => [((x ?? 0) - lon) * shrink * metresPerDegree, ((y ?? 0) - lat) * metresPerDegree]
  let least = Infinity
  const path = (places: number[][]) => {
    let [ax, ay] = planar(places[0] ?? [])
    least = Math.min(least, Math.hypot(ax, ay))
    for (const place of places.slice(1)) {
      const [bx, by] = planar(place)
      const [dx, dy] = [bx - ax, by - ay]
      const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)))
      least = Math.min(least, Math.hypot(ax + along * dx, ay + along * dy))
      ;[ax, ay] = [bx, by]
    }
  }
  const visit = (value: unknown): void => {
    if (!Array.isArray(value) || !value.length) return
    if (typeof value[0] === 'number') path([value as number[]])
    else if (Array.isArray(value[0]) && typeof value[0][0] === 'number') path(value as number[][])
    else value.forEach(visit)
  }
  if (shape.type === 'GeometryCollection') return Math.min(Infinity, ...shape.geometries.map((one) => metresTo([lon, lat], one)))
  visit(shape.coordinates)
  return least
}

const ways = { straight: (at: LonLat) => at, 'GCJ-02': fromGcj02, 'BD-09': fromBd09 }
type Way = keyof typeof ways

/** Farther apart than this, two things of one name are two things. */
const sameThingMetres = 5000
const closeMetres = 150

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Judges by pairs of an incoming feature and what the register holds of it. */
export function verdictOn(pairs: { places: LonLat[]; shape: Geometry }[]): Verdict {
  const votes = { straight: 0, 'GCJ-02': 0, 'BD-09': 0 }
  const distances: Record<Way, number>[] = []
  for (const { places, shape } of pairs) {
    const [straight, gcj02, bd09] = (Object.keys(ways) as Way[]).map((way) => mean(places.map((at) => metresTo(ways[way](at), shape))))
    const each = { straight: straight ?? Infinity, 'GCJ-02': gcj02 ?? Infinity, 'BD-09': bd09 ?? Infinity }
    if (!(each.straight < sameThingMetres)) continue
    distances.push(each)
    const [best, second] = (Object.keys(ways) as Way[]).sort((a, b) => each[a] - each[b])
    if (best && second && each[best] < closeMetres && each[second] > 2.5 * each[best]) votes[best]++
  }
  const cast = votes.straight + votes['GCJ-02'] + votes['BD-09']
  const leader = (Object.keys(votes) as Way[]).find((way) => votes[way] >= 0.8 * cast) ?? null
  const crs = cast ? leader : null
  return { compared: distances.length, votes, crs, metres: { straight: mean(distances.map((each) => each.straight)), turned: mean(distances.map((each) => each[crs ?? 'straight'])) } }
}

/** What the register holds of features of these codes and these names that are not common, under `code …` and `name …`. */
export type Known = (codes: readonly string[], names: readonly string[]) => Promise<ReadonlyMap<string, Geometry>>

/** Looks up what is known of these features, by code, else by name, and judges. */
async function judgeShift(known: Known, features: readonly Feature[]): Promise<Verdict> {
  const shapes = await known(features.map(({ code }) => code), features.flatMap(({ name }) => (name ? [name] : [])))
  return verdictOn(features.flatMap(({ code, name, places }) => {
    const shape = shapes.get(`code ${code}`) ?? shapes.get(`name ${name}`)
    return shape ? [{ places, shape }] : []
  }))
}

export interface Shift {
  verdict: Verdict
  words: Text
  /** Nothing was converted, and somebody has to say whether that is right. */
  asks?: boolean
}

/** Whether the coordinates are shifted ones, judged by what the register already holds. */
export async function decideShift(
  known: Known, layer: Layer, samples: readonly Sample[], { mapping, codes }: { mapping: Mapping; codes: CodeRule },
  reading: Reading, keepShift: boolean,
): Promise<{ reading: Reading; shift: Shift | null }> {
  const shifted = reading.crs === 'GCJ-02' || reading.crs === 'BD-09'
  // A file that was declared shifted is judged by its figures as they stand.
  const toDegrees = shifted ? (at: [number, number]): LonLat => (reading.swapped ? [at[1], at[0]] : at) : reading.toDegrees
  const naming = mapping.fields.find(({ field }) => field.name === 'name')
  const verdict = await judgeShift(known, samples.flatMap(({ properties, places }) => {
    const read = naming && readValue(naming.field, properties[naming.column])
    const name = read && 'value' in read ? (read.value as string | null) : null
    const degrees = places.map(toDegrees).filter((at) => at.every(Number.isFinite) && Math.abs(at[1]) <= 90)
    const coded = codeOf(codes, layer, codes.column === null ? null : properties[codes.column], name, degrees[0] ?? null)
    return degrees.length ? [{ code: 'code' in coded ? coded.code : '', name, places: degrees }] : []
  }))
  const { votes, metres, crs } = verdict
  const cast = votes.straight + votes['GCJ-02'] + votes['BD-09']
  const figures = `${cast} 个要素与名录比对，原样相距 ${Math.round(metres.straight)} 米`
  if (shifted) {
    if (crs === 'straight' && cast >= 3) throw new Refusal(`${figures}：坐标已经与名录相合，再按 ${reading.crs} 转换就偏了两次；请去掉 --crs`, 'the coordinates already agree with the register: converting them would shift them twice')
    return { reading, shift: cast ? { verdict, words: text(`按 ${reading.crs} 转换（命令行指定）；${figures}，转换后 ${Math.round(metres.turned)} 米`, `converted from ${reading.crs} as asked; now ${Math.round(metres.turned)} m from the register`) } : null }
  }
  if (!cast) return { reading, shift: null }
  if (crs === 'straight') return { reading, shift: { verdict, words: text(`${figures}：没有偏移，不转换`, `agrees with the register as it is, nothing converted`) } }
  if (crs === null) return { reading, shift: { verdict, asks: !keepShift, words: text(`${figures}，各要素说法不一，没有转换：一份文件里像有几种坐标。请分开导入；确实如此，用 --here`, 'features disagree, nothing converted: the file seems to mix systems. Bring them in apart, or say with --here that it is right') } }
  const turned = `${figures}，按 ${crs} 转换后 ${Math.round(metres.turned)} 米`
  if (keepShift || cast < 3)
    return { reading, shift: { verdict, asks: !keepShift, words: text(`${turned}：像是 ${crs}，${keepShift ? '按 --keep-shift 未转换' : `可比的要素太少，没有转换；若是，用 --crs ${crs}，确实没有偏，用 --here`}`, `looks like ${crs}; not converted${keepShift ? ' as asked' : `: too few to be sure. If it is, --crs ${crs}; if nothing is shifted, say so with --here`}`) } }
  const way = projection(crs)
  if (!way) return { reading, shift: null }
  return {
    reading: { ...reading, crs, name: nameOf(crs), why: text('由名录认出', 'recognised by the register'), toDegrees: (at) => way.toDegrees(reading.toDegrees(at)) },
    shift: { verdict, words: text(`${turned}：认定为 ${crs}，已转换，原坐标另存`, `${crs} by the register: converted, the original kept`) },
  }
}
