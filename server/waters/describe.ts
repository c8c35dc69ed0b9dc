// What the description of the API says of waters (/api/openapi.json).
import { WaterCard } from '../../domain/waters/schemas.ts'
import { asOf, believed, inPath, json, bodies, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ WaterCard })

export const description: Description = {
  schemas,
  paths: {
    '/api/waters/{code}': {
      get: {
        summary: 'The card of a river, reach, lake, reservoir or small water (河档河策)',
        parameters: [inPath('code', '河湖编码'), ...asOf],
        responses: { 200: json(ref('WaterCard'), 'the card'), 400: problem('not a day'), 404: problem('no such water, or not then'), ...believed },
      },
    },
  },
}
