import Flatbush from 'flatbush'
import type { OnReach, Point, Reach } from './types.ts'

/** Finds the nearest reach to a point within a distance in metres, over all segments of all reaches. */
export function nearestReach(reaches: Reach[]): (at: Point, within: number) => OnReach | null {
  const count = reaches.reduce((sum, { line }) => sum + line.length - 1, 0)
  const index = new Flatbush(count)
  const owner = new Int32Array(count)
  const vertex = new Int32Array(count)
  const start = new Float64Array(count)
  let next = 0
  reaches.forEach(({ line }, r) => {
    let along = 0
    for (let k = 1; k < line.length; k++) {
      const [a, b] = [line[k - 1], line[k]]
      index.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]))
      owner[next] = r
      vertex[next] = k - 1
      start[next++] = along
      along += Math.hypot(b[0] - a[0], b[1] - a[1])
    }
  })
  index.finish()

  return ([x, y], within) => {
    // a small box first: most who ask are close to the water
    for (let reach = Math.min(within, 150); ; reach = Math.min(within, reach * 3)) {
      let least = Infinity
      let best = -1
      let share = 0
      for (const i of index.search(x - reach, y - reach, x + reach, y + reach)) {
        const { line } = reaches[owner[i]]
        const [a, b] = [line[vertex[i]], line[vertex[i] + 1]]
        const dx = b[0] - a[0]
        const dy = b[1] - a[1]
        const long = dx * dx + dy * dy
        const t = long === 0 ? 0 : Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / long))
        const away = (x - a[0] - t * dx) ** 2 + (y - a[1] - t * dy) ** 2
        if (away < least || (away === least && i < best)) {
          least = away
          best = i
          share = t
        }
      }
      const distance = Math.sqrt(least)
      if (distance <= reach) return found(best, share, distance, x, y)
      if (reach >= within) return null
    }
  }

  function found(i: number, share: number, distance: number, x: number, y: number): OnReach {
    const reach = reaches[owner[i]]
    const [a, b] = [reach.line[vertex[i]], reach.line[vertex[i] + 1]]
    const dx = b[0] - a[0]
    const dy = b[1] - a[1]
    return {
      reach,
      measure: start[i] + share * Math.hypot(dx, dy),
      bank: dx * (y - a[1]) - dy * (x - a[0]) >= 0 ? 'left' : 'right',
      distance,
      at: [a[0] + share * dx, a[1] + share * dy],
    }
  }
}
