// What the description of the API says of tiles (/api/openapi.json).
import { inPath, inQuery, problem, type Description } from '../http/describe.ts'

const tilePath = ['z', 'x', 'y'].map((name) => inPath(name, 'tile address, XYZ scheme', { type: 'integer', minimum: 0 }))

export const description: Description = {
  paths: {
    '/tiles/{layers}/{z}/{x}/{y}.mvt': {
      get: {
        summary: 'Vector tile of one layer, or of several joined by commas',
        parameters: [inPath('layers', 'layer ids joined by commas'), ...tilePath, inQuery('v', 'versions of the layers joined by dots: the answer may then be kept for ever')],
        responses: { 200: { description: 'Mapbox Vector Tile 2.1, extent 4096', content: { 'application/vnd.mapbox-vector-tile': {} } }, 304: { description: 'not changed' }, 404: problem('no such layer or tile') },
      },
    },
    '/relief/{z}/{x}/{y}.webp': { get: { summary: 'Shaded relief of the base map, zooms 6 to 13', parameters: [...tilePath, inQuery('theme', 'light or dark', { type: 'string', enum: ['light', 'dark'] })], responses: { 200: { description: 'WebP, 256 px', content: { 'image/webp': {} } }, 204: { description: 'the city has no terrain' }, 404: problem('no such tile') } } },
  },
}
