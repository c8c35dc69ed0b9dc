// Finds coordinates that are GCJ-02 or BD-09 without saying so: features the register already knows lie some 600 m off,
// and fall on what it knows once they are turned back. A file that lies right already is never turned again.
import type { Geometry } from 'geojson'
import { fromBd09, fromGcj02, type LonLat } from '../../domain/coordinates.ts'
import type { Layer } from '../../domain/catalogue.ts'
import { identifier, sql } from '../../server/db/sql.ts'
import type { Queryable } from '../../server/db/database.ts'

export interface Known {
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

const metresPerDegree = 111_195

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

/** Looks up what the register holds of these features, by code, else by a name that is not common, and judges. */
export async function judgeShift(db: Queryable, layer: Layer, known: readonly Known[]): Promise<Verdict> {
  const view = identifier(`layer_${layer.id}`)
  const codes = known.map(({ code }) => code)
  const names = known.flatMap(({ name }) => (name ? [name] : []))
  const found = await db.query<{ key: string; shape: string }>(sql`
    select 'code ' || code as key, st_asgeojson(geom, 7) as shape from ${view} where code = any (${codes}::text[])
    union all
    select 'name ' || name, st_asgeojson(st_collect(geom), 7) from ${view} where name = any (${names}::text[]) group by name having count(*) <= 10`)
  const shapes = new Map(found.map(({ key, shape }) => [key, JSON.parse(shape) as Geometry]))
  return verdictOn(known.flatMap(({ code, name, places }) => {
    const shape = shapes.get(`code ${code}`) ?? shapes.get(`name ${name}`)
    return shape ? [{ places, shape }] : []
  }))
}
