// Every map layer, declared once (domain/layers). Tiles, table twin, legend, search, cards, traces and import read these entries.
import type { Field as AnyField, CatalogueEntry } from './layers/layer.ts'
import { divisions } from './layers/divisions.ts'
import { drainageHouseholds } from './layers/drainage_households.ts'
import { drainageUnits } from './layers/drainage_units.ts'
import { gates } from './layers/gates.ts'
import { grids } from './layers/grids.ts'
import { lakes } from './layers/lakes.ts'
import { outfalls } from './layers/outfalls.ts'
import { pollutionSources } from './layers/pollution_sources.ts'
import { reaches } from './layers/reaches.ts'
import { reservoirs } from './layers/reservoirs.ts'
import { rivers } from './layers/rivers.ts'
import { sections } from './layers/sections.ts'
import { smallWaters } from './layers/small_waters.ts'
import { treatmentPlants } from './layers/treatment_plants.ts'

/** In drawing order from the legend's top. */
const layers = [
  rivers, reaches, lakes, reservoirs, smallWaters,
  outfalls, drainageUnits, drainageHouseholds, treatmentPlants, pollutionSources, sections, gates,
  divisions, grids,
] as const

export type LayerId = (typeof layers)[number]['id']
/** What traces call the list of what drains into the network by one of these layers. */
export type Drain = NonNullable<(typeof layers)[number]['drains']>['as']
export type Field = AnyField<LayerId>
export type Layer = CatalogueEntry<LayerId, Drain, LayerId>
export type DrainingLayer = Layer & Required<Pick<Layer, 'drains'>>

/** All layers. */
export const catalogue = layers as readonly CatalogueEntry<LayerId, Drain>[] as readonly Layer[]
export const layerIds = layers.map(({ id }) => id) as [LayerId, ...LayerId[]]

/** The entry of a layer; undefined for an id that is not one. */
export const layerOf = (id: string): Layer | undefined => catalogue.find((layer) => layer.id === id)

/** Whether things of a layer stand at a measure of a water. */
export const isMeasured = ({ fields }: Layer): boolean => fields.some(({ name }) => name === 'measure_m')
export const measuredLayers: readonly Layer[] = catalogue.filter(isMeasured)

/** Layers whose things drain into the network, in an order in which each comes after those it drains through. */
export const drainingLayers = catalogue.filter((layer): layer is DrainingLayer => layer.drains !== undefined)
export const drains = drainingLayers.map((layer) => layer.drains.as) as [Drain, ...Drain[]]

/** Something made for each list of what drains. */
export const forDrains = <Value>(make: (layer: DrainingLayer) => Value): Record<Drain, Value> =>
  Object.fromEntries(drainingLayers.map((layer) => [layer.drains.as, make(layer)])) as Record<Drain, Value>
