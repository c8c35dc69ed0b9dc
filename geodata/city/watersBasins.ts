// Nine basins (九大流域): the rivers of the city grouped by where their water goes, about equal in what they hold.
import type { Land } from './types.ts'

export interface BasinGroup {
  /** The river that gives the basin its name. */
  root: number
  rivers: number[]
}

/** At most `wanted` groups, largest first; every river is in one. */
export function basinGroups(land: Land, wanted: number): BasinGroup[] {
  const { rivers } = land
  const groups: BasinGroup[] = land.basins.map(({ trunk, rivers: list }) => ({ root: trunk, rivers: list }))

  // ── Split the fullest basin at the tributary that halves it best, until there are enough of weight ──
  while (groups.length > 0) {
    groups.sort((a, b) => b.rivers.length - a.rivers.length)
    const fullest = groups[0]
    if (fullest.rivers.length < 4 || fullest.rivers.length <= 1.6 * (groups[wanted - 1]?.rivers.length ?? 0)) break
    const above = counts(land, fullest.rivers)
    let best = -1
    let balance = 0
    for (const river of fullest.rivers) {
      if (river === fullest.root) continue
      const share = Math.min(above.get(river) ?? 0, fullest.rivers.length - (above.get(river) ?? 0))
      if (share > balance) {
        balance = share
        best = river
      }
    }
    if (balance < 0.08 * fullest.rivers.length) break
    const moved = new Set(fullest.rivers.filter((river) => flowsThrough(land, river, best, fullest.root)))
    fullest.rivers = fullest.rivers.filter((river) => !moved.has(river))
    groups.push({ root: best, rivers: [...moved] })
  }

  // ── What is left over joins the basin its water goes to, or else the nearest mouth ──
  const kept = groups.slice(0, wanted)
  for (const { root, rivers: list } of groups.slice(wanted)) {
    const below = rivers[root].into
    const into = below === null ? undefined : kept.find((group) => group.rivers.includes(below))
    ;(into ?? nearestTo(land, root, kept)).rivers.push(...list)
  }
  return kept
}

/** Rivers of a group that flow into each one, itself included. */
function counts(land: Land, group: number[]): Map<number, number> {
  const members = new Set(group)
  const above = new Map<number, number>()
  for (const river of group) {
    const seen = new Set<number>()
    for (let at: number | null = river; at !== null && members.has(at) && !seen.has(at); at = land.rivers[at].into) {
      seen.add(at)
      above.set(at, (above.get(at) ?? 0) + 1)
    }
  }
  return above
}

function flowsThrough(land: Land, river: number, through: number, root: number): boolean {
  const seen = new Set<number>()
  for (let at: number | null = river; at !== null && !seen.has(at); at = land.rivers[at].into) {
    if (at === through) return true
    if (at === root) return false
    seen.add(at)
  }
  return false
}

function nearestTo(land: Land, root: number, groups: BasinGroup[]): BasinGroup {
  const end = (river: number) => land.rivers[river].line[land.rivers[river].line.length - 1]
  const [x, y] = end(root)
  const away = (group: BasinGroup): number =>
    group.rivers.reduce((least, river) => Math.min(least, Math.hypot(end(river)[0] - x, end(river)[1] - y)), Infinity)
  return groups.map((group) => ({ group, far: away(group) })).reduce((best, each) => (each.far < best.far ? each : best)).group
}
