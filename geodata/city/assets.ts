// Facilities of the demonstration city: what drains to the water, what cleans it, measures it and holds it back.
import { drains, unitRow } from './assets/drains.ts'
import type { City } from './assets/city.ts'
import { Courses } from './assets/courses.ts'
import { gates } from './assets/gates.ts'
import { households } from './assets/households.ts'
import { outfalls } from './assets/outfalls.ts'
import { plantRow, plants } from './assets/plants.ts'
import { sections } from './assets/sections.ts'
import { surface } from './assets/surface.ts'
import { units } from './assets/units.ts'
import { random } from './random.ts'
import type { Tables } from './rows.ts'
import type { Land, Places, CityWaters } from './types.ts'
import { gateCodes } from './watersWhere.ts'

/** How many of each a city of full size has; units and outfalls come out within a few in a hundred. */
export const COUNTS = { units: 25_000, outfalls: 13_000, households: 60_000, plants: 70 }

/** Rows of every facility; the same seed and scale give the same rows. */
export function assets(land: Land, places: Places, waters: CityWaters, { seed, scale }: { seed: number; scale: number }): Tables {
  const city: City = { land, places, waters, surface: surface(land), courses: new Courses(land), seed, scale }
  const wanted = (count: number): number => Math.max(1, Math.round(count * scale))
  const drained = units(city, wanted(COUNTS.units))
  const works = plants(city, wanted(COUNTS.plants))
  const mouths = outfalls(city, drained, works, wanted(COUNTS.outfalls) - works.length)
  const drain = drains(drained, mouths, waters)
  const own = mouths.slice(mouths.length - works.length)
  const draw = random(seed, 'plant rows')
  return {
    outfalls: mouths.map(({ row }) => row),
    drainage_units: drained.map((unit, i) => unitRow(unit, drain[i])),
    drainage_households: households(city, drained, wanted(COUNTS.households)),
    treatment_plants: works.map((plant, i) => plantRow(plant, own[i].code, draw)),
    sections: sections(city),
    gates: gates(city, gateCodes(land, places)),
  }
}
