// What flows into what, reach by reach: along each river, from tributary to trunk, out of a trunk where channels part.
import type { WaterRegister } from './watersRegister.ts'
import type { FlowMode, GateSite, Land, Reach } from './types.ts'

export interface Link {
  upstream: string
  /** Metres on the upstream reach where its water leaves. */
  upstream_m: number
  downstream: string
  /** Metres on the downstream reach where it enters. */
  downstream_m: number
  flow_mode: FlowMode
  gate: string | null
}

const through: Record<GateSite['kind'], FlowMode> = { sluice: 'gated', pump: 'pumped', sluice_pump: 'gated' }

const centimetre = (metres: number): number => Math.round(metres * 100) / 100
const longOf = (reach: Reach): number => centimetre(reach.to - reach.from)

export function links(land: Land, register: WaterRegister, gateCode: string[]): Link[] {
  const all: Link[] = []
  land.rivers.forEach((course, id) => {
    const { reaches, line } = register.rivers[id]
    const mode: FlowMode = course.flow === 'tidal' ? 'tidal' : 'one_way'
    /** Joints of this river from source to mouth, each where on it. */
    const joints: { at: number; link: Link }[] = []
    const join = (at: number, upstream: Reach, upstreamM: number, downstream: Reach, downstreamM: number): void => {
      joints.push({ at, link: {
        upstream: upstream.code, upstream_m: upstreamM, downstream: downstream.code, downstream_m: downstreamM, flow_mode: mode, gate: null,
      } })
    }
    if (course.from !== null) {
      const at = measureOn(land, register, course.from, course.nodes[0].node)
      const trunk = endingAt(register.rivers[course.from].reaches, at)
      join(0, trunk, Math.min(longOf(trunk), centimetre(at - trunk.from)), reaches[0], 0)
    }
    for (let k = 1; k < reaches.length; k++) join(reaches[k].from, reaches[k - 1], longOf(reaches[k - 1]), reaches[k], 0)
    if (course.into !== null) {
      const at = measureOn(land, register, course.into, course.nodes[course.nodes.length - 1].node)
      const trunk = register.reachAt(course.into, at)
      const last = reaches[reaches.length - 1]
      join(line.length, last, longOf(last), trunk, Math.min(longOf(trunk), centimetre(Math.max(0, at - trunk.from))))
    }
    land.gates.forEach(({ river, vertex, kind }, g) => {
      if (river !== id || joints.length === 0) return
      const away = (joint: { at: number }): number => Math.abs(joint.at - line.along[vertex])
      const { link } = joints.reduce((best, joint) => (away(joint) < away(best) ? joint : best))
      if (link.gate !== null) return
      link.gate = gateCode[g]
      link.flow_mode = through[kind]
    })
    all.push(...joints.map(({ link }) => link))
  })
  return all
}

function measureOn(land: Land, register: WaterRegister, river: number, node: number): number {
  const vertex = land.rivers[river].nodes.find((each) => each.node === node)?.vertex
  if (vertex === undefined) throw new Error(`river ${river} does not pass node ${node}`)
  return centimetre(register.rivers[river].line.along[vertex])
}

/** The reach whose water gets to a measure: at a cut the one above it. */
function endingAt(reaches: Reach[], at: number): Reach {
  return reaches.find(({ to }) => to >= at) ?? reaches[reaches.length - 1]
}
