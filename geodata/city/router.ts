import FlatQueue from 'flatqueue'
import type { Mesh } from './mesh.ts'

/** Least-cost paths on the mesh (Dijkstra); its arrays are reused from call to call. */
export class Router {
  private spent: Float64Array
  private from: Int32Array
  private seen: Int32Array
  private done: Int32Array
  private call = 0
  private heap = new FlatQueue<number>()

  constructor(private mesh: Mesh) {
    this.spent = new Float64Array(mesh.count)
    this.from = new Int32Array(mesh.count)
    this.seen = new Int32Array(mesh.count)
    this.done = new Int32Array(mesh.count)
  }

  /** Nodes from one of `sources` to the first that `arrived`, or null. Gives up after settling `most` nodes. */
  route(sources: number[], arrived: (i: number) => boolean, cost: (i: number, j: number) => number, most = Infinity): number[] | null {
    const { spent, from, seen, done, heap, mesh } = this
    const call = ++this.call
    heap.clear()
    for (const i of sources) {
      seen[i] = call
      spent[i] = 0
      from[i] = -1
      heap.push(i, 0)
    }
    for (let settled = 0; heap.length && settled < most; ) {
      const i = heap.pop()!
      if (done[i] === call) continue
      done[i] = call
      settled++
      if (from[i] >= 0 && arrived(i)) {
        const path = [i]
        for (let at = from[i]; at >= 0; at = from[at]) path.push(at)
        return path.reverse()
      }
      for (let k = mesh.start[i]; k < mesh.start[i + 1]; k++) {
        const j = mesh.links[k]
        if (done[j] === call) continue
        const price = cost(i, j)
        if (price === Infinity) continue
        const total = spent[i] + price
        if (seen[j] === call && spent[j] <= total) continue
        seen[j] = call
        spent[j] = total
        from[j] = i
        heap.push(j, total)
      }
    }
    return null
  }
}
