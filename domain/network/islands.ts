// Parts of a network that no link joins, whichever way water goes: what a cut line or a forgotten link leaves behind.
import type { Network } from './shape.ts'
import { componentsOf } from './components.ts'
import { downstream, upstream } from './scenario.ts'

/** Codes of the waters of each part, the largest part first. Gates are no cut: shut today, they join tomorrow. */
export function islands(made: Network): string[][] {
  const { of, count } = componentsOf(made, new Uint8Array(2 * made.gates.length + 4).fill(downstream | upstream))
  const parts: string[][] = Array.from({ length: count }, () => [])
  for (const [water, code] of made.codes.entries()) parts[of[made.firstPoint[water]]].push(code)
  return parts.sort((a, b) => b.length - a.length)
}
