// What a noun says of its addresses in /api/openapi.json is made of these.
import type { ZodType } from 'zod'
import { layerIds } from '../../domain/catalogue.ts'

/** What a noun adds to the description of the API: its addresses, and the schemas they name. */
export interface Description {
  schemas?: Record<string, { of: ZodType; io: 'input' | 'output' }>
  paths: Record<string, object>
}

/** Names what is answered, and what is sent to us (there, what has a default may be left out); `ref` refers to one of them. */
export const bodies = <Answers extends Record<string, ZodType>, Sent extends Record<string, ZodType> = Record<never, ZodType>>(
  answers: Answers, sent?: Sent,
) => {
  const as = (io: 'input' | 'output', schemas: Record<string, ZodType> = {}) => Object.entries(schemas).map(([name, of]) => [name, { of, io }] as const)
  return {
    schemas: Object.fromEntries([...as('output', answers), ...as('input', sent)]),
    ref: (name: (keyof Answers | keyof Sent) & string) => ({ $ref: `#/components/schemas/${name}` }),
  }
}

export const json = (of: object, description: string) => ({ description, content: { 'application/json': { schema: of } } })
export const problem = (description: string) => json({ $ref: '#/components/schemas/Problem' }, description)
/** What every address answers that changes something, or is not for everybody. */
export const outside = { 401: problem('not signed in'), 403: problem('not from our own pages, or a step is left before one is in') }

export const inPath = (name: string, description: string, of: object = { type: 'string' }) => ({ name, in: 'path', required: true, description, schema: of })
export const inQuery = (name: string, description: string, of: object = { type: 'string' }) => ({ name, in: 'query', required: false, description, schema: of })
export const layer = inPath('layer', 'layer id', { type: 'string', enum: [...layerIds] })
export const asOf = [
  inQuery('on', 'as it was on this day', { type: 'string', format: 'date' }),
  inQuery('known', 'as the register had it by the end of this day', { type: 'string', format: 'date' }),
]

/** What asking for `known` answers to others. */
export const believed = { 401: problem('what was once believed is for those who work for the city'), 403: problem('likewise, where one is signed in and does not') }

/** A body with just these properties. */
export const sent = (properties: Record<string, object>) => ({
  required: true,
  content: { 'application/json': { schema: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false } } },
})
