// Whether an answer, or what is sent, is as /api/openapi.json describes it.
import { z } from 'zod'
import type { Method } from './path.ts'

type Content = { content?: Record<string, { schema?: object }> }
export interface Described {
  paths: Record<string, Record<string, { requestBody?: Content; responses: Record<string, Content> }>>
  components: { schemas: object }
}

/** `/api/people/{code}` of the description is any one part there. */
const fits = (template: string, path: string) => new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(path)

const compiled = new WeakMap<Described, Map<object, z.ZodType>>()

/** The schema with all it names, once a description. */
const schemaOf = (description: Described, schema: object): z.ZodType => {
  const known = compiled.get(description) ?? new Map<object, z.ZodType>()
  compiled.set(description, known)
  // zod reads a pattern without the u that JSON Schema means: one of letters in general it cannot check.
  const readable = (key: string, value: unknown) => (key === 'pattern' && typeof value === 'string' && value.includes('\\p{') ? undefined : value)
  const whole = () => JSON.parse(JSON.stringify({ ...schema, $defs: description.components.schemas }, readable).replaceAll('#/components/schemas/', '#/$defs/')) as Parameters<typeof z.fromJSONSchema>[0]
  const made = known.get(schema) ?? z.fromJSONSchema(whole())
  known.set(schema, made)
  return made
}

const said = ({ issues }: z.ZodError) => issues.slice(0, 3).map(({ path, message }) => `${path.join('.') || '(whole)'}: ${message}`).join('; ')

const methodsAt = (description: Described, address: string) => {
  const path = address.split('?')[0]
  const template = path in description.paths ? path : Object.keys(description.paths).find((each) => fits(each, path))
  return template === undefined ? undefined : description.paths[template]
}

/** What of a JSON answer is otherwise than described, in words; null where nothing is. */
export function brokenAnswer(description: Described, method: Method, address: string, status: number, body: unknown): string | null {
  const schema = methodsAt(description, address)?.[method.toLowerCase()]?.responses[status]?.content?.['application/json']?.schema
  if (!schema) return `${method} ${address} answers ${status}, which nothing describes`
  const { error } = schemaOf(description, schema).safeParse(body)
  return error ? `${method} ${address} answers ${status} otherwise than described: ${said(error)}` : null
}

/** What of a JSON body that was taken is otherwise than what is said to be taken; null where nothing is. */
export function brokenRequest(description: Described, method: Method, address: string, body: unknown): string | null {
  const schema = methodsAt(description, address)?.[method.toLowerCase()]?.requestBody?.content?.['application/json']?.schema
  if (!schema) return `${method} ${address} takes a body, which nothing describes`
  const { error } = schemaOf(description, schema).safeParse(body)
  return error ? `${method} ${address} takes what is not described: ${said(error)}` : null
}
