// Files out of a served register, and the same files in again.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest'
import { paths, type FeaturePage, type ProblemBody } from '../../domain/api.ts'
import { catalogue, type LayerId } from '../../domain/catalogue.ts'
import { exportFormats, exportSystems, type ExportFormat, type ExportSystem } from '../../domain/exports.ts'
import { temporaryFolder } from '../../geodata/import/fixtures.ts'
import { importFile } from '../../geodata/import/importFile.ts'
import { openSource } from '../../geodata/import/read/open.ts'
import { getJson } from '../../test/http.ts'
import { ownRegister, serve, served, type OwnRegister } from '../../test/register.ts'
import type { Database } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'

const formats = Object.keys(exportFormats) as ExportFormat[]

const ask = (url: string, layer: string, query: Record<string, string>) => fetch(`${url}${paths.export(layer)}?${new URLSearchParams(query)}`)

async function taken(url: string, layer: string, query: Record<string, string>): Promise<string> {
  const answer = await ask(url, layer, query)
  if (answer.status !== 200) throw new Error(await answer.text())
  const path = join(temporaryFolder(), 'x')
  writeFileSync(path, new Uint8Array(await answer.arrayBuffer()))
  return path
}

const rowsOf = async (path: string) => {
  const source = await openSource(path, { encoding: null, member: null })
  const rows = []
  for await (const row of source.features()) rows.push(row)
  await source.close()
  return rows
}

describe('the small city', () => {
  const { url, city } = served()
  let database: Database
  beforeAll(async () => {
    database = await openDatabase(city, { attachable: true })
  })
  afterAll(() => database.close())

  // Every layer in every format, the systems in turn: each format meets each system, each layer each system.
  const combinations = catalogue.flatMap(({ id }, i) => formats.map((format, k) => [id, format, exportSystems[(i + k) % exportSystems.length]!] as const))

  it.each<readonly [LayerId, ExportFormat, ExportSystem]>(combinations)('gives %s as %s in EPSG:%s that imports again without a difference', async (layer, format, crs) => {
    const { total } = (await getJson<FeaturePage>(`${url}${paths.features(layer)}?limit=1`)).body
    const report = await importFile(database, await taken(url, layer, { format, crs }), { layer, dryRun: true })
    expect(report.reading.crs).toBe(`EPSG:${crs}`)
    expect([report.troubles.slice(0, 3), report.mapping.fields.length]).toEqual([[], report.layer.fields.length])
    expect(report.fates).toEqual({ new: 0, changed: 0, same: total })
  })
})
