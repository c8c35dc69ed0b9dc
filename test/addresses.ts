// Every address the application answers, with whom each lets in.
import type { IRouter } from 'express'
import type { Allow } from '../domain/roles.ts'
import { allowed } from '../server/http/endpoint.ts'

export interface Address {
  method: string
  path: string
  allow: Allow | undefined
}

/** Express keeps a layer for each route, and a router's own layers within its. */
export const addressesOf = (router: IRouter): Address[] =>
  router.stack.flatMap((layer): Address[] => {
    if (layer.route) {
      const { path, stack } = layer.route
      return stack.map(({ method, handle }) => ({ method: method.toUpperCase(), path, allow: allowed.get(handle) }))
    }
    return 'stack' in layer.handle ? addressesOf(layer.handle as unknown as IRouter) : []
  })
