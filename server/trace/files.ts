// Answers as files: GeoJSON with what was asked as members of its own, GeoPackage with it as a table.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { traceFormats, TraceHead, TracePlace } from '../../domain/traced.ts'
import { writeGeoPackage } from '../../geodata/export/geopackage.ts'
import { Misfit } from '../../geodata/export/table.ts'
import { formats } from '../../geodata/export/write.ts'
import { Download } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { tablesOf, type Feature } from './shown.ts'

export async function fileOf(format: Exclude<(typeof traceFormats)[number], 'json'>, head: TraceHead, places: readonly { role: string; said: TracePlace }[], features: readonly Feature[]): Promise<Download> {
  const folder = await mkdtemp(join(tmpdir(), 'one-map-trace-'))
  const file = join(folder, 'file')
  try {
    if (format === 'geojson') await writeFile(file, JSON.stringify({ type: 'FeatureCollection', ...head, features }))
    else await writeGeoPackage(file, ...tablesOf(features, places, head))
  } catch (caught) {
    await rm(folder, { recursive: true, force: true })
    throw caught instanceof Misfit ? new Problem(caught.code, caught.details) : caught
  }
  return new Download(file, formats[format].type, { ascii: `trace.${formats[format].ending}`, full: `溯源.${formats[format].ending}` })
}
