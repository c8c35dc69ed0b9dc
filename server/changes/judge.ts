// What is asked for is looked at before anybody waits for it, and before the record is locked: whether it may be theirs to
// change at all, then whether its shapes will do. Four ponds of 200,000 corners in somebody else's village once held up every
// change of the city for half a minute, each to be refused in the end.
import { z } from 'zod'
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import type { ChangeRequest, Operation } from '../../domain/changes/schemas.ts'
import type { Actor, Role } from '../../domain/roles.ts'
import { today } from '../../domain/today.ts'
import type { Database, Queryable } from '../db/database.ts'
import { identifier, sql, type Sql } from '../db/sql.ts'
import { Problem } from '../http/problem.ts'
import { ruleSetOn } from '../rules.ts'
import { changeUnder } from './queries.ts'

type Geometry = Extract<Operation, { op: 'create' }>['geometry']

// ── How much ──

const LimitOf = z.strictObject({ corners: z.number().int().min(4), megabytes: z.number().positive().max(100).describe('of a request') })
/** What may be sent at once (rule set shape_limits). */
const ShapeLimits = z.strictObject({ offices: LimitOf, others: LimitOf })
type ShapeLimits = z.infer<typeof ShapeLimits>

/** What one may send; `most` is what anybody may. */
export type Limit = ShapeLimits['offices'] & { most: number }

const keptMs = 60_000
const kept = new WeakMap<Database, { at: number; limits: Promise<ShapeLimits> }>()

/** Asked before a body is read, so it is not asked of the register every time. */
const shapeLimits = (db: Database): Promise<ShapeLimits> => {
  const known = kept.get(db)
  if (known && performance.now() - known.at < keptMs) return known.limits
  const limits = ruleSetOn(db, 'shape_limits', today()).then((found) => ShapeLimits.parse(found?.body))
  limits.catch(() => kept.delete(db))
  kept.set(db, { at: performance.now(), limits })
  return limits
}

const keepers: readonly Role[] = ['administrator', 'office', 'department']

/** How much somebody may send at once: those who keep the register whole reaches, others what they find on the way. */
export const limitFor = async (db: Database, actor: Actor): Promise<Limit> => {
  const limits = await shapeLimits(db)
  return { ...limits[actor.posts.some(({ role }) => keepers.includes(role)) ? 'offices' : 'others'], most: limits.offices.corners }
}

// ── Shapes ──

const shapes = { line: ['LineString', 'MultiLineString'], polygon: ['Polygon', 'MultiPolygon'], point: ['Point'] } as const
const depths = { Point: 0, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 } as const

const refuse = (zh: string, en: string, at?: unknown): never => { throw new Problem('shapeInvalid', { zh, en, at }) }

interface Seen {
  corners: number
  /** [west, south, east, north], degrees. */
  box: [number, number, number, number]
}

/** Whether a list of places makes a line, or the ring of a polygon (RFC 7946 §3.1.4, §3.1.6). */
const isWhole = (places: readonly unknown[], isRing: boolean) => {
  const [first, last] = [places[0], places.at(-1)]
  return isRing
    ? places.length >= 4 && Array.isArray(first) && Array.isArray(last) && first[0] === last[0] && first[1] === last[1]
    : places.length >= 2
}

/** Reads a shape without the register; refuses one of another kind, incomplete, beyond the world, or of more than `most` corners. */
const seen = (layer: Layer, geometry: Geometry, most: number): Seen => {
  if (!(shapes[layer.geometry] as readonly string[]).includes(geometry.type)) refuse(`${layer.title.zh}的图形应是${{ line: '线', polygon: '面', point: '点' }[layer.geometry]}`, `this layer’s shapes are ${layer.geometry}s`)
  const found: Seen = { corners: 0, box: [Infinity, Infinity, -Infinity, -Infinity] }
  const { box } = found
  const walk = (part: unknown, depth: number): void => {
    if (!Array.isArray(part)) return refuse('坐标不是数组', 'coordinates are no lists')
    if (depth > 0 && !(depth === 1 ? isWhole(part, layer.geometry === 'polygon') : part.length)) refuse('图形不完整：线至少两个点，面至少三个点并首尾闭合', 'the shape is incomplete: two places for a line, three and closed for a polygon')
    if (depth > 0) return part.forEach((one) => walk(one, depth - 1))
    const [lon, lat] = part as [number, number]
    if (!(part.length >= 2 && part.length <= 4 && part.every((number) => typeof number === 'number' && Number.isFinite(number)) && Math.abs(lon) <= 180 && Math.abs(lat) <= 90))
      refuse(`坐标 ${JSON.stringify(part).slice(0, 60)} 不是经纬度`, 'a coordinate is no [lon, lat]')
    if (++found.corners > most) throw new Problem('shapeTooLarge', { corners: found.corners, most })
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  walk(geometry.coordinates, depths[geometry.type])
  return found
}

/** A shape as the database reads it. */
export const bare = (geometry: Geometry): Sql => sql`st_setsrid(st_force2d(st_geomfromgeojson(${JSON.stringify(geometry)})), 4490)`

/** Found to be sound before; a shape is judged once, whoever asks. */
const sound = new WeakSet<Geometry>()

/** Refuses a shape that crosses itself, or has no extent. */
export const judgeShape = async (db: Queryable, geometry: Geometry): Promise<void> => {
  if (sound.has(geometry)) return
  const [judged] = await db.query<{ valid: boolean; reason: string | null; at: [number, number] | null; size: number }>(sql`
    select valid, reason, array[st_x(location), st_y(location)] as at,
      case st_dimension(g) when 0 then 1 when 1 then st_length(plane(g)) else case when valid then st_area(plane(g)) else 1 end end as size
    from (select ${bare(geometry)} as g) shape cross join lateral st_isvaliddetail(g)`)
    .catch((reason: { code?: string }) => (reason.code === 'XX000' || reason.code?.startsWith('22') ? refuse('图形的对错判不出来：多半是边界在许多处碰到自己。请在 GIS 软件里修复几何后再试', 'whether the shape is valid could not be told, mostly because its boundary touches itself in many places: repair it in GIS software') : Promise.reject(reason)))
  if (!judged.valid) refuse(`图形不成立：${/[Ss]elf-intersection/.test(judged.reason ?? '') ? '边界自己相交' : judged.reason}`, `the shape is not valid: ${judged.reason}`, judged.at)
  if (!(judged.size > 0.01)) refuse('图形没有大小', 'the shape has no extent')
  sound.add(geometry)
}

// ── Who may ──

/** The row an operation is about, where there is one whose shape or place decides who may. */
const rowOf = (operation: Operation): { layer: Layer; code: string; removes: boolean } | null => {
  switch (operation.op) {
    case 'update': case 'remove': return { layer: layerOf(operation.layer)!, code: operation.code, removes: operation.op === 'remove' && !operation.ended }
    case 'split': case 'reverse': return { layer: layerOf('reaches')!, code: operation.code, removes: false }
    case 'merge': return { layer: layerOf('reaches')!, code: operation.upper.code, removes: false }
    default: return null
  }
}

/**
 * Whether a standing row is theirs, and how many corners it has; null where there is none. The policies
 * have the last word when it is written.
 */
const standing = async (
  db: Queryable, { layer, code, removes }: NonNullable<ReturnType<typeof rowOf>>,
): Promise<{ theirs: boolean; corners: number } | null> => {
  const water = removes ? sql`null` : layer.table === 'waters' ? sql`code` : layer.fields.some(({ name }) => name === 'water') ? sql`water` : sql`null`
  const [row] = await db.query<{ theirs: boolean; corners: number }>(sql`
    select actor_changes(${layer.table}, division, ${water}) as theirs, st_npoints(geom) as corners from ${identifier(layer.table)} where code = ${code} and valid_to is null`)
  return row ?? null
}

const mayMake = async (db: Queryable, layer: Layer, division: unknown, [west, south, east, north]: Seen['box']): Promise<boolean> => {
  const [{ may }] = (await db.query<{ may: boolean }>(sql`
    select actor_might_make(${layer.table}, ${layer.fixed?.kind ?? null}, ${typeof division === 'string' && division ? division : null}, st_makeenvelope(${west}, ${south}, ${east}, ${north}, 4490)) as may`)) as [{ may: boolean }]
  return may
}

/** A shape of theirs that has grown somewhat since they were given it. */
const grown = 1.2

/**
 * Looks at what is asked for: what takes no register at once, the rest by the function returned. Throws what is refused.
 * What has been done under this `id` is answered as it was, whatever has become of it since.
 */
export const judgeOf = (operations: readonly Operation[], limit: Limit, id?: ChangeRequest['id']): ((db: Queryable) => Promise<void>) => {
  const asked = operations.map((operation) => {
    const geometry = operation.op === 'create' || operation.op === 'update' ? operation.geometry : undefined
    const layer = 'layer' in operation ? layerOf(operation.layer)! : null
    if (layer && !layer.editable) throw new Problem('notEditable', { layer: layer.title.zh })
    return { operation, geometry, seen: geometry ? seen(layer!, geometry, operation.op === 'create' ? limit.corners : limit.most) : null }
  })
  return async (db) => {
    if (id !== undefined && (await changeUnder(db, id))) return
    for (const { operation, seen } of asked) {
      if (operation.op === 'create') {
        if (!(await mayMake(db, layerOf(operation.layer)!, operation.fields.division, seen!.box))) throw new Problem('notYours')
        continue
      }
      const about = rowOf(operation)
      const row = about && (await standing(db, about))
      if (row && !row.theirs) throw new Problem('notYours', { code: about.code })
      if (seen && seen.corners > Math.max(limit.corners, (row?.corners ?? 0) * grown)) throw new Problem('shapeTooLarge', { corners: seen.corners, most: limit.corners })
    }
    for (const { geometry } of asked) if (geometry) await judgeShape(db, geometry)
  }
}
