// /api/export/{layer}: rows of a layer as a file.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Router, type Request } from 'express'
import wkx from 'wkx'
import { z } from 'zod'
import type { Layer } from '../../domain/catalogue.ts'
import { exportFormats, exportSystems, mostCodes, type ExportFormat, type ExportSystem } from '../../domain/exports.ts'
import type { Geometry } from '../../geodata/ewkb.ts'
import { intoSystem, Misfit, type ExportRow } from '../../geodata/export/table.ts'
import { formats } from '../../geodata/export/write.ts'
import type { Queryable } from '../db/database.ts'
import * as features from '../features/queries.ts'
import { known, orderOf, personalIn, Selecting } from '../features/routes.ts'
import { audit, filterOf } from '../http/audit.ts'
import { Download, read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'

const Wanted = Selecting.extend({
  format: z.enum(Object.keys(exportFormats) as [ExportFormat]),
  crs: z.enum(exportSystems).default('4490'),
  codes: z.string().transform((codes) => codes.split(',')).pipe(z.array(z.string().min(1).max(100)).max(mostCodes)).optional(),
})

/** What went into a file: how many rows, and whose particulars. */
interface Tally {
  rows: number
  about: string[]
}

async function* rowsIn(db: Queryable, layer: Layer, selection: features.Selection, system: ExportSystem, tally: Tally): AsyncGenerator<ExportRow> {
  const into = intoSystem(system)
  for await (const { fields, wkb } of features.rows(db, layer, selection)) {
    tally.rows += 1
    tally.about.push(...personalIn(layer, [fields]))
    yield { fields, geometry: into(wkx.Geometry.parse(wkb).toGeoJSON() as Geometry) }
  }
}

/** Written to the disk first: the register is left before anybody's slow line counts, and what the format cannot hold is said in words. */
async function exported(db: Queryable, layer: Layer, request: Request): Promise<Download> {
  const { format, crs: system, sort, ...wanted } = read(Wanted, request.query)
  const { field, descending } = orderOf(layer, sort)
  const { ending, type, write } = formats[format]
  const folder = await mkdtemp(join(tmpdir(), 'one-map-export-'))
  const path = join(folder, 'file')
  const tally: Tally = { rows: 0, about: [] }
  try {
    await write(path, { layer, system, rows: rowsIn(db, layer, { ...wanted, sort: { field: field.name, descending } }, system, tally) })
  } catch (caught) {
    await rm(folder, { recursive: true, force: true })
    throw caught instanceof Misfit ? new Problem(caught.code, caught.details) : caught
  }
  audit(request, 'exported', { about: tally.about, details: { what: layer.id, format, system, filter: filterOf(request), rows: tally.rows, personal: tally.about.length } })
  return new Download(path, type, { ascii: `${layer.id}-${system}.${ending}`, full: `${layer.title.zh}-${system}.${ending}` })
}

export const exportRoutes = Router().get('/api/export/:layer', register('anyone', (db, request) => exported(db, known(request.params.layer), request)))
