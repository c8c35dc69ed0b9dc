// The line before the judge: short, so that whoever comes to it knows soon, and nobody fills it alone. Two passwords are
// judged in about a third of a second; twenty are through in three.
import { Problem } from '../http/problem.ts'

/** Places for strangers, and as many again for devices that are known, which strangers cannot take. */
const most = { known: 20, strangers: 20 }
/** An office shares an address; half of the line is left to others. */
const mostOfOne = 10
/** Seconds, for those who find it full. */
const comeAgain = 3

const held = { known: 0, strangers: 0 }
const holders = new Map<string, number>()

/** Takes a place in the line; the returned function leaves it. Throws `signInBusy` where there is none. */
export const takePlace = (address: string, known: boolean): (() => void) => {
  const kind = known ? 'known' : 'strangers'
  const holder = `${kind} ${address}`
  if (held[kind] >= most[kind] || (holders.get(holder) ?? 0) >= mostOfOne) throw new Problem('signInBusy', { seconds: comeAgain })
  held[kind]++
  holders.set(holder, (holders.get(holder) ?? 0) + 1)
  return () => {
    held[kind]--
    const left = holders.get(holder)! - 1
    if (left) holders.set(holder, left)
    else holders.delete(holder)
  }
}
