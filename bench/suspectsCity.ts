// A demonstration city as the ranking reads it, without a database, with the truth that no table has.
import { projection } from '../domain/coordinates.ts'
import { drainage, network, type GateRow, type LinkRow, type Network, type ReachRow } from '../domain/network/index.ts'
import type { Facts } from '../domain/suspects/index.ts'
import { assets } from '../geodata/city/assets.ts'
import { land } from '../geodata/city/land.ts'
import { life, type Truth } from '../geodata/city/life/life.ts'
import { pollutionSources } from '../geodata/city/life/sources.ts'
import { places } from '../geodata/city/places.ts'
import { waters } from '../geodata/city/waters.ts'
import { waterRows } from '../geodata/city/watersRows.ts'

type Any = Record<string, never>
type Point = [number, number]

export interface BenchSample {
  code: string
  section: string
  at: number
  tide: '涨' | '落' | null
  readings: Record<string, number>
  below: string[]
}

export interface BenchCity {
  network: Network
  facts: (Facts & { water: string | null; measureM: number | null })[]
  sections: { code: string; name: string; water: string; measureM: number; target: string | null; at: Point }[]
  samples: BenchSample[]
  stations: { code: string; kind: string; at: Point }[]
  rain: Map<string, { day: string; mm: number[] }[]>
  tides: Map<string, { day: string; levels: number[] }[]>
  gates: Map<string, { gate: string; month: string; hours: string }[]>
  truth: Truth
}

const list = (text: string) => text.slice(1, -1).split(',').filter(Boolean)
const { toDegrees } = projection('EPSG:4547')!
const pointOf = (geom: { type: string; coordinates: unknown }): Point => {
  if (geom.type === 'Point') return toDegrees(geom.coordinates as Point)
  const ring = (geom.coordinates as Point[][][])[0][0]
  return toDegrees([ring.reduce((sum, [x]) => sum + x, 0) / ring.length, ring.reduce((sum, [, y]) => sum + y, 0) / ring.length])
}
const grouped = <T>(rows: T[], by: (row: T) => string) => {
  const groups = new Map<string, T[]>()
  for (const row of rows) groups.set(by(row), [...(groups.get(by(row)) ?? []), row])
  return groups
}

/** Rows of a city, before anything is made of them: what is worth keeping between runs. */
export async function cityTables(seed: number, scale: number) {
  const options = { seed, scale }
  const ground = land(options)
  const where = places(ground, options)
  const wet = waters(ground, where, options)
  const rows = waterRows(ground, where, wet)
  const standing = assets(ground, where, wet, options)
  const sources = { pollution_sources: pollutionSources(ground, where, wet, standing.drainage_units!, options) }
  const lived = await life(ground, where, wet, { ...rows, ...standing, ...sources }, options, { truth: true })
  return { tables: { ...rows, ...standing, ...sources, ...lived.tables } as unknown as Record<string, Any[]>, truth: lived.truth }
}

export function benchCity({ tables, truth }: Awaited<ReturnType<typeof cityTables>>): BenchCity {
  const {
    waters: all, links, gates, outfalls, drainage_units: units, drainage_households: households,
    treatment_plants: plants, pollution_sources: sources,
  } = tables
  const speed = ({ flow_mode: mode, width_m: width }: { flow_mode: string; width_m: number | null }) =>
    mode === 'tidal' ? (width! >= 60 ? 0.5 : width! >= 10 ? 0.3 : 0.15) : mode === 'gated' ? (width! >= 20 ? 0.2 : width! >= 5 ? 0.15 : 0.1) : mode === 'pumped' ? 0.1 : width! >= 80 ? 0.5 : width! >= 20 ? 0.4 : width! >= 5 ? 0.3 : 0.2
  const made = network({
    reaches: all.filter(({ kind }) => kind === 'reach').map((row): ReachRow => ({ code: row.code, lengthM: row.length_m, flowMode: row.flow_mode, speedMs: speed(row as unknown as Parameters<typeof speed>[0]) })),
    standing: all.filter(({ kind }) => kind === 'lake' || kind === 'reservoir').map(({ code }) => ({ code })),
    gates: gates.map((row): GateRow => ({ code: row.code, kind: row.kind, reach: row.water, measureM: row.measure_m })),
    links: links.map((row): LinkRow => ({
      upstream: row.upstream, upstreamM: row.upstream_m, downstream: row.downstream, downstreamM: row.downstream_m,
      flowMode: row.flow_mode, gate: row.gate,
    })),
  })
  const fact = (layer: Facts['layer'], classes: string[], rest: (row: Any) => Partial<BenchCity['facts'][number]>) => (row: Any): BenchCity['facts'][number] => ({
    layer, code: row.code, name: row.name, classes: classes.map((name) => row[name] ?? null), outfall: null, unit: null,
    at: pointOf(row.geom), validFrom: row.valid_from, validTo: row.valid_to, water: null, measureM: null, ...rest(row),
  })
  return {
    network: made,
    facts: [
      ...outfalls.map(fact('outfalls', ['class3', 'class2', 'class1'], (row) => ({ state: row.state, dryFlow: row.dry_flow, water: row.water, measureM: row.measure_m }))),
      ...units.map(fact('drainage_units', ['kind'], (row) => ({ outfall: row.outfall, separated: row.separated, compliant: row.compliant, compliantOn: row.compliant_on, wells: row.connection_wells, water: row.water }))),
      ...households.map(fact('drainage_households', ['subclass', 'class'], (row) => ({ unit: row.unit, licenceNo: row.licence_no, licensedTo: row.licensed_to }))),
      ...plants.map(fact('treatment_plants', [], (row) => ({ outfall: row.outfall, openedOn: row.opened_on, water: row.water, measureM: row.measure_m }))),
      ...sources.map(fact('pollution_sources', ['kind'], (row) => ({ unit: row.water ? null : row.unit, state: row.state, reboundCount: row.rebound_count, foundOn: row.found_on, closedOn: row.closed_on, water: row.water, measureM: row.measure_m }))),
    ],
    sections: tables.sections.map((row) => ({
      code: row.code, name: row.name, water: row.water, measureM: row.measure_m ?? 0, target: row.target_class, at: pointOf(row.geom),
    })),
    samples: tables.samples.filter(({ missing }) => !missing).map((row) => ({
      code: row.code, section: row.section, at: Date.parse(row.taken_at), tide: row.tide,
      readings: JSON.parse(row.readings) as Record<string, number>, below: list(row.below),
    })),
    stations: tables.stations.map((row) => ({ code: row.code, kind: row.kind, at: pointOf(row.geom) })),
    rain: grouped(
      tables.rain_days.map((row) => ({ station: row.station, day: row.day, mm: list(row.mm).map(Number) })), ({ station }) => station,
    ),
    tides: grouped(
      tables.tide_days.map((row) => ({ station: row.station, day: row.day, levels: list(row.level_m).map(Number) })),
      ({ station }) => station,
    ),
    gates: grouped(tables.gate_months as unknown as { gate: string; month: string; hours: string }[], ({ month }) => month),
    truth,
  }
}

export const hungOn = ({ network: made, facts }: BenchCity) => {
  const of = (layer: Facts['layer']) => facts.filter((one) => one.layer === layer)
  return drainage(made, { outfalls: of('outfalls'), units: of('drainage_units'), households: of('drainage_households'), plants: of('treatment_plants'), sources: of('pollution_sources') })
}
