// Where rivers are cut into reaches: at village limits first, as the trade does, then joined or halved until their
// number is the one asked for. Gates always stand on a cut; confluences do where one is near.
import FlatQueue from 'flatqueue'
import type { MeasuredLine } from './watersLine.ts'
import type { Point, RiverCourse } from './types.ts'

/** Metres: no reach is shorter, unless its river is. */
export const LEAST = 60
/** Metres between looks at which village a river is in. */
const LOOK = 30
/** Metres: a village that comes this near to a bank still reaches the river. */
const BANK = 40
/** Metres: a cut moves to a confluence this near. */
const NEAR = 110

interface Piece {
  /** Metres from the river's source. */
  from: number
  to: number
}

export interface Span extends Piece {
  /** Code of the village most of it lies in. */
  village: string
}

interface Cut {
  at: number
  /** How much it separates: 1 villages, 2 towns, 4 districts, 6 a gate stands here, 0 nothing any more. */
  strength: number
}

const centimetre = (measure: number): number => Math.round(measure * 100) / 100

/** `wanted` spans in all, per river in order from source to mouth. */
export function spans(
  rivers: RiverCourse[], lines: MeasuredLine[], gates: Map<number, number[]>, wanted: number, villageNear: (at: Point) => string,
): Span[][] {
  const cutter = new Cutter()
  const passed = rivers.map((river, r) => {
    const runs = villageRuns(river, lines[r], villageNear)
    const cuts: Cut[] = runs.slice(1).map((run, k) => ({ at: run.from, strength: difference(runs[k].village, run.village) }))
    for (const at of gates.get(r) ?? []) {
      const near = cuts.find((cut) => Math.abs(cut.at - at) < LEAST)
      if (near) Object.assign(near, { at, strength: 6 })
      else cuts.push({ at, strength: 6 })
    }
    cuts.sort((a, b) => a.at - b.at)
    const stops = [0, ...cuts.map(({ at }) => at), lines[r].length]
    cutter.add(stops.map(centimetre), cuts.map(({ strength }) => strength))
    return runs
  })
  cutter.join((long) => long, (long) => long < LEAST)
  cutter.join((long, weakest) => long * weakest, () => cutter.count > wanted)
  const joints = rivers.map((river, r) => river.nodes.slice(1, -1).map(({ vertex }) => centimetre(lines[r].along[vertex])))
  cutter.snap(joints)
  cutter.halve(joints, wanted)
  return cutter.spans().map((pieces, r) => pieces.map((piece) => ({ ...piece, village: mostIn(passed[r], piece) })))
}

const difference = (one: string, other: string): number =>
  (one.slice(0, 6) !== other.slice(0, 6) ? 4 : one.slice(0, 9) !== other.slice(0, 9) ? 2 : 1)

/** The village that most of a piece lies in. */
function mostIn(runs: Span[], { from, to }: Piece): string {
  const shares = new Map<string, number>()
  for (const run of runs) {
    const common = Math.min(to, run.to) - Math.max(from, run.from)
    if (common > 0) shares.set(run.village, (shares.get(run.village) ?? 0) + common)
  }
  return [...shares].reduce((best, each) => (each[1] > best[1] ? each : best))[0]
}

/**
 * The villages a river passes, in order. Where it is the limit between two, it stays with one of them
 * as long as that one reaches to either bank, instead of changing sides at every bend.
 */
function villageRuns(river: RiverCourse, line: MeasuredLine, villageNear: (at: Point) => string): Span[] {
  const touches = (village: string, measure: number): boolean => {
    const [x, y] = line.at(measure)
    const [ahead, behind] = [line.at(Math.min(line.length, measure + 5)), line.at(Math.max(0, measure - 5))]
    const off = (line.value(river.width, measure) / 2 + BANK) / (Math.hypot(ahead[0] - behind[0], ahead[1] - behind[1]) || 1)
    const east = (ahead[1] - behind[1]) * off
    const north = (behind[0] - ahead[0]) * off
    return villageNear([x, y]) === village || villageNear([x + east, y + north]) === village
      || villageNear([x - east, y - north]) === village
  }
  const steps = Math.max(1, Math.ceil(line.length / LOOK))
  const runs: Span[] = [{ from: 0, to: 0, village: villageNear(line.at(Math.min(line.length / 2, LOOK))) }]
  for (let k = 1; k <= steps; k++) {
    const measure = (line.length * k) / steps
    const last = runs[runs.length - 1]
    if (!touches(last.village, measure)) {
      let low = (line.length * (k - 1)) / steps
      let high = measure
      while (high - low > 0.2) {
        const middle = (low + high) / 2
        if (touches(last.village, middle)) low = middle
        else high = middle
      }
      last.to = high
      runs.push({ from: high, to: measure, village: villageNear(line.at(high)) })
    }
    runs[runs.length - 1].to = measure
  }
  return runs
}

/** All pieces of all rivers as one linked list a river. */
class Cutter {
  count = 0
  private readonly pieces: Piece[] = []
  private readonly before: number[] = []
  private readonly after: number[] = []
  /** Strength of the cut at a piece's start. */
  private readonly strength: number[] = []
  private readonly heads: number[] = []
  private readonly gone = new Set<number>()

  /** A river by its source, its cuts with their strengths, and its mouth. */
  add(stops: number[], strengths: number[]): void {
    const first = this.pieces.length
    const last = stops.length - 2
    this.heads.push(first)
    for (let k = 0; k <= last; k++) {
      this.pieces.push({ from: stops[k], to: stops[k + 1] })
      this.before.push(k === 0 ? -1 : first + k - 1)
      this.after.push(k === last ? -1 : first + k + 1)
      this.strength.push(k === 0 ? Infinity : strengths[k - 1])
    }
    this.count += last + 1
  }

  private long(i: number): number {
    return this.pieces[i].to - this.pieces[i].from
  }

  private strengthAfter(i: number): number {
    return this.after[i] < 0 ? Infinity : this.strength[this.after[i]]
  }

  /** Joins pieces with a neighbour across the weaker cut, smallest key first, while `more` says so. */
  join(key: (long: number, weakest: number) => number, more: (long: number) => boolean): void {
    const heap = new FlatQueue<number>()
    const keyOf = (i: number): number => key(this.long(i), Math.min(this.strength[i], this.strengthAfter(i)))
    const ask = (i: number): void => {
      if (this.before[i] >= 0 || this.after[i] >= 0) heap.push(i, keyOf(i))
    }
    for (let i = 0; i < this.pieces.length; i++) if (!this.gone.has(i)) ask(i)
    while (heap.length) {
      const least = heap.peekValue()!
      const i = heap.pop()!
      if (this.gone.has(i) || least !== keyOf(i) || (this.before[i] < 0 && this.after[i] < 0)) continue
      if (!more(this.long(i))) break
      ask(this.merge(i))
    }
  }

  /** Returns the piece that is left. */
  private merge(i: number): number {
    const [before, after] = [this.before[i], this.after[i]]
    const forward = before < 0 || (after >= 0
      && (this.strengthAfter(i) < this.strength[i] || (this.strengthAfter(i) === this.strength[i] && this.long(after) < this.long(before))))
    const keep = forward ? i : before
    const drop = forward ? after : i
    this.pieces[keep].to = this.pieces[drop].to
    this.after[keep] = this.after[drop]
    if (this.after[drop] >= 0) this.before[this.after[drop]] = keep
    this.gone.add(drop)
    this.count--
    return keep
  }

  /** Moves cuts to confluences near them. */
  snap(joints: number[][]): void {
    this.heads.forEach((head, r) => {
      for (let i = this.after[head]; i >= 0; i = this.after[i]) {
        if (this.strength[i] === 6) continue
        const piece = this.pieces[i]
        const last = this.pieces[this.before[i]]
        const near = joints[r].filter((at) => Math.abs(at - piece.from) < NEAR && at - last.from >= LEAST && piece.to - at >= LEAST)
        if (!near.length) continue
        piece.from = last.to = near.reduce((best, at) => (Math.abs(at - piece.from) < Math.abs(best - piece.from) ? at : best))
      }
    })
  }

  /** Cuts the longest pieces about in the middle, at a confluence where one is near the middle. */
  halve(joints: number[][], wanted: number): void {
    const heap = new FlatQueue<number>()
    const riverOf = new Map<number, number>()
    this.heads.forEach((head, r) => {
      for (let i = head; i >= 0; i = this.after[i]) {
        riverOf.set(i, r)
        heap.push(i, -this.long(i))
      }
    })
    while (this.count < wanted && heap.length) {
      const i = heap.pop()!
      const piece = this.pieces[i]
      const long = this.long(i)
      if (long < 2 * LEAST) throw new Error(`rivers too short for ${wanted} reaches`)
      const r = riverOf.get(i) as number
      const middle = (piece.from + piece.to) / 2
      const at = joints[r].filter((joint) =>
        Math.abs(joint - middle) < 0.17 * long && joint - piece.from >= LEAST && piece.to - joint >= LEAST)
        .reduce((best, joint) => (best < 0 || Math.abs(joint - middle) < Math.abs(best - middle) ? joint : best), -1)
      const cut = at < 0 ? centimetre(middle) : at
      const next = this.pieces.push({ ...piece, from: cut }) - 1
      piece.to = cut
      this.before.push(i)
      this.after.push(this.after[i])
      this.strength.push(0)
      if (this.after[i] >= 0) this.before[this.after[i]] = next
      this.after[i] = next
      riverOf.set(next, r)
      this.count++
      heap.push(i, -this.long(i))
      heap.push(next, -this.long(next))
    }
  }

  spans(): Piece[][] {
    return this.heads.map((head) => {
      const list: Piece[] = []
      for (let i = head; i >= 0; i = this.after[i]) list.push(this.pieces[i])
      return list
    })
  }
}
