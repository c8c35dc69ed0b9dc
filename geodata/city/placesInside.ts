import type { Point } from './types.ts'

/** A quick "is it inside?" for large rings asked often: sides are kept by the band of northing they cross. */
export function insideRings(rings: Point[][]): (east: number, north: number) => boolean {
  let south = Infinity
  let top = -Infinity
  let sides = 0
  for (const ring of rings) {
    sides += ring.length
    for (const [, y] of ring) {
      if (y < south) south = y
      if (y > top) top = y
    }
  }
  const count = Math.max(1, sides)
  const tall = (top - south) / count || 1
  const bandOf = (y: number): number => Math.min(count - 1, Math.floor((y - south) / tall))
  const bands: number[][] = Array.from({ length: count }, () => [])
  for (const ring of rings) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [ax, ay] = ring[j]
      const [bx, by] = ring[i]
      for (let band = bandOf(Math.min(ay, by)); band <= bandOf(Math.max(ay, by)); band++) bands[band].push(ax, ay, bx, by)
    }
  }
  return (x, y) => {
    if (!(y >= south && y <= top)) return false
    const band = bands[bandOf(y)]
    let inside = false
    for (let k = 0; k < band.length; k += 4) {
      const ay = band[k + 1]
      const by = band[k + 3]
      if (ay > y !== by > y && x < ((band[k + 2] - band[k]) * (y - ay)) / (by - ay) + band[k]) inside = !inside
    }
    return inside
  }
}
