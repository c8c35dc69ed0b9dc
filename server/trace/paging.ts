// Pages of a trace. A mark knows the network and the question it belongs to: on another one it would skip things in silence.
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { Problem } from '../http/problem.ts'

const Mark = z.tuple([z.string(), z.string(), z.number().int().min(0)])

/** One page of all items; `question` is everything asked but the page. */
export function pageOf<Item>(
  items: readonly Item[], limit: number, after: string | undefined, version: string, question: object,
): { page: readonly Item[]; next: string | null } {
  const asked = createHash('sha256').update(JSON.stringify(question)).digest('base64url').slice(0, 12)
  const from = after === undefined ? 0 : begin(after, version, asked)
  const to = from + limit
  return { page: items.slice(from, to), next: to < items.length ? Buffer.from(JSON.stringify([version, asked, to])).toString('base64url') : null }
}

function begin(after: string, version: string, asked: string): number {
  let mark: z.infer<typeof Mark>
  try {
    mark = Mark.parse(JSON.parse(Buffer.from(after, 'base64url').toString()))
  } catch {
    throw new Problem('inputInvalid', { field: 'after', reason: '不是这次溯源的页码 (not a page mark of this trace)' })
  }
  if (mark[1] !== asked) throw new Problem('inputInvalid', { field: 'after', reason: '页码属于另一次溯源 (the page mark belongs to another trace)' })
  if (mark[0] !== version) throw new Problem('networkMovedOn')
  return mark[2]
}
