/** Shares a whole number out by weight, largest remainders first, at least `least` and at most `most` each. */
export function apportion(whole: number, weights: number[], least = 1, most: (k: number) => number = () => Infinity): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const exact = weights.map((weight) => (whole * weight) / total)
  const shares = exact.map((share, k) => Math.min(most(k), Math.max(least, Math.floor(share))))
  for (let left = whole - shares.reduce((sum, share) => sum + share, 0); left !== 0; ) {
    const step = Math.sign(left)
    let best = -1
    for (let k = 0; k < shares.length; k++) {
      if (step > 0 ? shares[k] >= most(k) : shares[k] <= least) continue
      if (best < 0 || step * (exact[k] - shares[k]) > step * (exact[best] - shares[best])) best = k
    }
    if (best < 0) throw new Error(`cannot share ${whole} among ${weights.length}`)
    shares[best] += step
    left -= step
  }
  return shares
}
