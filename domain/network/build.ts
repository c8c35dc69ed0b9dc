// Rows into a graph. Every reach is cut at the measures where links leave or enter it; the cuts are points, in order along
// the reach, and the stretch between two is an edge, as every link is. A lake is one point. All of it lies in typed arrays,
// edges sorted by the point they leave (compressed sparse rows), so a million reaches take a few hundred bytes each.
import { componentsOf } from './components.ts'
import { pointsOf } from './points.ts'
import { remark } from './remarks.ts'
import { linkName, type NetworkRows, type Remark } from './rows.ts'
import { ebb, waysOf } from './scenario.ts'
import type { Network } from './shape.ts'
import { sortedBy } from './sorted.ts'

/** A network from rows. What the rows get wrong is in `remarks`; nothing is guessed and nothing thrown. */
export function network(rows: NetworkRows): Network {
  const remarks: Remark[] = []
  const { waters, ends, gates, gateOf, bars } = pointsOf(rows, remarks)
  const { reachOf, tidal, firstPoint } = waters
  const points = reachOf.length

  let count = points
  for (let p = 0; p < points; p++) if (p === firstPoint[reachOf[p]]) count--
  const most = count + rows.links.length
  const [begin, end, kinds, links] = [new Int32Array(most), new Int32Array(most), new Int32Array(most), new Int32Array(most).fill(-1)]
  const noGate = gates.length + 1
  count = 0
  for (let p = 1; p < points; p++) {
    const reach = reachOf[p]
    if (p === firstPoint[reach]) continue
    begin[count] = p - 1
    end[count] = p
    kinds[count++] = 2 * (bars.get(p) ?? noGate) + tidal[reach]
  }
  for (let l = 0; l < rows.links.length; l++) {
    const a = ends[2 * l]
    const b = ends[2 * l + 1]
    if (a < 0) continue
    const { flowMode, gate } = rows.links[l]
    const gated = flowMode === 'gated' || flowMode === 'pumped'
    if (gated && gate === null) remarks.push(remark('gate_unnamed', linkName(rows.links[l])))
    // A gate is a door: what goes through it when open is what moves on both sides.
    const follows = flowMode === 'tidal' || (flowMode === 'gated' && tidal[reachOf[a]] === 1 && tidal[reachOf[b]] === 1)
    begin[count] = a
    end[count] = b
    links[count] = l
    kinds[count++] = 2 * (gate !== null ? gateOf.get(gate)! : gated ? gates.length : noGate) + Number(follows)
  }

  const { first: firstOut, order } = sortedBy(begin, count, points)
  const pick = (of: Int32Array) => order.map((e) => of[e])
  const [from, to, kind, link] = [pick(begin), pick(end), pick(kinds), pick(links)]
  const { first: firstIn, order: ins } = sortedBy(to, count, points)
  const made: Network = { ...waters, rows, remarks, gates, gateOf, from, to, firstOut, firstIn, ins, kind, link }
  remarkTwice(made, remarks)
  remarkShutLoops(made, remarks)
  return made
}

/** Links with the same ends, mode and gate. Sluices side by side are two links with two gates, and no mistake. */
function remarkTwice({ rows, firstOut, to, kind, link, reachOf }: Network, remarks: Remark[]) {
  for (let p = 0; p < reachOf.length; p++)
    for (let e = firstOut[p]; e < firstOut[p + 1]; e++)
      for (let before = firstOut[p]; before < e; before++)
        if (link[e] >= 0 && link[before] >= 0 && to[e] === to[before] && kind[e] === kind[before]) {
          remarks.push(remark('duplicate_link', linkName(rows.links[link[e]])))
          break
        }
}

/** Rings that run through a gate recorded shut: drawn as a loop, but no water goes around. */
function remarkShutLoops(made: Network, remarks: Remark[]) {
  if (!made.gates.some(({ state }) => state === 'shut')) return
  const { of } = componentsOf(made, waysOf(made, ebb))
  for (let e = 0; e < made.kind.length; e++) {
    const gate = made.gates[made.kind[e] >> 1]
    if (gate?.state === 'shut' && of[made.from[e]] === of[made.to[e]])
      remarks.push(remark('shut_loop', gate.code, made.link[e] < 0 ? made.codes[made.reachOf[made.from[e]]] : linkName(made.rows.links[made.link[e]])))
  }
}
