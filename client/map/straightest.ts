// Where along a river its name fits: the straightest stretch of the needed length, nearer the middle where it is a tie.

/** Turning weighs in radians a stretch; being at the very end of the line as much as half a radian. */
const offCentre = 0.5

/**
 * The straightest stretch of `length` (map metres) of a flat line [x, y, x, y, …], or null where the line is shorter.
 * Returns flat coordinates.
 */
export function straightest(flat: readonly number[], length: number): number[] | null {
  const along = [0]
  for (let i = 2; i < flat.length; i += 2) along.push(along.at(-1)! + step(flat, i))
  const whole = along.at(-1)!
  if (whole < length) return null
  const tries = Math.min(24, Math.max(1, Math.floor((whole - length) / (length / 4)) + 1))
  let best: number[] = []
  let least = Infinity
  for (let nth = 0; nth < tries; nth += 1) {
    const start = tries === 1 ? (whole - length) / 2 : ((whole - length) * nth) / (tries - 1)
    const stretch = cut(flat, along, start, start + length)
    const cost = turning(stretch) + offCentre * Math.abs((start + length / 2) / whole - 0.5)
    if (cost < least) [least, best] = [cost, stretch]
  }
  return best
}

const step = (flat: readonly number[], i: number) => Math.hypot(flat[i]! - flat[i - 2]!, flat[i + 1]! - flat[i - 1]!)

/** Length of a flat line in its own units. */
export function lengthOf(flat: readonly number[]): number {
  let length = 0
  for (let i = 2; i < flat.length; i += 2) length += step(flat, i)
  return length
}

function cut(flat: readonly number[], along: readonly number[], from: number, to: number): number[] {
  const at = (distance: number, i: number): [number, number] => {
    const share = (distance - along[i]!) / (along[i + 1]! - along[i]! || 1)
    return [flat[2 * i]! + share * (flat[2 * i + 2]! - flat[2 * i]!), flat[2 * i + 1]! + share * (flat[2 * i + 3]! - flat[2 * i + 1]!)]
  }
  const segment = (distance: number) => Math.max(0, Math.min(along.length - 2, along.findIndex((d) => d > distance) - 1))
  const [first, last] = [segment(from), to >= along.at(-1)! ? along.length - 2 : segment(to)]
  return [...at(from, first), ...flat.slice(2 * first + 2, 2 * last + 2), ...at(to, last)]
}

/** Sum of the turns between the stretch's segments, radians. */
function turning(flat: readonly number[]): number {
  let sum = 0
  for (let i = 4; i < flat.length; i += 2) {
    const turn = Math.atan2(flat[i + 1]! - flat[i - 1]!, flat[i]! - flat[i - 2]!)
      - Math.atan2(flat[i - 1]! - flat[i - 3]!, flat[i - 2]! - flat[i - 4]!)
    sum += Math.abs(Math.atan2(Math.sin(turn), Math.cos(turn)))
  }
  return sum
}
