// /api/export/{layer}: rows of a layer as a file.
import { Router, type Request } from 'express'
import { z } from 'zod'
import type { Layer } from '../../domain/catalogue.ts'
import { exportFormats, exportSystems, mostCodes, type ExportFormat } from '../../domain/export/formats.ts'
import { formats } from '../../geodata/export/write.ts'
import type { Database } from '../db/database.ts'
import * as features from '../features/queries.ts'
import { layerNamed, orderOf, personalIn, Selecting } from '../features/selecting.ts'
import { audit, filterOf } from '../http/audit.ts'
import { Download, read } from '../http/endpoint.ts'
import { heavy } from '../http/heavy.ts'
import { actorOf } from '../http/session.ts'
import { inFolder, type Scribe } from '../scribe/scribe.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'

const Wanted = Selecting.extend({
  format: z.enum(Object.keys(exportFormats) as [ExportFormat]),
  crs: z.enum(exportSystems).default('4490'),
  codes: z.string().transform((codes) => codes.split(',')).pipe(z.array(z.string().min(1).max(100)).max(mostCodes)).optional(),
})

/**
 * Written to the disk first: nobody's slow line holds a writer, what the format cannot hold is said in words, and
 * where the rows move on it is begun anew.
 */
async function exported(database: Database, scribe: Scribe, layer: Layer, request: Request, givenUp: AbortSignal): Promise<Download> {
  const { format, crs: system, sort, ...wanted } = read(Wanted, request.query)
  const { field, descending } = orderOf(layer, sort)
  const { ending, type } = formats[format]
  const { id, title, geometry, fields } = layer
  const selection = { ...wanted, sort: { field: field.name, descending } }
  // Whose particulars went into the file, and how many rows.
  let tally = { rows: 0, about: [] as string[] }
  const path = await inFolder(async (path) => {
    for (let looked = 0; ; looked++)
      try {
        tally = { rows: 0, about: [] }
        await scribe.write({ kind: 'tables', format, path, tables: [{ layer: { id, title, geometry, fields }, system }] }, (give) => features.eachRow(database, actorOf(request), layer, selection, (rows) => {
          tally.rows += rows.length
          tally.about.push(...personalIn(layer, rows.map(({ fields }) => fields)))
          return give(rows)
        }, looked, givenUp), givenUp)
        return path
      } catch (reason) {
        if (!(reason instanceof features.MovedOn)) throw reason
      }
  })
  audit(request, 'exported', { about: tally.about, details: { what: layer.id, format, system, filter: filterOf(request), rows: tally.rows, personal: tally.about.length } })
  return new Download(path, type, { ascii: `${layer.id}-${system}.${ending}`, full: `${layer.title.zh}-${system}.${ending}` })
}

export const noun: Noun = { description, routes: ({ database, scribe, gate }) => Router().get('/api/export/:layer', heavy(gate, 'anyone', (request, _response, givenUp) => exported(database, scribe, layerNamed(request.params.layer), request, givenUp))) }
