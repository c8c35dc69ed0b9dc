// "Does water of this chain come to that one?" for any two chains of a scenario: a table of bits where it fits, labels and
// a search that they keep short where it does not.
import type { Chains } from './chains.ts'

/** Chains up to which a table is kept: 16,384 make 32 MB. */
export const tableOf = 16_384

export type Reaches = (from: number, to: number) => boolean

/** A row of bits a chain: itself and all below it. Chains are numbered from the mouths up, so one pass fills it. */
export function table({ count, firstBelow, below }: Chains): Reaches {
  const wide = (count + 31) >> 5
  const bits = new Uint32Array(count * wide)
  for (let c = 0; c < count; c++) {
    const own = c * wide
    // A row has no bit above its own number.
    for (let i = firstBelow[c]; i < firstBelow[c + 1]; i++) {
      const other = below[i] * wide
      for (let w = 0; w <= below[i] >> 5; w++) bits[own + w] |= bits[other + w]
    }
    bits[own + (c >> 5)] |= 1 << (c & 31)
  }
  return (from, to) => (bits[from * wide + (to >> 5)] >>> (to & 31) & 1) === 1
}

interface Labels {
  /** Numbers given out when the search went into a chain and when it came out of it. */
  into: Int32Array
  out: Int32Array
  /** The least number of all chains that can be got to, not only of those first met here. */
  least: Int32Array
}

/** Numbers chains in depth first order along `next`, as GRAIL does (Yildirim, Chaoji & Zaki 2010). */
function labels(count: number, first: Int32Array, next: Int32Array, roots: Iterable<number>): Labels {
  const [into, out, least] = [new Int32Array(count).fill(-1), new Int32Array(count), new Int32Array(count)]
  const [step, trail] = [first.slice(0, count), new Int32Array(count)]
  let clock = 0
  for (const root of roots) {
    if (into[root] >= 0) continue
    let depth = 0
    trail[0] = root
    into[root] = least[root] = clock
    while (depth >= 0) {
      const c = trail[depth]
      if (step[c] < first[c + 1]) {
        const n = next[step[c]++]
        if (into[n] < 0) {
          into[n] = least[n] = clock
          trail[++depth] = n
        } else if (least[n] < least[c]) least[c] = least[n]
      } else {
        out[c] = clock++
        if (--depth >= 0 && least[c] < least[trail[depth]]) least[trail[depth]] = least[c]
      }
    }
  }
  return { into, out, least }
}

function* numbers(count: number, down: boolean) {
  for (let i = 0; i < count; i++) yield down ? count - 1 - i : i
}

/**
 * Two sets of labels, one numbered upstream from the mouths and one downstream from the sources. First met below is below
 * for certain; outside the interval of all that can be got to is not below for certain. A river net is nearly a tree, so
 * that settles most questions; the rest are searched downstream, and the labels cut every branch they can.
 */
export function labelsOf({ count, firstBelow, below, firstAbove, above }: Chains): Reaches {
  const up = labels(count, firstAbove, above, numbers(count, false))
  const down = labels(count, firstBelow, below, numbers(count, true))
  const seen = new Uint32Array(count)
  const waiting = new Int32Array(count)
  let round = 0
  /** 1 yes, 0 no, -1 not known from the labels. */
  const known = (from: number, to: number): number => {
    if (from === to) return 1
    if (from < to || up.out[from] > up.out[to] || up.least[from] < up.least[to] || down.out[to] > down.out[from]
      || down.least[to] < down.least[from]) return 0
    return up.out[from] >= up.into[to] || down.out[to] >= down.into[from] ? 1 : -1
  }
  return (from, to) => {
    const quick = known(from, to)
    if (quick >= 0) return quick === 1
    if (++round === 2 ** 32) {
      seen.fill(0)
      round = 1
    }
    let left = 0
    waiting[left++] = from
    while (left) {
      const c = waiting[--left]
      for (let i = firstBelow[c]; i < firstBelow[c + 1]; i++) {
        const next = below[i]
        if (seen[next] === round) continue
        seen[next] = round
        const answer = known(next, to)
        if (answer === 1) return true
        if (answer < 0) waiting[left++] = next
      }
    }
    return false
  }
}
