// Before the HTTP tests of an engine: an empty register kept as a template, and a small demonstration city being served.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { generate } from '../geodata/city/generate.ts'
import { write } from '../server/city/build.ts'
import { createApp } from '../server/app.ts'
import { migrate } from '../server/db/migrate.ts'
import { openDatabase, type Places } from '../server/db/open.ts'
import { startPostgres } from './postgres.ts'

export interface Served {
  engine: 'embedded' | 'server'
  /** http://127.0.0.1:… of the application with the small city. */
  url: string
  /** Where the small city's database is. */
  city: Places
  /** Where empty registers are copied from. */
  template: { folder: string; maintenance: string | null }
}

declare module 'vitest' {
  export interface ProvidedContext {
    served: Served
  }
}

/** Large enough for a district of everything, small enough to build in seconds. */
export const smallCity = { seed: 7, scale: 0.03 }

const prepared = async (places: Places) => {
  const database = await openDatabase(places)
  await migrate(database)
  await database.close()
}

export default async function setup(project: TestProject) {
  const engine = project.name as Served['engine']
  const folder = mkdtempSync(join(tmpdir(), `one-map-${engine}-`))
  const cluster = engine === 'server' ? await startPostgres() : null
  const empty: Places = cluster ? { url: await cluster.create('empty'), directory: folder } : { directory: join(folder, 'empty') }
  await prepared(empty)
  const city: Places = cluster ? { url: await cluster.create('city', 'empty'), directory: folder } : { directory: join(folder, 'city') }
  if (!cluster) cpSync(empty.directory, city.directory, { recursive: true })
  const database = await openDatabase(city)
  await write(database, await generate(smallCity), smallCity)
  const app = await createApp(database, { log: pino({ level: 'silent' }), demonstration: true, ratePerMinute: 0 })
  const server = createServer(app)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address() as { port: number }
  project.provide('served', { engine, url: `http://127.0.0.1:${address.port}`, city, template: { folder, maintenance: cluster?.url ?? null } })
  return async () => {
    server.closeAllConnections()
    server.close()
    await database.close()
    await cluster?.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
