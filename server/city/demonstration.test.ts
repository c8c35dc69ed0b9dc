// What a hydrologist, a planner and a district office would check of the demonstration city, asked of its database.
import { afterAll, expect, test } from 'vitest'
import { catalogue } from '../../domain/catalogue.ts'
import { levelsDue } from '../../domain/tenures.ts'
import { divisionLevels } from '../../domain/enums.ts'
import { served } from '../../test/register.ts'
import { openDatabase } from '../db/open.ts'
import { identifier, join, sql, type Sql } from '../db/sql.ts'

const database = await openDatabase(served().city, { attachable: true })
afterAll(() => database.close())

/** The rows a statement finds, a few of them for the message of a test that expects none. */
const rows = (statement: Sql) => database.query(sql`select * from (${statement}) found limit 5`)

/** EPSG:4547, the city's own grid in metres. */
const plane = sql`4547`

/** The place at a measure on a line, in the plane: in degrees a share of the length is metres off. */
const placeAt = (water: 'u' | 'd' | 'w', measure: Sql) =>
  sql`st_lineinterpolatepoint(st_transform(${identifier(water)}.geom, ${plane}), greatest(0, least(1, (${measure}) / ${identifier(water)}.length_m)))`

test('every shape is valid, simple where it is a line, and not empty', async () => {
  const shapes = ['waters', 'divisions', 'grids', 'drainage_units'].map((table) => sql`select code, geom from ${identifier(table)}`)
  expect(await rows(sql`select code, st_isvalidreason(geom) from (${join(shapes, ' union all ')}) all_shapes where st_isempty(geom) or not st_isvalid(geom) or not st_issimple(geom)`)).toEqual([])
})

test('reaches cover their river from source to mouth, each beginning where the last one ends', async () => {
  expect(await rows(sql`
    with cut as (
      select code, river, river_from_m, river_to_m, length_m, geom,
        lag(river_to_m, 1, 0) over w as expected_from, lag(geom) over w as above, lead(code) over w is null as is_last
      from waters where kind = 'reach' window w as (partition by river order by river_from_m))
    select c.code from cut c join waters r on r.code = c.river
    where abs(c.river_from_m - c.expected_from) > 0.01 or abs(c.river_to_m - c.river_from_m - c.length_m) > 0.02
      or c.is_last and abs(c.river_to_m - r.length_m) > 0.02
      or not st_equals(st_startpoint(c.geom), coalesce(st_endpoint(c.above), st_startpoint(r.geom)))
      or c.is_last and not st_equals(st_endpoint(c.geom), st_endpoint(r.geom))`)).toEqual([])
  expect(await rows(sql`
    select code from waters where kind in ('river', 'reach') and abs(length_m - st_length(st_transform(geom, ${plane}))) > 0.1`)).toEqual([])
})

test('rivers meet only where both have a vertex', async () => {
  expect(await rows(sql`
    select a.code as one, b.code as other
    from waters a join waters b on a.code < b.code and st_intersects(a.geom, b.geom)
    cross join lateral (select st_intersection(a.geom, b.geom) as at) meeting
    where a.kind = 'river' and b.kind = 'river'
      and (st_crosses(a.geom, b.geom) or st_dimension(at) > 0 or not st_coveredby(at, st_points(a.geom)) or not st_coveredby(at, st_points(b.geom)))`)).toEqual([])
})

test('a link leaves and enters at one place, and its bed never rises', async () => {
  expect(await rows(sql`
    with ends as (
      select l.upstream, l.downstream, u.bed_from_m as source_bed, u.bed_to_m as leaving, d.bed_to_m as mouth_bed,
        l.upstream_m >= u.length_m - 0.02 as at_end,
        l.upstream_m <= u.length_m + 0.02 and l.downstream_m <= d.length_m + 0.02 as within,
        st_distance(${placeAt('u', sql`l.upstream_m`)}, ${placeAt('d', sql`l.downstream_m`)}) as apart_m
      from links l join waters u on u.code = l.upstream and u.kind = 'reach' join waters d on d.code = l.downstream and d.kind = 'reach')
    select * from ends where not within or apart_m > 0.1 or mouth_bed > case when at_end then leaving else source_bed end + 0.005`)).toEqual([])
  expect(await rows(sql`select code from waters where bed_to_m > bed_from_m`)).toEqual([])
})

test('a lake or reservoir is linked where a reach crosses its shore, or to a reach beside it', async () => {
  expect(await rows(sql`
    with ends as (
      select s.code, s.kind, s.river, case when l.upstream = s.code then l.upstream_m else l.downstream_m end as own_m,
        st_distance(st_transform(s.geom, ${plane}), ${placeAt('w', sql`case when l.upstream = s.code then l.downstream_m else l.upstream_m end`)}) as away_m
      from waters s join links l on s.code in (l.upstream, l.downstream) join waters w on w.code = case when l.upstream = s.code then l.downstream else l.upstream end
      where s.kind in ('lake', 'reservoir'))
    select code from ends where own_m <> 0 or away_m > case when river is null then 600 else 0.1 end`)).toEqual([])
  expect(await rows(sql`select code from waters s where kind = 'reservoir' and not exists (select from links where upstream = s.code)`)).toEqual([])
})

test('all water reaches the sea: only mouths have nothing below them, and every reach drains to one', async () => {
  expect(await rows(sql`
    with recursive mouths as (
      select code from waters w where kind = 'reach' and not exists (select from links where upstream = w.code)
    ), draining(code) as (
      select code from mouths union select l.upstream from links l join draining d on d.code = l.downstream)
    select code from waters where kind = 'reach' and code not in (select code from draining)
    union all
    select m.code from mouths m join waters w using (code) where w.bed_to_m > 0`)).toEqual([])
})

test('what stands on a water stands where its measure says, outfalls on the bank they name', async () => {
  const placed = (table: string) => sql`
    select ${table}::text as what, f.code, f.water, w.width_m,
      st_distance(st_transform(f.geom, ${plane}), st_transform(w.geom, ${plane})) as away_m,
      st_distance(st_transform(f.geom, ${plane}), ${placeAt('w', sql`f.measure_m`)}) as from_measure_m
    from ${identifier(table)} f left join waters w on w.code = f.water`
  expect(await rows(sql`
    select * from (${join(['outfalls', 'gates', 'sections', 'treatment_plants'].map(placed), ' union all ')}) p
    where water is null or from_measure_m > away_m + 1
      or what = 'outfalls' and away_m > width_m / 2 + 30 or what in ('gates', 'sections') and away_m > 1`)).toEqual([])
  expect(await rows(sql`
    with beside as (
      select o.code, o.bank, st_transform(o.geom, ${plane}) as at,
        ${placeAt('w', sql`o.measure_m - 1`)} as above, ${placeAt('w', sql`o.measure_m + 1`)} as below
      from outfalls o join waters w on w.code = o.water)
    select code from beside
    where bank is distinct from case when (st_x(below) - st_x(above)) * (st_y(at) - st_y(above)) > (st_y(below) - st_y(above)) * (st_x(at) - st_x(above)) then 'left' else 'right' end`)).toEqual([])
})

test('drainage units do not overlap, lie in their village, and hold their households', async () => {
  // Square metres where corners rounded to the centimetre cross a neighbour's side.
  expect(await rows(sql`
    select a.code as one, b.code as other from drainage_units a join drainage_units b on a.code < b.code and a.geom && b.geom
    where st_area(st_intersection(st_transform(a.geom, ${plane}), st_transform(b.geom, ${plane}))) > 3`)).toEqual([])
  expect(await rows(sql`
    select u.code from drainage_units u left join divisions d on d.code = u.division
    where d.level is distinct from 'village' or not st_contains(d.geom, st_pointonsurface(u.geom)) or coalesce(u.outfall, u.water) is null`)).toEqual([])
  expect(await rows(sql`
    select h.code from drainage_households h left join drainage_units u on u.code = h.unit
    where u.code is null or h.division <> u.division or not st_dwithin(u.geom, h.geom, 1e-6)`)).toEqual([])
})

test('a reservoir lies on its river, and still waters keep apart', async () => {
  expect(await rows(sql`
    select s.code from waters s left join waters r on r.code = s.river
    where (s.kind = 'reservoir' or s.kind = 'lake' and s.river is not null) and not coalesce(st_intersects(s.geom, r.geom), false)`)).toEqual([])
  expect(await rows(sql`
    select a.code as one, b.code as other from waters a join waters b on a.code < b.code and st_intersects(a.geom, b.geom)
    where st_dimension(a.geom) = 2 and st_dimension(b.geom) = 2`)).toEqual([])
})

test('divisions of a level cover the city once, and codes nest', async () => {
  const areas = await database.query<{ level: string; overlap: number; uncovered: number }>(sql`
    with plane as (select level, st_transform(geom, ${plane}) as geom from divisions),
      city as (select geom, st_area(geom) as whole from plane where level = 'city')
    select level, sum(st_area(p.geom)) / min(whole) - 1 as overlap, st_area(st_symdifference(st_union(p.geom), (select geom from city))) / min(whole) as uncovered
    from plane p cross join city group by level`)
  expect(areas.map(({ level }) => level).sort()).toEqual(Object.keys(divisionLevels).sort())
  for (const { level, overlap, uncovered } of areas)
    expect([level, Math.abs(overlap) < 1e-8, uncovered < 1e-8]).toEqual([level, true, true])
  expect(await rows(sql`
    select code, parent from divisions where level in ('town', 'village') and not starts_with(code, parent)
      or level = 'district' and left(code, 4) <> left(parent, 4) or level <> 'city' and parent is null`)).toEqual([])
})

// A village answers for a river along its border while it comes within 40 m of the bank.
test('a water touches the division it is kept under, a river along a border with its banks', async () => {
  expect(await rows(sql`
    select w.code, d.name from waters w left join divisions d on d.code = w.division
    where d.code is null or not st_dwithin(st_transform(w.geom, ${plane}), st_transform(d.geom, ${plane}), coalesce(w.width_m / 2 + 45, 5))`)).toEqual([])
})

test('every water has its chiefs at each level it should, or had one until a few weeks ago', async () => {
  const due = join(Object.keys(divisionLevels).map((level) => sql`(${level}::text, ${[...levelsDue(level as keyof typeof divisionLevels)]}::text[])`), ', ')
  expect(await rows(sql`
    select w.code, chief.level
    from waters w join (values ${due}) rule (managed_by, levels) on rule.managed_by = w.level cross join unnest(rule.levels) chief (level)
    where w.kind <> 'river' and not exists (
      select from tenures t
      where t.level = chief.level and (t.valid_to is null or t.valid_to > date '2026-11-22' - 60)
        and (t.water = w.code or (t.water is null or t.water = w.river) and (t.division is null or starts_with(w.division, t.division))))`)).toEqual([])
})

test('nobody answers for a water before it was in the register', async () => {
  expect(await rows(sql`
    select t.code, t.water from tenures t join waters w on w.code = t.water
    where t.valid_from < least(w.valid_from, (select min(p.valid_from) from past_versions p where p.code = w.code))`)).toEqual([])
})

test('what is done is done by today, and plans end when they say', async () => {
  expect(await rows(sql`
    select i.code from strategy_items i join strategies s on s.code = i.strategy
    where i.done_on > date '2026-11-22' or i.due_on > s.ends_on or i.done > i.quantity or s.approved_on > s.starts_on
      or i.list <> 'problem' and i.owner is null`)).toEqual([])
  expect(await rows(sql`select code from drainage_units where compliant and (compliant_on is null or not separated) or not compliant and compliant_on is not null`)).toEqual([])
})

test('a name belongs to one thing of its layer, but for shops and the like', async () => {
  for (const { id } of catalogue.filter((layer) => layer.id !== 'drainage_households'))
    expect(await rows(sql`select name from ${identifier(`layer_${id}`)} group by name having count(*) > 1`), id).toEqual([])
})

test('every coded value is one of the catalogue’s, and what is required is there', async () => {
  for (const { id, fields } of catalogue) {
    for (const { name, values, required } of fields) {
      if (!values && !required) continue
      const known = values ? sql`${identifier(name)} <> all (${Object.keys(values)}::text[])` : sql`false`
      expect(await rows(sql`select code, ${identifier(name)} as value from ${identifier(`layer_${id}`)} where ${known} ${required ? sql`or ${identifier(name)} is null` : sql``}`), `${id}.${name}`).toEqual([])
    }
  }
})
