// GET /api/openapi.json: what the nouns say of their addresses, and the schemas their answers are checked with.
import { z } from 'zod'
import { ProblemBody } from '../../domain/problem.ts'
import { bodies, type Description } from './describe.ts'

export const openapi = (version: string, descriptions: readonly Description[]) => {
  const schemas = Object.assign({}, bodies({ Problem: ProblemBody }).schemas, ...descriptions.map((one) => one.schemas)) as NonNullable<Description['schemas']>
  return {
    openapi: '3.1.0',
    info: {
      title: 'One map for a city’s rivers', version,
      description: '河长制一张图。Coordinates are [lon, lat] in degrees, EPSG:4490 (CGCS2000); measures in metres; days in Asia/Shanghai.',
    },
    paths: Object.assign({}, ...descriptions.map(({ paths }) => paths)) as Record<string, object>,
    components: { schemas: Object.fromEntries(Object.entries(schemas).map(([name, { of, io }]) => [name, z.toJSONSchema(of, { target: 'draft-2020-12', io, unrepresentable: 'any' })])) },
  }
}
