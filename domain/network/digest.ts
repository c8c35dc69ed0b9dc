// A name for what a network was made from: the same rows in any order have the same, other rows another.
import type { NetworkRows } from './rows.ts'

/** Two 32-bit lanes over the characters of a text, mixed as MurmurHash3 does (Appleby 2011). */
function lanes(text: string): [number, number] {
  let [a, b] = [0x9e3779b9, 0x85ebca6b]
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    a = Math.imul(a ^ c, 0xcc9e2d51)
    b = Math.imul(b ^ c, 0x1b873593)
    a = (a << 15) | (a >>> 17)
    b = (b << 13) | (b >>> 19)
  }
  return [finished(a ^ b >>> 7), finished(b ^ text.length)]
}

function finished(h: number): number {
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * Sixteen hexadecimal digits: the sum of a hash a row, so the order of rows does not matter. Tells a stale copy from a fresh
 * one; it is no protection against somebody who wants two networks to look the same.
 */
export function digestOf({ reaches, links, gates, standing }: NetworkRows): string {
  let [a, b] = [0, 0]
  const add = (row: string) => {
    const [x, y] = lanes(row)
    a = (a + x) >>> 0
    b = (b + y) >>> 0
  }
  for (const { code, lengthM, flowMode, speedMs } of reaches) add(`r\t${code}\t${lengthM}\t${flowMode}\t${speedMs ?? ''}`)
  for (const { upstream, upstreamM, downstream, downstreamM, flowMode, gate } of links) add(`l\t${upstream}\t${upstreamM}\t${downstream}\t${downstreamM}\t${flowMode}\t${gate ?? ''}`)
  for (const { code, kind, reach, measureM, state } of gates) add(`g\t${code}\t${kind}\t${reach ?? ''}\t${measureM ?? ''}\t${state ?? ''}`)
  for (const { code } of standing) add(`s\t${code}`)
  return [a, b].map((lane) => lane.toString(16).padStart(8, '0')).join('')
}

const known = new WeakMap<object, [number, number]>()

/**
 * The same over any rows, whole: their fields in the order they are written, whose shapes may be long, so what a row gave is
 * kept with it. Rows of one list never stand for those of another.
 */
export function digestOfRows(...lists: readonly (readonly object[])[]): string {
  let [a, b] = [0, 0]
  for (const [number, list] of lists.entries())
    for (const row of list) {
      let found = known.get(row)
      if (!found) known.set(row, (found = lanes(`${number}\t${JSON.stringify(row, Object.keys(row).sort())}`)))
      a = (a + found[0]) >>> 0
      b = (b + found[1]) >>> 0
    }
  return [a, b].map((lane) => lane.toString(16).padStart(8, '0')).join('')
}
