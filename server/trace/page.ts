// A page of what was found: never silently less than all, the mark of the next page says where it goes on.
import { drains, type DrawnNetwork } from '../../domain/network/index.ts'
import { tracedKinds, type TraceAnswer, type TracedKind } from '../../domain/trace.ts'
import type { Queryable } from '../db/database.ts'
import { Problem } from '../http/problem.ts'
import { shownOf } from './queries.ts'
import type { Item } from './traced.ts'

export type List = Pick<TraceAnswer, TracedKind>

/** The mark of a page names the network: pages of two networks do not make one list. */
export function pageOf(items: readonly Item[], version: string, limit: number, after: string | undefined): { page: readonly Item[]; next: string | null } {
  const mark = after === undefined ? ['', version, '0'] : /^([0-9a-f]{16})\.(\d{1,9})$/.exec(after)
  if (!mark) throw new Problem('inputInvalid', { field: 'after', reason: '不是页码 (not a page mark)' })
  if (mark[1] !== version) throw new Problem('networkMovedOn')
  const start = Number(mark[2])
  const end = Math.min(items.length, start + limit)
  return { page: items.slice(start, end), next: end < items.length ? `${version}.${end}` : null }
}

/** Items by kind, with their names. */
export async function shown(db: Queryable, { network, names }: DrawnNetwork, page: readonly Item[]): Promise<List> {
  const called = new Map<string, string>()
  for (const kind of drains) for (const { code, name } of await shownOf(db, kind, page.filter((item) => item.kind === kind).map(({ code }) => code), false)) called.set(`${kind} ${code}`, name)
  const list = Object.fromEntries(tracedKinds.map((kind) => [kind, [] as unknown[]])) as Record<TracedKind, unknown[]>
  for (const { kind, code, water, fromM, toM, ...away } of page)
    if (kind === 'reaches') list.reaches.push({ code, name: names[network.indexOf.get(code)!]!, fromM, toM, ...away })
    else list[kind].push({ code, name: called.get(`${kind} ${code}`) ?? code, water, measureM: fromM, ...away })
  return list as unknown as List
}
