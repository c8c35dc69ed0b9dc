// What the description of the API says of imports (/api/openapi.json).
import { layerIds } from '../../domain/catalogue.ts'
import { fates } from '../../domain/imports/fates.ts'
import { Changed } from '../../domain/changes/schemas.ts'
import { StagedImport, ImportOptions, ImportPreview, StagedRows } from '../../domain/imports/schemas.ts'
import { formats } from '../../geodata/export/write.ts'
import { inPath, inQuery, layer as inLayer, json, bodies, outside, problem, sent, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ StagedImport, ImportPreview, StagedRows, Changed }, { ImportOptions })

const into = inQuery('layer', 'layer id; left out, the file is looked at first and the layer asked', { type: 'string', enum: [...layerIds] })
const staged = inPath('id', 'the import', { type: 'string', format: 'uuid' })

const importGone = { ...outside, 404: problem('no such import') }

export const description: Description = {
  schemas,
  paths: {
    '/api/templates/{layer}': {
      get: {
        summary: 'A table to be filled in for a layer: titles, those needed with a star, what goes where, an example; these rows import as nothing',
        parameters: [inLayer, inQuery('format', 'what kind of file', { type: 'string', enum: ['csv', 'xlsx'], default: 'xlsx' })],
        responses: { 200: { description: 'the file', content: Object.fromEntries((['csv', 'xlsx'] as const).map((format) => [formats[format].type, {}])) }, 400: problem('a parameter is wrong'), 404: problem('no such layer') },
      },
    },
    '/api/imports': {
      get: { summary: 'Files one has brought in and not put away yet; administrators of the city see everybody’s', responses: { 200: json({ type: 'array', items: ref('StagedImport') }, 'the latest first'), ...outside } },
      post: {
        summary: 'Brings a file in to be looked at: GeoJSON, shapefile (zipped), GeoPackage, KML, KMZ, GPX, CSV or Excel, at most 200 MB. Nothing of the register is touched yet',
        parameters: [into, { ...inQuery('file', 'its name'), required: true }, inQuery('options', 'ImportOptions as JSON')],
        requestBody: { required: true, content: { 'application/octet-stream': {} } },
        responses: { 202: json(ref('StagedImport'), 'being read'), 400: problem('a parameter is wrong'), 413: problem('too large'), ...outside },
      },
    },
    '/api/imports/{id}': {
      get: { summary: 'How far it is, and what was found', parameters: [staged], responses: { 200: json(ref('StagedImport'), 'the import'), ...importGone } },
      put: {
        summary: 'Looks at the file again with other options, or for another layer', parameters: [staged, inQuery('layer', 'layer id; left out, as before', { type: 'string', enum: [...layerIds] })], requestBody: { required: true, content: { 'application/json': { schema: ref('ImportOptions') } } },
        responses: { 202: json(ref('StagedImport'), 'being read again'), 400: problem('an option is wrong'), 409: problem('being worked on, or written already'), 410: problem('the file is no longer there'), ...importGone },
      },
      delete: { summary: 'Puts it away', parameters: [staged], responses: { 200: json({ type: 'object' }, 'gone'), 409: problem('being written'), ...importGone } },
    },
    '/api/imports/{id}/preview': {
      get: { summary: 'What is new, changed (before and after) and vanished in a box', parameters: [staged, inQuery('bbox', 'west,south,east,north in degrees'), inQuery('limit', 'things', { type: 'integer', minimum: 1, maximum: 5000, default: 2000 })], responses: { 200: json(ref('ImportPreview'), 'GeoJSON'), 409: problem('nothing to show'), ...importGone } },
    },
    '/api/imports/{id}/rows': {
      get: {
        summary: 'What would become of things, with each field before and after',
        parameters: [staged, { ...inQuery('fate', 'which', { type: 'string', enum: [...fates] }), required: true }, inQuery('after', '`next` of the page before'), inQuery('limit', 'rows', { type: 'integer', minimum: 1, maximum: 500, default: 100 })],
        responses: { 200: json(ref('StagedRows'), 'a page'), 409: problem('nothing to show'), ...importGone },
      },
    },
    '/api/imports/{id}/errors.csv': { get: { summary: 'Every row in error: row, code, what is wrong in Chinese and English', parameters: [staged], responses: { 200: { description: 'CSV, UTF-8 with a byte order mark', content: { 'text/csv': {} } }, ...importGone } } },
    '/api/imports/{id}/commit': {
      post: {
        summary: 'Writes it, whole or not at all, as one change that can be undone; the same id again gives the same answer', parameters: [staged], requestBody: sent({ id: { type: 'string', format: 'uuid' } }),
        responses: { 201: json(ref('Changed'), 'written'), 409: problem('rows in error, a question of where it lies (`report.question`), or the register has moved on'), ...importGone },
      },
    },
  },
}
