// The network between server and browser: rows into parallel arrays and back, and what brings an old copy up to date.
import { drains, forDrains, isMeasured } from '../catalogue.ts'
import type { DrainColumns, NetworkAnswer, NetworkChanges } from './schemas.ts'
import { network } from './build.ts'
import type { Network } from './shape.ts'
import { digestOfRows } from './digest.ts'
import { drainage, type Drainage, type DrainageRows, type DrainRow } from './drainage.ts'
import type { GateRow, LinkRow, ReachRow } from './rows.ts'
import { pack, unpacked } from './varints.ts'

/** [lon, lat, lon, lat, …] in whole millionths of a degree: ten centimetres. */
type MicroLine = readonly number[]

/** All rows that make a network, what drains to it, and how it is called and drawn. Never altered: a change makes others. */
export interface NetworkContents extends DrainageRows {
  reaches: readonly (ReachRow & { name: string; speedMs: number | null; widthM: number | null; division: string | null; line: MicroLine })[]
  standing: readonly { code: string; name: string; line: MicroLine }[]
  links: readonly LinkRow[]
  gates: readonly (GateRow & { name: string })[]
}

const contentLists = ['reaches', 'standing', 'gates', ...drains] as const

/** Same contents, whatever their order, same version. */
export const versionOf = (contents: NetworkContents): string => digestOfRows(contents.links, ...contentLists.map((list) => contents[list]))

const column = <Row, Key extends keyof Row>(rows: readonly Row[], key: Key): Row[Key][] => rows.map((row) => row[key])

export function encode(contents: NetworkContents, seq: number, version = versionOf(contents)): NetworkAnswer {
  const { reaches, standing, links, gates } = contents
  const unknown: string[] = []
  const unknownOf = new Map<string, number>()
  /** Numbers of codes in a list, or past its end among those that are in none. */
  const numbers = (...lists: readonly (readonly { code: string }[])[]) => {
    const all = lists.flat()
    const of = new Map(all.map(({ code }, i) => [code, i]))
    return (code: string | null | undefined): number => {
      if (code === null || code === undefined) return -1
      const known = of.get(code)
      if (known !== undefined) return known
      let other = unknownOf.get(code)
      if (other === undefined) unknownOf.set(code, (other = unknown.push(code) - 1))
      return all.length + other
    }
  }
  const [water, gate, outfall, unit] = [numbers(reaches, standing), numbers(gates), numbers(contents.outfalls), numbers(contents.units)]
  const numbered = { outfall, unit, water }
  const vertices = (rows: readonly { line: MicroLine }[]) => rows.map(({ line }) => line.length / 2)
  return {
    version, seq, unknown,
    reaches: {
      code: column(reaches, 'code'), name: column(reaches, 'name'), lengthM: column(reaches, 'lengthM'), flowMode: column(reaches, 'flowMode'), speedMs: column(reaches, 'speedMs'),
      widthM: column(reaches, 'widthM'), division: column(reaches, 'division'), vertices: vertices(reaches),
    },
    standing: { code: column(standing, 'code'), name: column(standing, 'name'), vertices: vertices(standing) },
    links: {
      upstream: links.map(({ upstream }) => water(upstream)), upstreamM: column(links, 'upstreamM'), downstream: links.map(({ downstream }) => water(downstream)),
      downstreamM: column(links, 'downstreamM'), flowMode: column(links, 'flowMode'), gate: links.map((row) => gate(row.gate)),
    },
    gates: {
      code: column(gates, 'code'), name: column(gates, 'name'), kind: column(gates, 'kind'), reach: gates.map(({ reach }) => water(reach)),
      measureM: gates.map(({ measureM }) => measureM ?? null), state: gates.map(({ state }) => state ?? null),
    },
    ...forDrains((layer): DrainColumns => {
      const rows = contents[layer.drains.as]
      const places = layer.drains.by.map((name) => [name, rows.map((row) => numbered[name](row[name]))])
      return { code: column(rows, 'code'), ...Object.fromEntries(places), ...(isMeasured(layer) && { measureM: rows.map(({ measureM }) => measureM ?? null) }) }
    }),
    shape: pack([...reaches, ...standing].map(({ line }) => line)),
  }
}

/** The rows an answer, or a part of one, was made of. */
export function contentsOf(answer: NetworkAnswer): NetworkContents {
  const { unknown, reaches, standing, links, gates } = answer
  const codes = (...lists: readonly { code: readonly string[] }[]) => {
    const all = [...lists.flatMap(({ code }) => code), ...unknown]
    return (i: number): string | null => all[i] ?? null
  }
  const [water, gate, outfall, unit] = [codes(reaches, standing), codes(gates), codes(answer.outfalls), codes(answer.units)]
  const coded = { outfall, unit, water }
  const lines = unpacked(answer.shape, [...reaches.vertices, ...standing.vertices])
  return {
    reaches: reaches.code.map((code, i) => ({
      code, name: reaches.name[i], lengthM: reaches.lengthM[i], flowMode: reaches.flowMode[i], speedMs: reaches.speedMs[i],
      widthM: reaches.widthM[i], division: reaches.division[i], line: lines[i],
    })),
    standing: standing.code.map((code, i) => ({ code, name: standing.name[i], line: lines[reaches.code.length + i] })),
    links: links.upstream.map((upstream, i) => ({
      upstream: water(upstream)!, upstreamM: links.upstreamM[i], downstream: water(links.downstream[i])!, downstreamM: links.downstreamM[i],
      flowMode: links.flowMode[i], gate: gate(links.gate[i]),
    })),
    gates: gates.code.map((code, i) => ({
      code, name: gates.name[i], kind: gates.kind[i], reach: water(gates.reach[i]), measureM: gates.measureM[i], state: gates.state[i],
    })),
    ...forDrains(({ drains: { as, by } }): DrainRow[] => {
      const { code: all, measureM, ...places } = answer[as]
      return all.map((code, i) => ({
        code, ...Object.fromEntries(by.map((name) => [name, coded[name](places[name]![i])])), ...(measureM && { measureM: measureM[i] }),
      }))
    }),
  }
}

/** Contents built, with what a map draws of them. Arrays go by the number of a water in the network. */
export interface DrawnNetwork {
  contents: NetworkContents
  network: Network
  drainage: Drainage
  names: readonly string[]
  /** Metres; NaN where unknown, and for standing waters. */
  widthM: Float64Array
  divisions: readonly (string | null)[]
  /** lon, lat, lon, lat, … of all waters, degrees. */
  lines: Float64Array
  /** Water w has vertices `firstVertex[w]` to `firstVertex[w + 1]`; a vertex is two numbers of `lines`. */
  firstVertex: Int32Array
  gateNames: ReadonlyMap<string, string>
}

export function drawnNetwork(contents: NetworkContents): DrawnNetwork {
  const made = network(contents)
  const row = new Map<string, { name: string; line: MicroLine; widthM?: number | null; division?: string | null }>()
  // As the network does: of two rows of one code the first counts, and one without length is not in it.
  for (const one of [...contents.reaches.filter(({ lengthM }) => lengthM > 0), ...contents.standing])
    if (!row.has(one.code)) row.set(one.code, one)
  const rows = made.codes.map((code) => row.get(code)!)
  const firstVertex = new Int32Array(rows.length + 1)
  rows.forEach(({ line }, w) => (firstVertex[w + 1] = firstVertex[w] + line.length / 2))
  const lines = new Float64Array(2 * firstVertex[rows.length])
  rows.forEach(({ line }, w) => line.forEach((value, i) => (lines[2 * firstVertex[w] + i] = value / 1e6)))
  return {
    contents, network: made, drainage: drainage(made, contents), names: rows.map(({ name }) => name),
    widthM: Float64Array.from(rows, ({ widthM }) => widthM ?? NaN), divisions: rows.map(({ division }) => division ?? null),
    lines, firstVertex, gateNames: new Map(contents.gates.map(({ code, name }) => [code, name])),
  }
}

/** An answer ready to be traced and drawn. */
export const decode = (answer: NetworkAnswer): DrawnNetwork & { version: string; seq: number } =>
  ({ ...drawnNetwork(contentsOf(answer)), version: answer.version, seq: answer.seq })

/** Contents with the rows of touched codes taken out, links from touched waters too, and those of `part` put in; by code, as they were. */
export function replaceRows(contents: NetworkContents, touched: Iterable<string>, part: NetworkContents): NetworkContents {
  const gone = new Set(touched)
  const put = <Row>(rows: readonly Row[], fresh: readonly Row[], codeOf: (row: Row) => string): readonly Row[] =>
    !fresh.length && !rows.some((row) => gone.has(codeOf(row))) ? rows
    : [...rows.filter((row) => !gone.has(codeOf(row))), ...fresh].sort((a, b) =>
      (codeOf(a) < codeOf(b) ? -1 : codeOf(a) > codeOf(b) ? 1 : 0))
  const byCode = <List extends (typeof contentLists)[number]>(list: List) =>
    put<NetworkContents[List][number]>(contents[list], part[list], ({ code }) => code) as NetworkContents[List]
  return {
    reaches: byCode('reaches'), standing: byCode('standing'), gates: byCode('gates'), ...forDrains(({ drains: { as } }) => byCode(as)), links: put(contents.links, part.links, ({ upstream }) => upstream),
  }
}

/** The contents after changes; null where they are to be read anew: the server says so, or what comes out is not what it has. */
export function applyChanges(contents: NetworkContents, changes: NetworkChanges): NetworkContents | null {
  if (changes.reset || !changes.part) return null
  const made = replaceRows(contents, changes.touched, contentsOf(changes.part))
  return versionOf(made) === changes.version ? made : null
}
