// While developing, every answer is held against the API's own description; a built client does without, and without zod.
import { brokenAnswer, type Described } from '../domain/contract.ts'
import type { Method } from '../domain/path.ts'
import { at } from './base.ts'

let description: Promise<Described> | null = null

/** Says on the console what in an answer is otherwise than described. */
export async function check(method: Method, address: string, status: number, body: unknown): Promise<void> {
  description ??= fetch(at('/api/openapi.json')).then((answer) => answer.json() as Promise<Described>)
  const broken = brokenAnswer(await description, method, address, status, body)
  if (broken) console.error(broken)
}
