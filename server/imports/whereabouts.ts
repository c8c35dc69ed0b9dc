// Where staged rows lie, beside all the register knows of where its city is; asked about before anything is written.
import { catalogue, isMeasured, layerOf, type Layer } from '../../domain/catalogue.ts'
import { metresBetween, type LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { metresPerDegree } from '../../domain/topology/plane.ts'
import type { Reading } from '../../geodata/import/crs.ts'
import { placesOf, type Shape } from '../../geodata/import/geometry.ts'
import { offsetOf, type Beside, type Measure, type Offset } from '../../geodata/import/offset.ts'
import type { Queryable } from '../db/database.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'
import type { Stage } from './stage.ts'

interface Sampled {
  row: number
  code: string
  /** The water it says it stands on, or belongs to. */
  water: string | null
  places: LonLat[]
}

/** So many rows are looked at, and so many places of each; the fewer the rows, the more of each. */
const [rowsLookedAt, placesLookedAt, mostPlacesLookedAt] = [120, 8, 40]
/** Of fewer nobody can tell whether all of them lie off by the same way (our proposal). */
const [fewestPaired, fewestBeside, fewestPlaces] = [2, 3, 12]
/** What lies farther off is something else: of the same code or name, and of what is only near. Metres. */
const [sameThing, nearThing] = [5000, 1500]
/** What stands on a water stands within this of its bank (as `standOnWater` has it), metres. */
const besideBank = 100
/** Beyond this from the water it names, a thing is told of, degrees: some 300 m (our proposal). */
const offItsWater = 0.003
/** A file is the city's within half the reach of its divisions, no less and no more than this; km (our proposal). */
const [leastReach, mostReach] = [5, 50]
/** Round a place that somebody gave, a city is this large, km (our proposal). */
const aroundGiven = 100

const watersOf = ({ layer, columns }: Stage): string[] =>
  layer.geometry === 'polygon' ? [] : layer.fields.filter(({ name, refers }) => refers && layerOf(refers)?.table === 'waters' && columns.includes(name)).map(({ name }) => name)

async function sampleOf(db: Queryable, stage: Stage): Promise<Sampled[]> {
  const waters = watersOf(stage)
  const found = await db.query<Omit<Sampled, 'places'> & { shape: string }>(sql`
    select row_no as row, code, ${waters.length ? sql`coalesce(${join(waters.map(identifier))})` : sql`null::text`} as water, st_asgeojson(geom, 9) as shape
    from (select *, row_number() over (order by row_no) as nth_row, count(*) over () as all_rows from ${stage.name}) s
    where nth_row % ceil(all_rows::float8 / ${rowsLookedAt})::bigint = 0 order by row_no`)
  return found.map(({ shape, ...rest }) => {
    const places = placesOf(JSON.parse(shape) as Shape)
    const most = Math.min(mostPlacesLookedAt, Math.max(placesLookedAt, (rowsLookedAt * placesLookedAt) / 2 / found.length))
    const step = Math.max(1, places.length / most)
    return { ...rest, places: Array.from({ length: Math.ceil(places.length / step) }, (_, i) => places[Math.floor(i * step)]) }
  })
}

const east = sql`(st_x(c.at) - p.lon) * cos(radians(p.lat)) * ${metresPerDegree}::float8`
const north = sql`(st_y(c.at) - p.lat) * ${metresPerDegree}::float8`

/** From each place to the nearest point of what `beside` chooses for it (a query of `geom` and `half`), metres. */
const measured = async (
  db: Queryable, rows: readonly { code: string; water: string | null }[], places: readonly LonLat[],
  beside: Sql, within: number, most: number,
): Promise<(Beside | null)[]> => {
  const found = await db.query<{ n: number } & Beside>(sql`
    select p.n, ${east} as east, ${north} as north, w.half + ${within}::float8 as within
    from unnest(${places.map(([lon]) => lon)}::float8[], ${places.map(([, lat]) => lat)}::float8[], ${rows.map(({ code }) => code)}::text[], ${rows.map(({ water }) => water)}::text[])
      with ordinality as p(lon, lat, code, water, n)
    cross join lateral (select st_setsrid(st_makepoint(p.lon, p.lat), 4490) as geom) at
    cross join lateral (${beside}) w
    cross join lateral (select st_closestpoint(w.geom, at.geom) as at) c`)
  const made: (Beside | null)[] = places.map(() => null)
  for (const { n, ...one } of found) if (Math.hypot(one.east, one.north) <= most) made[n - 1] = one
  return made
}

const edge = (geom: Sql) => sql`case when geometrytype(${geom}) like '%POLYGON' then st_boundary(${geom}) else ${geom} end`

/** What staged rows may be compared with: themselves as they were, the water they name, else what is nearest. */
const comparisons = ({ layer }: Stage): { of(one: Sampled): boolean; beside: Sql; within: number; most: number; paired: boolean }[] => {
  const table = identifier(layer.table)
  const lines = layer.geometry === 'line' ? sql`and geometrytype(t.geom) like '%LINESTRING'` : sql``
  const half = sql`coalesce(t.width_m, 0) / 2 as half`
  const onWater = layer.geometry === 'point'
  const water = sql`select t.geom, ${half} from waters t where t.valid_to is null ${lines} and t.geom && st_expand(at.geom, 0.02) order by t.geom <-> at.geom limit 1`
  const own = sql`
    select st_boundary(near.geom) as geom, 0 as half
    from (select t.geom from ${table} t where geometrytype(t.geom) like '%POLYGON' and t.geom && st_expand(at.geom, 0.02) order by t.geom <-> at.geom limit 8) near
    order by st_distance(st_boundary(near.geom), at.geom) limit 1`
  return [
    { of: () => true, beside: sql`select ${edge(sql`t.geom`)} as geom, 0 as half from ${table} t where t.code = p.code`, within: 0, most: sameThing, paired: true },
    { of: ({ water: named }) => named !== null, beside: sql`select t.geom, ${half} from waters t where t.code = p.water`, within: onWater ? besideBank - 30 : 0, most: sameThing, paired: true },
    ...(layer.geometry === 'polygon' ? [{ of: () => true, beside: own, within: 0, most: nearThing, paired: false }]
      : layer.table === 'waters' || isMeasured(layer) ? [{ of: () => true, beside: water, within: 0, most: nearThing, paired: false }] : []),
  ]
}

async function offsetIn(db: Queryable, stage: Stage, sample: readonly Sampled[], crs: string): Promise<Offset | null> {
  for (const { of, beside, within, most, paired } of comparisons(stage)) {
    const every = sample.filter(of).flatMap((one) => one.places.map((at) => ({ ...one, at })))
    const first = await measured(db, every, every.map(({ at }) => at), beside, within, most)
    const some = every.filter((_, i) => first[i] !== null)
    const rows = new Set(some.map(({ row }) => row)).size
    if (rows < (paired ? fewestPaired : fewestBeside) && (paired || some.length < fewestPlaces)) continue
    const measure: Measure = (places) => measured(db, some, places, beside, within, 2 * most)
    const found = await offsetOf(some.map(({ at }) => at), measure, { crs, paired })
    if (found) return found
    // What the register has of these rows itself outweighs what they lie next to.
    if (paired && rows >= sample.length / 2) return null
  }
  return null
}

/** Things that stand far from the water they name; it may be right, of one that drains into it from afar. */
async function farFromWater(db: Queryable, { layer, name, columns }: Stage): Promise<Text[]> {
  if (layer.geometry !== 'point' || !isMeasured(layer) || !columns.includes('water')) return []
  const rows = await db.query<{ row: number }>(sql`
    select s.row_no as row from ${name} s join waters w on w.code = s.water where not st_dwithin(w.geom, s.geom, ${offItsWater}) order by s.row_no`)
  const some = `${rows.slice(0, 5).map(({ row }) => row).join(', ')}${rows.length > 5 ? ' …' : ''}`
  return rows.length ? [text(`${rows.length} 行离所写的水体 300 米以上，请看坐标和水体（行 ${some}）`, `${rows.length} rows lie 300 m and more from the water they name: look at the place and the water (rows ${some})`)] : []
}

const figure = (degrees: number) => degrees.toFixed(3)

/** Where on earth something lies, for whoever knows the city: offline there are only figures. */
const extentSaid = ([west, south, east_, north_]: readonly number[]): Text => {
  const middle = (south + north_) / 2
  const [wide, high] = [metresBetween([west, middle], [east_, middle]) / 1000, metresBetween([west, south], [west, north_]) / 1000]
  const size = `${wide < 10 ? wide.toFixed(1) : Math.round(wide)} × ${high < 10 ? high.toFixed(1) : Math.round(high)} km`
  return text(`经度 ${figure(west)}–${figure(east_)}、纬度 ${figure(south)}–${figure(north_)}（东西 × 南北 ${size}）`, `longitude ${figure(west)} to ${figure(east_)}, latitude ${figure(south)} to ${figure(north_)} (${size})`)
}

const tables = [...new Set(catalogue.map(({ table }) => table))]

/** Tables that hold anything: the divisions alone where there are some, for they are the city. */
async function knownTables(db: Queryable): Promise<string[]> {
  const [row] = await db.query<{ held: string[] }>(sql`select array_remove(array[${join(tables.map((table) => sql`case when exists (select from ${identifier(table)}) then ${table}::text end`))}], null) as held`)
  return row.held.includes('divisions') ? ['divisions'] : row.held
}

/** Kilometres from each row to the nearest thing of the register. */
async function kilometresOf(db: Queryable, sample: readonly Sampled[], held: readonly string[]): Promise<number[]> {
  const every = sample.flatMap(({ places }, i) => places.map((at) => ({ i, at, code: '', water: null })))
  const least: number[] = sample.map(() => Infinity)
  for (const table of held) {
    const beside = sql`select t.geom, 0 as half from ${identifier(table)} t order by t.geom <-> at.geom limit 1`
    for (const [n, found] of (await measured(db, every, every.map(({ at }) => at), beside, 0, Infinity)).entries())
      if (found) least[every[n].i] = Math.min(least[every[n].i], Math.hypot(found.east, found.north) / 1000)
  }
  return least
}

async function reachOf(db: Queryable, layer: Layer, held: readonly string[]): Promise<number> {
  if (held[0] !== 'divisions' || layer.table === 'divisions') return mostReach
  const [{ west, south, east: right, north: top }] = await db.query<{ west: number; south: number; east: number; north: number }>(sql`
    select st_xmin(box) as west, st_ymin(box) as south, st_xmax(box) as east, st_ymax(box) as north from (select st_extent(geom) as box from divisions) e`)
  return Math.min(mostReach, Math.max(leastReach, metresBetween([west, south], [right, top]) / 2000))
}

export interface Whereabouts {
  /** What has to be answered before the rows are written; null where they lie where the city does. */
  question: Text | null
  remarks: Text[]
}

const yes = text('确是那里，用 --here；不是，用 --crs 指定坐标系，或改好文件', 'if that is right, say so with --here; if not, name the system with --crs or mend the file')

const nothingNear = text(
  '名录里还没有水体可比：一公里以内的偏移（GCJ-02、BD-09、别的大地基准）看不出来，请在地图上对照',
  'the register has no waters to compare with: shifts of less than a kilometre (GCJ-02, BD-09, another datum) cannot be told, look at the map',
)

const offsetSaid = (offset: Offset, crs: string): Text => {
  const [before, after] = [offset.straight, offset.moved].map((one) => `${Math.round(one * 100)}%`)
  const compared = text(`${offset.compared} 处与名录比对，原样 ${before} 落在上面`, `of ${offset.compared} places compared with the register ${before} lie on it as they are`)
  if (offset.kind === 'shift') {
    const metres = Math.round(offset.metres)
    return text(
      `${compared.zh}，移动 ${metres} 米后 ${after}：整份文件像是往${offset.towards.zh}偏了 ${metres} 米，坐标系或大地基准可能不对。确实如此，用 --here；否则用 --crs 指定，或转成 CGCS2000 再导入`,
      `${compared.en}, ${after} once moved by ${metres} m: the whole file seems to lie ${metres} m to the ${offset.towards.en}, its system or datum may be another. If it is right, say so with --here; if not, name it with --crs or convert to CGCS2000`)
  }
  if (offset.kind === 'some') return text(
    `有 ${offset.compared} 处不在名录的水上，${offset.crs === 'EPSG:4490' ? '不转换' : `按 ${offset.crs} 转换`}后 ${after} 落在上面，别的原样就在：一份文件里像有几种坐标。请分开导入；确实如此，用 --here`,
    `${offset.compared} places are not on what the register holds, ${after} of them are ${offset.crs === 'EPSG:4490' ? 'if not converted' : `once converted from ${offset.crs}`}, and the others are as they stand: the file seems to mix systems. Bring them in apart, or say with --here that it is right`)
  if (offset.crs === 'EPSG:4490') return text(
    `${compared.zh}，不按 ${crs} 转换则有 ${after}：像是本来没有偏。请去掉 --crs ${crs}；确实要转换，用 --here`,
    `${compared.en}, ${after} if not converted from ${crs}: leave --crs ${crs} out, or say with --here that it is right`)
  return text(
    `${compared.zh}，按 ${offset.crs} 转换后 ${after}：像是 ${offset.crs}。若是，用 --crs ${offset.crs}（文件是米的，请先转成 CGCS2000）；确实没有偏，用 --here`,
    `${compared.en}, ${after} once converted from ${offset.crs}: if they are, --crs ${offset.crs} (a file in metres: convert it to CGCS2000 first); if they are right, say so with --here`)
}

/** What has to be asked, or is to be said, of where staged rows lie. `near` is a place of the city, where somebody gave one. */
export async function whereaboutsOf(
  db: Queryable, stage: Stage, { reading, extent, near }: { reading: Omit<Reading, 'toDegrees'>; extent: readonly number[] | null; near: LonLat | null },
): Promise<Whereabouts> {
  if (!extent) return { question: null, remarks: [] }
  const sample = await sampleOf(db, stage)
  const held = await knownTables(db)
  const said = extentSaid(extent)
  if (near) {
    const far = sample.filter(({ places }) => Math.min(...places.map((at) => metresBetween(at, near))) > aroundGiven * 1000)
    if (far.length > sample.length / 2) return { question: text(
      `文件的图形位于${said.zh}，离 --near ${near.join(',')} 有 ${aroundGiven} km 以上。${yes.zh}`, `the shapes lie at ${said.en}, more than ${aroundGiven} km from --near ${near.join(',')}: ${yes.en}`), remarks: [] }
  }
  if (!held.length) return near ? { question: null, remarks: [] } : { question: text(
    `名录还是空的，没有可比的地方。文件的图形位于${said.zh}，按${reading.name.zh}读。${yes.zh}。也可用 --near 经度,纬度 说出城市在哪里`,
    `the register is empty, so there is nothing to compare with. The shapes lie at ${said.en}, read as ${reading.name.en}: ${yes.en}. Or say where the city is with --near lon,lat`), remarks: [] }
  const kilometres = await kilometresOf(db, sample, held)
  const reach = await reachOf(db, stage.layer, held)
  const far = sample.filter((_, i) => kilometres[i] > reach)
  if (far.length > sample.length / 2) {
    const nearest = kilometres.reduce((least, one) => Math.min(least, one), Infinity)
    return { question: text(
      `文件的图形位于${said.zh}，按${reading.name.zh}读，离名录里的城市最近也有 ${Math.round(nearest)} km（${sample.length} 行里 ${far.length} 行超过 ${Math.round(reach)} km）：坐标系可能不对，或是别处的文件。${yes.zh}`,
      `the shapes lie at ${said.en}, read as ${reading.name.en}: ${Math.round(nearest)} km and more from the city of the register (${far.length} of ${sample.length} rows beyond ${Math.round(reach)} km). The system may be another, or the file another place’s: ${yes.en}`), remarks: [] }
  }
  const remarks = far.length ? [text(
    `${far.length} 行离名录里的城市超过 ${Math.round(reach)} km：第 ${far.slice(0, 5).map(({ row }) => row).join('、')}${far.length > 5 ? ' …' : ''} 行`,
    `${far.length} rows lie more than ${Math.round(reach)} km from the city of the register: ${far.slice(0, 5).map(({ row }) => row).join(', ')}${far.length > 5 ? ' …' : ''}`)] : []
  remarks.push(...await farFromWater(db, stage))
  const [{ waters }] = await db.query<{ waters: boolean }>(sql`select exists (select from waters) as waters`)
  if (!waters && stage.layer.table !== 'divisions') remarks.push(nothingNear)
  const offset = await offsetIn(db, stage, sample, reading.crs)
  return { question: offset && offsetSaid(offset, reading.crs), remarks }
}
