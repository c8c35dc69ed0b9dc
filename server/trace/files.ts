// Answers as files: GeoJSON with what was asked as members of its own, GeoPackage with it as a table.
import type { DrawnNetwork } from '../../domain/network/index.ts'
import type { traceFormats, TraceHead, TracePlace } from '../../domain/trace/schemas.ts'
import { formats } from '../../geodata/export/write.ts'
import type { Asker, Database } from '../db/database.ts'
import { portions } from '../db/portions.ts'
import { Download } from '../http/endpoint.ts'
import { inFolder, type Scribe } from '../scribe/scribe.ts'
import { askedRows, featuresOf, tableRows, traceTables, type Place } from './shown.ts'

export interface Writing {
  database: Database
  scribe: Scribe
  asker: Asker | null
  on: DrawnNetwork
  givenUp: AbortSignal
}

/** Shapes are read a few at a time, each time in the name of whoever asks, and handed to the writer. */
export async function fileOf({ database, scribe, asker, on, givenUp }: Writing, format: Exclude<(typeof traceFormats)[number], 'json'>, head: TraceHead, places: readonly { role: string; said: TracePlace }[], items: readonly Place[]): Promise<Download> {
  const features = () => portions(database, asker, items, (db, some) => featuresOf(db, on, some), givenUp)
  const path = await inFolder(async (path) => {
    if (format === 'geojson')
      await scribe.write({ kind: 'features', path, head }, async (give) => {
        for await (const { answer } of features()) await give(answer.map(({ properties, shape }) => ({ fields: properties, shape })))
      }, givenUp)
    else
      await scribe.write({ kind: 'tables', format, path, tables: traceTables.map((layer) => ({ layer, system: '4490' })) }, async (give) => {
        await give(askedRows(places, head))
        for await (const { answer } of features()) for (const [table, rows] of tableRows(answer)) await give(rows, table)
      }, givenUp)
    return path
  })
  return new Download(path, formats[format].type, { ascii: `trace.${formats[format].ending}`, full: `溯源.${formats[format].ending}` })
}
