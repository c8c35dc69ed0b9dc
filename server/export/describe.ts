// What the description of the API says of export (/api/openapi.json).
import { exportSystems, exportFormats, mostCodes } from '../../domain/export/formats.ts'
import { formats } from '../../geodata/export/write.ts'
import { inQuery, layer, problem, type Description } from '../http/describe.ts'

export const description: Description = {
  paths: {
    '/api/export/{layer}': {
      get: {
        summary: 'A layer, or a selection of it, as a file that imports again without a difference',
        parameters: [
          layer, { ...inQuery('format', 'what kind of file', { type: 'string', enum: Object.keys(exportFormats) }), required: true },
          inQuery('crs', 'EPSG number of the coordinates in it', { type: 'string', enum: [...exportSystems], default: '4490' }),
          inQuery('bbox', 'west,south,east,north in degrees'), inQuery('q', 'part of a name or code'),
          inQuery('codes', `these codes joined by commas, at most ${mostCodes}`), inQuery('sort', 'field, or -field for descending'),
        ],
        responses: {
          200: { description: 'the file', content: Object.fromEntries(Object.values(formats).map(({ type }) => [type, {}])) },
          400: problem('a parameter is wrong'), 404: problem('no such layer'), 422: problem('the format cannot hold it; nothing was cut'), 429: problem('other files are being made: Retry-After says when to come again'),
        },
      },
    },
  },
}
