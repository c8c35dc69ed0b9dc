// Names for where a reach begins and ends: a junction, a gate, a village limit, or the place in the village.
import type { RiverRecord } from './watersRegister.ts'
import type { Land, Point } from './types.ts'

/** Metres: what stands this near to a cut gives it its name. */
const NEAR = 40

/** Fills in the stops of every river. */
export function placesAlong(
  land: Land, rivers: RiverRecord[], villageName: (code: string) => string, villageNear: (at: Point) => string,
): void {
  const kindOf = new Map(land.nodes.map(({ id, kind }) => [id, kind]))
  const met = meetings(land, rivers)
  const gates: { at: number; name: string }[][] = rivers.map(() => [])
  for (const { river, vertex, kind } of land.gates) {
    gates[river].push({ at: rivers[river].line.along[vertex], name: { sluice: '水闸', pump: '泵站', sluice_pump: '闸泵' }[kind] })
  }
  land.rivers.forEach((course, id) => {
    const record = rivers[id]
    const village = (at: number): string => villageName(villageNear(record.line.at(at)))
    const usedAt = new Map<string, number>()
    const source = (): string => {
      if (course.from !== null) return `${rivers[course.from].name}分流口`
      return kindOf.get(course.nodes[0].node) === 'inflow' ? `市界（${village(0)}）` : `${village(0)}河源`
    }
    const mouth = (): string => (course.into === null ? `${village(record.line.length)}出海口` : `${rivers[course.into].name}汇入口`)
    const inner = (k: number): string => {
      const { from: at, village: after } = record.reaches[k]
      const before = record.reaches[k - 1].village
      const gate = gates[id].find((each) => Math.abs(each.at - at) < NEAR)
      if (gate) return `${villageName(after)}${gate.name}`
      const other = met[id].find((each) => Math.abs(each.at - at) < NEAR)
      if (other) return other.name
      if (before !== after) return `${villageName(before)}与${villageName(after)}交界`
      const serial = (usedAt.get(after) ?? 0) + 1
      usedAt.set(after, serial)
      const name = villageName(after)
      if (name.endsWith('村')) return `${name}第${serial}经济社`
      return `${name.replace(/桥?社区$/, '')}${serial === 1 ? '' : `${serial}号`}桥`
    }
    record.stops = [source(), ...record.reaches.slice(1).map((_, k) => inner(k + 1)), mouth()]
  })
}

/** Per river, where others join it or leave it, and what that place is called. */
function meetings(land: Land, rivers: RiverRecord[]): { at: number; name: string }[][] {
  const met: { at: number; name: string }[][] = rivers.map(() => [])
  land.rivers.forEach((course, id) => {
    const last = course.nodes[course.nodes.length - 1].node
    for (const [other, node, word] of [[course.into, last, '汇入口'], [course.from, course.nodes[0].node, '分流口']] as const) {
      if (other === null) continue
      const vertex = land.rivers[other].nodes.find((each) => each.node === node)?.vertex
      if (vertex !== undefined) met[other].push({ at: rivers[other].line.along[vertex], name: rivers[id].name + word })
    }
  })
  return met
}
