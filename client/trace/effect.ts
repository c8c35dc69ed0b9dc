// What an edit of links, ways of flow or gates would do to who lies upstream of whom: counted on this page's own network, exactly.
import type { Operation } from '../../domain/changes/schemas.ts'
import { after, difference, type FlowMode, type NetworkEdit, type NetworkRows, type Stretches } from '../../domain/network/index.ts'
import type { PageNetwork } from './pageNetwork.ts'

export interface Effect {
  appear: number
  vanish: number
  /** Waters that gain, or lose, something upstream of them. */
  gains: Stretches
  loses: Stretches
}

/** Links are told apart by both waters and where the lower one is entered, to the centimetre, as the register does. */
const same = (a: number, b: number) => Math.abs(a - b) < 0.01

/** An edit of the network from what the register is asked; null where it does not concern the network's rows. */
export function networkEdit(rows: NetworkRows, operations: readonly Operation[]): NetworkEdit | null {
  const edit = { reaches: [] as NetworkRows['reaches'][number][], gates: [] as NetworkRows['gates'][number][], links: [] as NetworkRows['links'][number][], dropLinks: [] as NetworkRows['links'][number][] }
  for (const one of operations) {
    if (one.op === 'link' || one.op === 'unlink') {
      const known = rows.links.find(({ upstream, downstream, downstreamM }) =>
        upstream === one.upstream && downstream === one.downstream && same(downstreamM, one.downstreamM))
      if (known) edit.dropLinks.push(known)
      if (one.op === 'link') edit.links.push({ upstream: one.upstream, upstreamM: one.upstreamM, downstream: one.downstream, downstreamM: one.downstreamM, flowMode: one.flowMode, gate: known?.gate ?? null })
    } else if (one.op === 'update' && one.layer === 'reaches' && one.fields?.['flow_mode']) {
      const reach = rows.reaches.find(({ code }) => code === one.code)
      if (reach) edit.reaches.push({ ...reach, flowMode: one.fields['flow_mode'] as FlowMode })
    } else if (one.op === 'update' && one.layer === 'gates' && one.fields) {
      const gate = rows.gates.find(({ code }) => code === one.code)
      const { kind, water } = one.fields
      if (gate && (kind || water)) edit.gates.push({
        ...gate, kind: (kind as typeof gate.kind | undefined) ?? gate.kind, reach: (water as string | undefined) ?? gate.reach,
      })
    }
  }
  return Object.values(edit).some((list) => list.length) ? edit : null
}

export function effectOf({ network }: PageNetwork, edit: NetworkEdit): Effect {
  const { appear, vanish, downstream } = difference(network, after(network, edit))
  const whole = (kind: 'appear' | 'vanish'): Stretches => {
    const waters = [...downstream].flatMap(([code, turn]) => (turn[kind] ? [network.indexOf.get(code)!] : [])).sort((a, b) => a - b)
    return {
      water: Int32Array.from(waters), fromM: new Float64Array(waters.length), toM: Float64Array.from(waters, (w) => network.lengthM[w]!),
    }
  }
  return { appear, vanish, gains: whole('appear'), loses: whole('vanish') }
}
