// Between two sets of rows, the waters something has happened to.
import type { GateRow, LinkRow, NetworkRows, ReachRow } from './rows.ts'

const ofReach = ({ code, lengthM, flowMode }: ReachRow) => `${code} ${lengthM} ${flowMode}`
const ofLink = ({ upstream, upstreamM, downstream, downstreamM, flowMode, gate }: LinkRow) => `${upstream} ${upstreamM} ${downstream} ${downstreamM} ${flowMode} ${gate}`
const ofGate = ({ code, kind, reach, measureM }: GateRow) => `${code} ${kind} ${reach} ${measureM}`

/** Codes of waters where flow may not be what it was: their own row, a link of theirs or a gate on either differs. */
export function changedWaters(before: NetworkRows, after: NetworkRows): Set<string> {
  const links = differing(before.links, after.links, ofLink)
  const gates = new Set(differing(before.gates, after.gates, ofGate).map(({ code }) => code))
  // A gate that a link names, or no longer names, may have stopped barring the reach it stands on, or begun to.
  for (const { gate } of links) if (gate !== null) gates.add(gate)
  const waters = new Set([
    ...differing(before.reaches, after.reaches, ofReach), ...differing(before.standing, after.standing, ({ code }) => code),
  ].map(({ code }) => code))
  for (const { upstream, downstream } of links) waters.add(upstream).add(downstream)
  for (const rows of [before, after]) {
    for (const { code, reach } of rows.gates) if (reach && gates.has(code)) waters.add(reach)
    if (gates.size) for (const { gate, upstream, downstream } of rows.links)
      if (gate !== null && gates.has(gate)) waters.add(upstream).add(downstream)
  }
  return waters
}

/** Rows that one side has more often than the other. */
function differing<T>(before: readonly T[], after: readonly T[], says: (row: T) => string): T[] {
  if (before === after) return []
  const left = new Map<string, number>()
  for (const row of before) left.set(says(row), (left.get(says(row)) ?? 0) + 1)
  for (const row of after) left.set(says(row), (left.get(says(row)) ?? 0) - 1)
  return [...before, ...after].filter((row) => left.get(says(row)) !== 0)
}
