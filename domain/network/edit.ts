// A network after an edit: rows taken out and put in, and built anew. Building is fast enough not to mend in place.
import { network } from './build.ts'
import type { Network } from './shape.ts'
import { linkName, type GateRow, type LinkRow, type NetworkRows, type ReachRow, type StandingRow } from './rows.ts'

export interface NetworkEdit {
  /** Rows that replace those of the same code, or are new. */
  reaches?: readonly ReachRow[]
  gates?: readonly GateRow[]
  standing?: readonly StandingRow[]
  links?: readonly LinkRow[]
  /** Codes of reaches, gates and standing waters to take out; links that name them stay and are reported. */
  drop?: readonly string[]
  /** Links to take out, found by both codes and both measures. */
  dropLinks?: readonly Pick<LinkRow, 'upstream' | 'upstreamM' | 'downstream' | 'downstreamM'>[]
}

const linkKey = (link: NonNullable<NetworkEdit['dropLinks']>[number]) => `${linkName(link)}@${link.upstreamM}→${link.downstreamM}`

/** The rows after an edit. */
function edited(rows: NetworkRows, edit: NetworkEdit): NetworkRows {
  const drop = new Set(edit.drop)
  const swap = <T extends { code: string }>(list: readonly T[], put: readonly T[] = []): readonly T[] => {
    if (!put.length && !drop.size) return list
    const fresh = new Map(put.map((row) => [row.code, row]))
    const kept = list.filter(({ code }) => !drop.has(code)).map((row) => {
      const other = fresh.get(row.code)
      fresh.delete(row.code)
      return other ?? row
    })
    return [...kept, ...fresh.values()]
  }
  const gone = new Set(edit.dropLinks?.map(linkKey))
  const links = gone.size ? rows.links.filter((link) => !gone.has(linkKey(link))) : rows.links
  return {
    reaches: swap(rows.reaches, edit.reaches), gates: swap(rows.gates, edit.gates), standing: swap(rows.standing, edit.standing),
    links: edit.links ? [...links, ...edit.links] : links,
  }
}

/** The network after an edit; the one before stays as it was. */
export const after = (before: Network, edit: NetworkEdit): Network => network(edited(before.rows, edit))
