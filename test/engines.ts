// Before the HTTP tests of an engine: registers kept as templates (an empty one, a drawn one, a small demonstration city), and the city
// being served.
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import type { TestProject } from 'vitest/node'
import { generate } from '../geodata/city/generate.ts'
import { write } from '../server/city/build.ts'
import { createApp } from '../server/app.ts'
import type { OpenDatabase } from '../server/db/database.ts'
import { migrate } from '../server/db/migrate.ts'
import { openDatabase, type Places } from '../server/db/open.ts'
import { startPostgres } from './postgres.ts'

/** What a register of a test's own is a copy of. */
export type Template = 'empty' | 'drawn' | 'city'

export interface Served {
  engine: 'embedded' | 'server'
  /** http://127.0.0.1:… of the application with the small city. */
  url: string
  /** Where the small city's database is. */
  city: Places
  /** Where registers are copied from; nobody has them open. */
  template: { folder: string; maintenance: string | null }
}

declare module 'vitest' {
  export interface ProvidedContext {
    served: Served
  }
}

/** Large enough for a district of everything, small enough to build in seconds. */
const smallCity = { seed: 7, scale: 0.03 }

/** The small city, in a register that is empty. */
export const build = async (database: OpenDatabase) => write(database, await generate(smallCity), smallCity)

const opened = async (places: Places, work: (database: OpenDatabase) => Promise<unknown>) => {
  const database = await openDatabase(places)
  await work(database).finally(() => database.close())
}

export default async function setup(project: TestProject) {
  const engine = project.name as Served['engine']
  const folder = mkdtempSync(join(tmpdir(), `one-map-${engine}-`))
  const cluster = engine === 'server' ? await startPostgres() : null
  const copied = async (name: string, from?: Template): Promise<Places> => {
    const directory = join(folder, name)
    if (cluster) return { url: await cluster.create(name, from), directory }
    if (from) cpSync(join(folder, from), directory, { recursive: true })
    return { directory }
  }
  await opened(await copied('empty'), migrate)
  await opened(await copied('drawn', 'empty'), (database) => database.script(readFileSync(new URL('drawn.sql', import.meta.url), 'utf8')))
  await opened(await copied('city', 'empty'), build)
  const city = await copied('served', 'city')
  const database = await openDatabase(city)
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
