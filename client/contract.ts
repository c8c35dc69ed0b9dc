// While developing, every answer is held against the API's own description; a built client does without, and without zod.
import { z } from 'zod'
import { at } from './base.ts'
import type { Method } from '../domain/path.ts'

interface Described {
  paths: Record<string, Record<string, { responses: Record<string, { content?: Record<string, { schema?: object }> }> }>>
  components: { schemas: object }
}

let description: Promise<Described> | null = null

/** `/api/people/:code` of the description is any one part there. */
const fits = (template: string, path: string) => new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path)

/** Says on the console what in an answer is otherwise than described. */
export async function check(method: Method, address: string, status: number, body: unknown): Promise<void> {
  const { paths, components } = await (description ??= fetch(at('/api/openapi.json')).then((answer) => answer.json() as Promise<Described>))
  const path = address.split('?')[0]!
  const template = Object.keys(paths).find((each) => each === path) ?? Object.keys(paths).find((each) => fits(each, path))
  const schema = template && paths[template]?.[method.toLowerCase()]?.responses[status]?.content?.['application/json']?.schema
  if (!schema) return console.error(`${method} ${path} answers ${status}, which nothing describes`)
  const whole = JSON.parse(JSON.stringify({ ...schema, $defs: components.schemas }).replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<typeof z.fromJSONSchema>[0]
  const { error } = z.fromJSONSchema(whole).safeParse(body)
  if (error) console.error(`${method} ${path} breaks its contract`, error.issues)
}
