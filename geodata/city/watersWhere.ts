// Which village answers for a place, also for one in the sea or just outside the outline.
import Flatbush from 'flatbush'
import { boxOf } from './geometry.ts'
import type { Land, Places, Point } from './types.ts'

/** The code of a gate by its place in land.gates: the district it stands in and its number in the city. */
export function gateCodes(land: Land, places: Places): string[] {
  const villageNear = nearVillage(places)
  return land.gates.map(({ at }, index) => `${villageNear(at).slice(0, 6)}-Z${String(index + 1).padStart(4, '0')}`)
}

/** The village a place lies in, or the nearest one for a place in the sea or outside. */
export function nearVillage(places: Places): (at: Point) => string {
  let index: Flatbush | undefined
  return (at) => {
    const village = places.villageAt(at)
    if (village !== null) return village
    if (!index) {
      index = new Flatbush(places.grids.length)
      for (const { ring } of places.grids) {
        const box = boxOf(ring)
        index.add(box.west, box.south, box.east, box.north)
      }
      index.finish()
    }
    return places.grids[index.neighbors(at[0], at[1], 1)[0]].village
  }
}
