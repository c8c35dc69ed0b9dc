// Every address the application answers, with whom each lets in, and what the description says of it.
import type { IRouter } from 'express'
import { pino } from 'pino'
import type { Allow } from '../domain/roles.ts'
import { createRoutes } from '../server/app.ts'
import type { Database } from '../server/db/database.ts'
import { allowOf } from '../server/http/endpoint.ts'
import { createLive } from '../server/live/live.ts'
import { createTiles } from '../server/tiles/tiles.ts'

export interface Address {
  method: string
  path: string
  allow: Allow | undefined
}

/** Express keeps a layer for each route, and a router's own layers within its. */
const layersOf = (router: IRouter): Address[] =>
  router.stack.flatMap((layer): Address[] => {
    if (layer.route) {
      const { path, stack } = layer.route
      return stack.map(({ method, handle }) => ({ method: method.toUpperCase(), path, allow: allowOf.get(handle) }))
    }
    return 'stack' in layer.handle ? layersOf(layer.handle as unknown as IRouter) : []
  })

/** Those of the application over a register; the pages it serves are none of them. */
export const addressesOf = async (database: Database): Promise<Address[]> => {
  const tiles = await createTiles(database)
  const { router } = createRoutes(database, tiles, await createLive(database, tiles, () => {}), { log: pino({ level: 'silent' }) })
  return layersOf(router).filter(({ path }) => /^\/(api|tiles|relief)\b/.test(path))
}

interface Schema {
  $ref?: string
  enum?: unknown[]
  type?: string
  format?: string
  properties?: Record<string, object>
}

/** What the description says of one way to ask an address. */
export interface Described {
  parameters?: { name: string; in: 'path' | 'query'; required: boolean; schema: Schema }[]
  requestBody?: { content: Record<string, { schema?: Schema }> }
}

export interface Description {
  paths: Record<string, Record<string, Described>>
  components: { schemas: Record<string, Schema> }
}

/** The description of an application that is served. */
export const descriptionOf = async (url: string) => (await (await fetch(`${url}/api/openapi.json`)).json()) as Description

/** What is said of an address as Express writes it. */
export const saidOf = ({ paths }: Description, { method, path }: Pick<Address, 'method' | 'path'>): Described | undefined =>
  paths[path.replace(/:(\w+)/g, '{$1}')]?.[method.toLowerCase()]

/** Names of what a body has, as the description says. */
export const propertiesOf = ({ components }: Description, { requestBody }: Described): string[] => {
  const schema = requestBody?.content['application/json']?.schema
  const of = schema?.$ref ? components.schemas[schema.$ref.split('/').at(-1)!] : schema
  return Object.keys(of?.properties ?? {})
}
