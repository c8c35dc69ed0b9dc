// A PostGIS server through a pool of connections.
import { once } from 'node:events'
import { finished } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { copyChunks, copyStatement, type Database, type Queryable } from './database.ts'
import type { Sql } from './sql.ts'

// Same JavaScript values as the embedded engine: days and times as text, bigint and numeric as numbers.
const asText = [1082, 1114, 1184]
const asNumber = [20, 1700]
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (asText.includes(oid)) return (value: string) => value
    if (asNumber.includes(oid)) return Number
    return pg.types.getTypeParser(oid, format as 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}

const on = (client: pg.ClientBase | pg.Pool): Pick<Queryable, 'query' | 'script'> => ({
  query: async <Row>(statement: Sql) => (await client.query(statement.text, [...statement.values])).rows as Row[],
  script: async (text) => void (await client.query(text)),
})

const copyOn = async (client: pg.ClientBase, table: string, columns: readonly string[], rows: Iterable<readonly unknown[]>) => {
  const stream = client.query(copyFrom(`${copyStatement(table, columns)}stdin`))
  let count = 0
  try {
    for (const chunk of copyChunks(rows)) {
      if (stream.destroyed) break
      count += chunk.rows
      if (!stream.write(chunk.text)) await Promise.race([once(stream, 'drain'), once(stream, 'close')])
    }
    stream.end()
  } catch (reason) {
    stream.destroy(reason as Error)
  }
  await finished(stream)
  return count
}

/** Connects to a PostGIS server; `url` is postgres://…; statements longer than `timeoutSeconds` are cancelled. */
export const serverDatabase = (url: string, { size = 10, timeoutSeconds = 0 } = {}): Database => {
  const config = { connectionString: url, types, statement_timeout: timeoutSeconds * 1000 || undefined, connectionTimeoutMillis: 5000, application_name: 'one-map' }
  const pool = new pg.Pool({ ...config, max: size })
  // An idle connection that dies (server restarted) is replaced at the next query; without this listener it would end the process.
  pool.on('error', () => {})
  let closed = false
  const listeners: pg.Client[] = []

  const held = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect()
    let broken: Error | undefined
    try {
      return await work(client)
    } catch (reason) {
      if (!(reason instanceof pg.DatabaseError)) broken = reason as Error
      throw reason
    } finally {
      client.release(broken)
    }
  }

  const listenOnce = async (channel: string, heard: (payload: string | null) => void, again: () => void) => {
    const client = new pg.Client(config)
    let over = false
    const lost = () => {
      if (over) return
      over = true
      client.end().catch(() => {})
      again()
    }
    client.on('error', lost)
    client.on('end', lost)
    client.on('notification', (message) => heard(message.payload ?? ''))
    try {
      await client.connect()
      await client.query(`listen "${channel}"`)
      listeners.push(client)
    } catch (reason) {
      over = true
      client.end().catch(() => {})
      throw reason
    }
  }

  return {
    engine: 'server',
    ...on(pool),
    copy: (table, columns, rows) => held((client) => copyOn(client, table, columns, rows)),
    transaction: (work) =>
      held(async (client) => {
        await client.query('begin')
        try {
          const result = await work({ ...on(client), copy: (...args) => copyOn(client, ...args) })
          await client.query('commit')
          return result
        } catch (reason) {
          await client.query('rollback').catch(() => {})
          throw reason
        }
      }),
    async listen(channel, heard) {
      const retry = () => {
        if (closed) return
        // The server is away: notifications are missed until it is back, so say so then.
        setTimeout(() => {
          listenOnce(channel, heard, retry).then(() => heard(null), retry)
        }, 1000).unref()
      }
      await listenOnce(channel, heard, retry)
    },
    async close() {
      closed = true
      for (const client of listeners) {
        client.removeAllListeners('end')
        await client.end().catch(() => {})
      }
      await pool.end()
    },
  }
}
