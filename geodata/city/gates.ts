import { distance } from './geometry.ts'
import { random } from './random.ts'
import type { GateSite, NetworkNode, RiverCourse } from './types.ts'

/** Sluices and pumps on creeks, a little inside their junctions with outer rivers; about `wanted`, and never on a junction itself. */
export function gates(rivers: RiverCourse[], nodes: NetworkNode[], wanted: number, seed: number): GateSite[] {
  const draw = random(seed, 'gates')
  const widest = new Map<number, number>()
  for (const { nodes: list, width } of rivers)
    for (const { node, vertex } of list) widest.set(node, Math.max(widest.get(node) ?? 0, width[vertex]))
  const sites: { site: GateSite; worth: number }[] = []
  for (const river of rivers) {
    const ends: [number, boolean][] = [[0, river.from !== null], [river.line.length - 1, river.into !== null || nodes[river.nodes[river.nodes.length - 1].node].kind === 'mouth']]
    for (const [end, meets] of ends) {
      if (!meets) continue
      const { node } = river.nodes[end === 0 ? 0 : river.nodes.length - 1]
      const outer = widest.get(node) ?? 0
      const vertex = standing(river, end, outer / 2 + 15)
      if (vertex < 0 || river.width[vertex] > 90) continue
      const gated = river.flow === 'gated' || river.flow === 'pumped'
      const own = gated ? 100 : river.delta ? 4 : river.into !== null && rivers[river.into].delta ? 3 : 0
      if (own === 0) continue
      const kind = river.flow === 'pumped' ? (draw() < 0.5 ? 'pump' : 'sluice_pump') : draw() < 0.22 ? 'sluice_pump' : 'sluice'
      const width = Math.max(3, Math.round(river.width[vertex] * (0.45 + 0.35 * draw())))
      sites.push({
        site: { at: river.line[vertex], river: river.id, vertex, kind, width }, worth: own + outer / river.width[vertex] + draw(),
      })
    }
  }
  // a gated or pumped creek keeps at least one gate; the rest go where the outer river is largest
  sites.sort((a, b) => b.worth - a.worth)
  const served = new Set<number>()
  const first = sites.filter(({ site, worth }) => worth >= 100 && !served.has(site.river) && served.add(site.river))
  const others = sites.filter((entry) => !first.includes(entry))
  return [...first, ...others].slice(0, Math.max(first.length, wanted)).map(({ site }) => site)
}

/** The first vertex at least `away` metres along the river from one end, not past its middle, or -1. */
function standing({ line }: RiverCourse, end: number, away: number): number {
  const step = end === 0 ? 1 : -1
  let gone = 0
  for (let k = end + step; k > 0 && k < line.length - 1; k += step) {
    gone += distance(line[k], line[k - step])
    if (gone >= away) return Math.abs(k - end) * 2 <= line.length ? k : -1
  }
  return -1
}
