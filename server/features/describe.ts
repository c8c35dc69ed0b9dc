// What the description of the API says of features (/api/openapi.json).
import { LayerEntry } from '../../domain/city/schemas.ts'
import { FeaturePage, FeatureCard, PastThings, Pieces, SceneLink } from '../../domain/features/schemas.ts'
import { asOf, believed, inPath, inQuery, json, layer, bodies, outside, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ LayerEntry, FeaturePage, FeatureCard, PastThings, Pieces, SceneLink })

export const description: Description = {
  schemas,
  paths: {
    '/api/layers': { get: { summary: 'The catalogue of map layers', responses: { 200: json({ type: 'array', items: ref('LayerEntry') }, 'layers in drawing order') } } },
    '/api/features/{layer}': {
      get: {
        summary: 'A page of a layer’s rows',
        parameters: [
          layer, inQuery('bbox', 'west,south,east,north in degrees'), inQuery('q', 'part of a name or code'),
          inQuery('sort', 'field, or -field for descending'), inQuery('after', '`next` of the page before'),
          inQuery('limit', 'rows', { type: 'integer', minimum: 1, maximum: 1000, default: 100 }),
        ],
        responses: { 200: json(ref('FeaturePage'), 'rows'), 400: problem('a parameter is wrong'), 404: problem('no such layer') },
      },
    },
    '/api/features/{layer}/{code}': {
      get: { summary: 'One feature with its facts and geometry', parameters: [layer, inPath('code', 'its code'), ...asOf], responses: { 200: json(ref('FeatureCard'), 'the feature'), ...believed, 404: problem('no such feature, or not then') } },
    },
    '/api/past/{layer}': {
      get: { summary: 'What the map of a day shows otherwise than the map of now', parameters: [layer, inQuery('bbox', 'west,south,east,north in degrees'), ...asOf, inQuery('limit', 'at most', { type: 'integer', minimum: 1, maximum: 5000, default: 3000 })], responses: { 200: json(ref('PastThings'), '`things`: code, and how it was or null where it was not there; `more` where there are more'), 400: problem('a parameter is wrong'), ...believed } },
    },
    '/api/shapes/{layer}': {
      get: { summary: 'Shapes in full of what lies in a box: what drawing snaps to', parameters: [layer, inQuery('bbox', 'west,south,east,north in degrees'), inQuery('limit', 'at most', { type: 'integer', minimum: 1, maximum: 5000, default: 3000 })], responses: { 200: json(ref('Pieces'), '`pieces`, and `more` where there are more'), 400: problem('a parameter is wrong'), ...outside } },
    },
    '/api/links': { get: { summary: 'What flows into or out of some reaches', parameters: [inQuery('codes', 'joined by commas')], responses: { 200: json({ type: 'array', items: ref('SceneLink') }, 'links'), ...outside } } },
  },
}
