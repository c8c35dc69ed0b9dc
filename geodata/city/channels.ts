// Channels laid on the mesh, each along the cheapest path that meets the others only where a third may join.

import type { Drainage } from './erosion.ts'
import type { Mesh } from './mesh.ts'
import type { Plan } from './plan.ts'
import { fractal, noise, type Noise } from './random.ts'
import { Router } from './router.ts'

/** 0 trunk and its branches, 1 large channel, 2 channel, 3 creek. */
export type Rank = 0 | 1 | 2 | 3

/** A mesh path; neighbours in it are neighbours in the mesh. */
export interface Channel {
  nodes: number[]
  rank: Rank
  /** Ends in the island's middle. */
  blind: boolean
}

/** The price of a step between two mesh nodes; Infinity forbids it. */
export type Price = (i: number, j: number) => number

export class ChannelNet {
  readonly paths: Channel[] = []
  /** Rank of the channel at a node, -1 where there is none. */
  readonly rank: Int8Array
  /** How often paths begin, end or pass at a node: 2 along a channel, 3 at a junction. */
  readonly ends: Uint8Array
  /** 1 beside a channel, 2 next but one. */
  readonly beside: Uint8Array
  /** 1 where delta meets sea. */
  readonly mouth: Uint8Array
  readonly shore: number[] = []
  readonly router: Router
  private readonly margin: Float64Array
  private readonly wander: Noise
  private turn = 0

  constructor(readonly mesh: Mesh, private readonly drainage: Drainage, private readonly plan: Plan) {
    const { count, start, links } = mesh
    this.rank = new Int8Array(count).fill(-1)
    this.ends = new Uint8Array(count)
    this.beside = new Uint8Array(count)
    this.mouth = new Uint8Array(count)
    this.margin = margins(this, plan)
    this.wander = fractal(noise(plan.seed, 'channels'), 3)
    this.router = new Router(mesh)
    for (let i = 0; i < count; i++) {
      if (drainage.sea[i] !== 1 || mesh.inside[i] !== 1 || !links.subarray(start[i], start[i + 1]).some((j) => this.land(j))) continue
      this.mouth[i] = 1
      this.shore.push(i)
    }
  }

  /** Whether a node is delta inside the city. */
  land(i: number): boolean {
    return this.drainage.delta[i] === 1 && this.mesh.inside[i] === 1
  }

  /** A new way to see the land: metres, more where channels are near, and by chance as much as `spread` says. */
  price(spread: number): Price {
    const { mesh: { x, y }, plan: { unit }, margin, beside, wander } = this
    const turn = ++this.turn
    return (i, j) => {
      const length = Math.hypot(x[i] - x[j], y[i] - y[j])
      const rough = Math.exp(spread * wander(x[j] / (unit * 7) + turn * 13.7, y[j] / (unit * 7) - turn * 7.1))
      return length * rough * margin[j] * (beside[j] === 1 ? 7 : beside[j] === 2 ? 2.5 : 1)
    }
  }

  lay(nodes: number[], rank: Rank, blind = false): void {
    const { mesh: { start, links }, beside, ends } = this
    this.paths.push({ nodes, rank, blind })
    for (const i of nodes) {
      if (this.rank[i] < 0) this.rank[i] = rank
      for (let k = start[i]; k < start[i + 1]; k++) {
        beside[links[k]] = 1
        for (let m = start[links[k]]; m < start[links[k] + 1]; m++) beside[links[m]] ||= 2
      }
    }
    ends[nodes[0]]++
    ends[nodes[nodes.length - 1]]++
    for (let k = 1; k + 1 < nodes.length; k++) ends[nodes[k]] = 2
  }

  /** Whether a junction may take a third channel: only where none is near. */
  open(i: number): boolean {
    const { mesh: { start, links }, rank, ends } = this
    if (ends[i] !== 2) return false
    for (let k = start[i]; k < start[i + 1]; k++) if (rank[links[k]] >= 0 && ends[links[k]] !== 2) return false
    return true
  }

  /** A mouth, or a channel that may take another. */
  outlet(i: number): boolean {
    return this.mouth[i] === 1 || (this.rank[i] >= 0 && this.ends[i] === 2)
  }

  /** A way that reuses channels where that is cheap, and so forks from them. False where nothing new was laid. */
  branch(from: number[], to: (i: number) => boolean, as: Rank): boolean {
    const { mesh: { x, y }, rank, ends } = this
    const price = this.price(1.1)
    const found = this.router.route(from, to, (i, j) => {
      if (!this.land(j) && !to(j)) return Infinity
      if (rank[i] >= 0 && rank[j] >= 0) return 0.42 * Math.hypot(x[i] - x[j], y[i] - y[j])
      // leaves or joins a channel only where no other channel does
      if ((rank[i] >= 0 && ends[i] > 2) || (rank[j] >= 0 && ends[j] !== 2 && !to(j))) return Infinity
      return price(i, j)
    })
    return found !== null && this.layNew(found, as)
  }

  /** Only what is new of a way is laid; it may leave and meet older channels several times. */
  private layNew(way: number[], as: Rank): boolean {
    let piece: number[] = []
    let laid = false
    const end = (): void => {
      if (piece.length < 2) return
      this.lay(piece, as)
      laid = true
    }
    let wasOld = false
    for (const node of way) {
      const old = this.rank[node] >= 0
      if (old && wasOld) piece = [node]
      else piece.push(node)
      wasOld = old
      if (!old) continue
      end()
      piece = [node]
    }
    end()
    return laid
  }

  /** Takes each hill river from where it comes in to the nearest outlet. */
  lead(inlets: { node: number }[], as: Rank): void {
    const { rank, ends, mouth } = this
    for (const { node } of inlets) {
      if (rank[node] >= 0) {
        ends[node] = 3
        continue
      }
      const price = this.price(0.9)
      const found = this.router.route([node], (i) => this.outlet(i), (i, j) =>
        ((rank[j] >= 0 ? ends[j] === 2 : this.land(j) || mouth[j] === 1) ? price(i, j) : Infinity))
      if (found) this.lay(found, as)
    }
  }
}

/** Neither along the city's border nor along the beach: channels make for the sea. */
function margins(net: ChannelNet, plan: Plan): Float64Array {
  const { count, x, y } = net.mesh
  const margin = new Float64Array(count).fill(1)
  const reach = Math.min(2200, 2200 * Math.sqrt(plan.scale))
  for (let i = 0; i < count; i++) {
    if (!net.land(i)) continue
    const edge = [0, 1, 2, 3, 4, 5].some((k) => !plan.inside(x[i] + reach * Math.cos(k * 1.05), y[i] + reach * Math.sin(k * 1.05)))
    margin[i] = (edge ? 2.6 : 1) + 1.6 * Math.exp(plan.seaward(x[i], y[i]) / (1.8 * plan.unit))
  }
  return margin
}
