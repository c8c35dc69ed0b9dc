import { expect, test } from 'vitest'
import { land } from './land.ts'
import { places } from './places.ts'
import { waters } from './waters.ts'
import { waterRows } from './watersRows.ts'

test('a city of full size has exactly the divisions and waters of its mission', () => {
  const at = { seed: 1, scale: 1 }
  const ground = land(at)
  const where = places(ground, at)
  const tables = waterRows(ground, where, waters(ground, where, at))
  const divisions = (kind: string): number => where.divisions.filter((division) => division.kind === kind).length
  const kind = (of: string): number => (tables.waters ?? []).filter((row) => row.kind === of).length
  expect({
    cities: divisions('市'), districts: divisions('区'), streets: divisions('街道'), towns: divisions('镇'),
    villages: divisions('村') + divisions('社区'), grids: where.grids.length,
    rivers: kind('river'), reaches: kind('reach'), lakes: kind('lake'), reservoirs: kind('reservoir'), smallWaters: kind('small_water'),
    basins: tables.basins?.length,
  }).toEqual({
    cities: 1, districts: 11, streets: 142, towns: 34, villages: 2724, grids: 19_660,
    rivers: 1368, reaches: 9092, lakes: 51, reservoirs: 363, smallWaters: 4938, basins: 9,
  })
  for (const { code, polygons } of where.divisions) expect([code, polygons.length]).toEqual([code, 1])
})
