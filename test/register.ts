// What a test asks for: the small city that is being served, or a register of its own.
import { randomUUID } from 'node:crypto'
import { cpSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import pg from 'pg'
import { pino } from 'pino'
import { inject } from 'vitest'
import { begin } from '../server/accounts/sessions.ts'
import { createApp, type AppOptions } from '../server/app.ts'
import type { Database, Queryable } from '../server/db/database.ts'
import { openDatabase, type Places } from '../server/db/open.ts'
import { Browser } from './browser.ts'
import type { Template } from './engines.ts'

/** The small city: its address and what was generated. Read only; take a register of your own to write. */
export const served = () => inject('served')

const maintain = async (url: string, statement: string) => {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(statement).finally(() => client.end())
}

export interface OwnRegister {
  database: Database
  places: Places
  close(): Promise<void>
}

/** A register of this test's own: empty, as drawn in drawn.sql, or with the small city; gone when closed. */
export const ownRegister = async (of: Template = 'empty'): Promise<OwnRegister> => {
  const { template } = served()
  const name = `own_${randomUUID().slice(0, 8)}`
  const directory = join(template.folder, name)
  const places: Places = { directory }
  if (template.maintenance) {
    await maintain(template.maintenance, `create database "${name}" template "${of}"`)
    const address = new URL(template.maintenance)
    address.pathname = `/${name}`
    places.url = address.href
  } else cpSync(join(template.folder, of), directory, { recursive: true })
  const database = await openDatabase(places)
  return {
    database,
    places,
    async close() {
      await database.close()
      if (template.maintenance) await maintain(template.maintenance, `drop database if exists "${name}" with (force)`)
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** A browser in which an account is signed in, without typing: a password is slow by design. Nobody where `account` is null. */
export const browserOf = async (
  database: Queryable, url: string, account: string | null, headers: Record<string, string> = {},
): Promise<Browser> => {
  const browser = new Browser(url, headers)
  if (account !== null) browser.cookies.set('one_map_session', await begin(database, account, 'test'))
  return browser
}

/** Where a database without anything in it may be made: an empty folder, or an empty database of the server. Gone with the suite. */
export const emptyPlaces = async (): Promise<Places> => {
  const { template } = served()
  const name = `bare_${randomUUID().slice(0, 8)}`
  const directory = join(template.folder, name)
  if (!template.maintenance) return { directory }
  await maintain(template.maintenance, `create database "${name}" template template0`)
  const address = new URL(template.maintenance)
  address.pathname = `/${name}`
  return { url: address.href, directory }
}

/** Serves a register over HTTP for the length of a test. */
export const serve = async (database: Database, options: Partial<AppOptions> = {}): Promise<{ url: string; close(): Promise<void> }> => {
  const server = createServer(await createApp(database, { log: pino({ level: 'silent' }), ...options }))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections()
      server.close(() => resolve())
    }),
  }
}
