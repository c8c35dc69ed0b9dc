// A broad river's line is whole in every tile; its name belongs on the part that is in view.

/** The longest unbroken part of a flat line [x, y, x, y, …] within [west, south, east, north]; empty where none is. */
export function clipLine(flat: readonly number[], extent: readonly number[]): number[] {
  let best: number[] = []
  let longest = 0
  let part: number[] = []
  let length = 0
  const close = () => {
    if (length > longest) [best, longest] = [part, length]
    ;[part, length] = [[], 0]
  }
  for (let i = 2; i < flat.length; i += 2) {
    const cut = clipSegment(flat[i - 2]!, flat[i - 1]!, flat[i]!, flat[i + 1]!, extent)
    if (!cut) {
      close()
      continue
    }
    const [x1, y1, x2, y2, entersAt, leavesAt] = cut
    if (entersAt > 0) close()
    if (!part.length) part.push(x1, y1)
    part.push(x2, y2)
    length += Math.hypot(x2 - x1, y2 - y1)
    if (leavesAt < 1) close()
  }
  close()
  return best
}

/** Liang–Barsky: the part of a segment within a box, and at which shares of the segment it enters and leaves. */
function clipSegment(
  x1: number, y1: number, x2: number, y2: number, extent: readonly number[],
): [number, number, number, number, number, number] | null {
  const [dx, dy] = [x2 - x1, y2 - y1]
  let [enters, leaves] = [0, 1]
  for (const [p, q] of [[-dx, x1 - extent[0]!], [dx, extent[2]! - x1], [-dy, y1 - extent[1]!], [dy, extent[3]! - y1]] as const) {
    if (p === 0 && q < 0) return null
    if (p < 0) enters = Math.max(enters, q / p)
    if (p > 0) leaves = Math.min(leaves, q / p)
  }
  return enters < leaves ? [x1 + enters * dx, y1 + enters * dy, x1 + leaves * dx, y1 + leaves * dy, enters, leaves] : null
}
