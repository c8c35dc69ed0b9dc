// The city the server measures run over: a PostgreSQL of our own, set as a small production server would be.
import { generate } from '../geodata/city/generate.ts'
import { write } from '../server/city/build.ts'
import type { Database } from '../server/db/database.ts'
import { migrate } from '../server/db/migrate.ts'
import { serverDatabase } from '../server/db/server.ts'
import { startPostgres } from '../test/postgres.ts'

export const settings = {
  shared_buffers: '1GB',
  effective_cache_size: '3GB',
  work_mem: '32MB',
  maintenance_work_mem: '256MB',
  random_page_cost: '1.1',
  jit: 'off',
}

export interface Ground {
  /** postgres://… of the city's database. */
  url: string
  database: Database
  stop(): Promise<void>
}

/** A city of a scale in a throw-away cluster; or one that somebody has built already, at `url`. */
export const startGround = async (scale: number, url?: string): Promise<Ground> => {
  const cluster = url ? null : await startPostgres(settings)
  const address = url ?? (await cluster!.create('city'))
  const database = serverDatabase(address)
  if (!url) {
    await migrate(database)
    const city = { seed: 1, scale }
    await write(database, await generate(city), city)
    // What autovacuum would have done by the time anybody came to look.
    await database.script('vacuum analyze')
  }
  return {
    url: address,
    database,
    async stop() {
      await database.close()
      await cluster?.stop()
    },
  }
}
