// Rows of a network without a database: the demonstration city's, and as many of them as wanted, one flowing into the next.
import type { DrainageRows, GateRow, LinkRow, NetworkRows, ReachRow } from '../domain/network/index.ts'
import { assets } from '../geodata/city/assets.ts'
import { land } from '../geodata/city/land.ts'
import { places } from '../geodata/city/places.ts'
import type { Tables } from '../geodata/city/rows.ts'
import { waters } from '../geodata/city/waters.ts'
import { waterRows } from '../geodata/city/watersRows.ts'

/** Waters and facilities of a city of a scale; its people and papers are not thought up. */
export function cityRows(scale: number): { rows: NetworkRows; drains: DrainageRows; tables: Tables } {
  const options = { seed: 1, scale }
  const ground = land(options)
  const where = places(ground, options)
  const wet = waters(ground, where, options)
  const wetRows = waterRows(ground, where, wet)
  const { waters: all, links } = wetRows as Record<string, Record<string, never>[]>
  const built = assets(ground, where, wet, options)
  const standing = built as unknown as Record<string, Record<string, never>[]>
  return {
    tables: { waters: wetRows.waters, links: wetRows.links, outfalls: built.outfalls, gates: built.gates },
    rows: {
      reaches: all.filter(({ kind }) => kind === 'reach').map((row): ReachRow => ({ code: row.code, lengthM: row.length_m, flowMode: row.flow_mode, speedMs: 0.3 })),
      standing: all.filter(({ kind }) => kind === 'lake' || kind === 'reservoir').map(({ code }) => ({ code })),
      gates: standing.gates.map((row): GateRow => ({ code: row.code, kind: row.kind, reach: row.water, measureM: row.measure_m })),
      links: links.map((row): LinkRow => ({
        upstream: row.upstream, upstreamM: row.upstream_m, downstream: row.downstream, downstreamM: row.downstream_m,
        flowMode: row.flow_mode, gate: row.gate,
      })),
    },
    drains: {
      outfalls: standing.outfalls.map((row) => ({ code: row.code, water: row.water, measureM: row.measure_m })),
      units: standing.drainage_units.map((row) => ({ code: row.code, outfall: row.outfall, water: row.water })),
      households: standing.drainage_households.map((row) => ({ code: row.code, unit: row.unit })),
      plants: standing.treatment_plants.map((row) => ({ code: row.code, outfall: row.outfall, water: row.water, measureM: row.measure_m })),
      sources: (standing.pollution_sources ?? []).map((row) => ({
        code: row.code, unit: row.unit, water: row.water, measureM: row.measure_m,
      })),
    },
  }
}

/** Copies of a network, two links from each into the next: loops across copies' limits, and a way as long as all of them. */
export function tiled({ reaches, links, gates, standing }: NetworkRows, copies: number): NetworkRows {
  const made = { reaches: [] as ReachRow[], links: [] as LinkRow[], gates: [] as GateRow[], standing: [] as { code: string }[] }
  for (let c = 0; c < copies; c++) {
    const of = (code: string) => `${c}:${code}`
    for (const row of reaches) made.reaches.push({ ...row, code: of(row.code) })
    for (const row of standing) made.standing.push({ code: of(row.code) })
    for (const row of gates) made.gates.push({ ...row, code: of(row.code), reach: row.reach ? of(row.reach) : null })
    for (const row of links)
      made.links.push({ ...row, upstream: of(row.upstream), downstream: of(row.downstream), gate: row.gate === null ? null : of(row.gate) })
    for (const i of [1, 2]) {
      const [from, to] = [reaches[(c * 7919 + i * 3571) % reaches.length], reaches[(c * 104_729 + i * 2741) % reaches.length]]
      if (c) made.links.push({ upstream: `${c - 1}:${from.code}`, upstreamM: from.lengthM, downstream: of(to.code), downstreamM: to.lengthM / 2, flowMode: 'one_way', gate: null })
    }
  }
  return made
}
