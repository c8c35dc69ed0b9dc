// What the description of the API says of samples that are brought in (/api/openapi.json).
import { SampleSheet, SamplesWritten } from '../../domain/samples/schemas.ts'
import { bodies, inQuery, json, outside, problem, type Description } from '../http/describe.ts'

const { schemas, ref } = bodies({ SampleSheet, SamplesWritten })

const sheet = [
  inQuery('file', 'name of the file'), inQuery('member', 'which sheet of a workbook'), inQuery('encoding', 'of a CSV; left out, found in the file'),
]
const requestBody = { required: true, description: 'CSV or Excel: a row for each sample, or for each reading', content: { 'application/octet-stream': {} } }

export const description: Description = {
  schemas,
  paths: {
    '/api/samples/look': {
      post: {
        summary: 'Looks at a sheet of water samples: what is new in it, with the class of each sample, what is wrong and what was guessed; nothing is written',
        parameters: sheet, requestBody,
        responses: { 200: json(ref('SampleSheet'), 'what is in it'), 400: problem('no sheet of samples'), 413: problem('too large'), ...outside },
      },
    },
    '/api/samples': {
      post: {
        summary: 'Writes a sheet of water samples as one change, which is undone as one; the same id again gives the same answer',
        parameters: [...sheet, inQuery('id', 'of the change, made by whoever asks', { type: 'string', format: 'uuid' }), inQuery('leaveOut', 'yes: rows in error are left out', { type: 'string', enum: ['yes'] })],
        requestBody,
        responses: { 201: json(ref('SamplesWritten'), 'what was written'), 400: problem('no sheet of samples'), 409: problem('rows in error, or the id of something else'), 413: problem('too large'), ...outside },
      },
    },
  },
}
