// A PostGIS server through a pool of connections.
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { from as copyFrom, to as copyTo } from 'pg-copy-streams'
import { zone } from '../../domain/today.ts'
import { copyChunks, copyStatement, enter, insideOrBeside, type Bulk, type OpenDatabase, type Queryable } from './database.ts'
import type { Sql } from './sql.ts'

// Same JavaScript values as the embedded engine: days and times as text, bigint and numeric as numbers.
const asText = [1082, 1114, 1184]
const asNumber = [20, 1700]
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (asText.includes(oid)) return (value: string) => value
    if (asNumber.includes(oid)) return Number
    return pg.types.getTypeParser(oid, format)
  }) as pg.CustomTypesConfig['getTypeParser'],
}

const on = (client: pg.ClientBase | pg.Pool): Pick<Queryable, 'query' | 'script'> => ({
  query: async <Row>(statement: Sql) => (await client.query(statement.text, [...statement.values])).rows as Row[],
  script: async (text) => void (await client.query(text)),
})

/** One connection speaks one sentence at a time; whoever asks for several at once need not know. */
const inTurn = <In extends unknown[], Out>(say: (...words: In) => Promise<Out>) => {
  let last: Promise<unknown> = Promise.resolve()
  return (...words: In): Promise<Out> => {
    const mine = last.then(() => say(...words))
    last = mine.catch(() => {})
    return mine
  }
}

const copyOn = async (client: pg.ClientBase, table: string, columns: readonly string[], rows: Iterable<readonly unknown[]>) => {
  let count = 0
  const texts = function* () {
    for (const chunk of copyChunks(rows)) {
      count += chunk.rows
      yield chunk.text
    }
  }
  await pipeline(Readable.from(texts()), client.query(copyFrom(`${copyStatement(table, columns)}stdin`)))
  return count
}

const speaking = (client: pg.PoolClient): Bulk => {
  const said = on(client)
  return {
    script: said.script,
    query: inTurn(said.query) as Queryable['query'],
    copy: (...args) => copyOn(client, ...args),
    unload: (select) => client.query(copyTo(`copy (${select}) to stdout`)),
    load: (table, columns, pieces) => pipeline(pieces, client.query(copyFrom(`${copyStatement(table, columns)}stdin`))),
  }
}

/**
 * Connects to a PostGIS server; `url` is postgres://…. With `querySeconds`, a query that takes longer is cancelled, so that
 * none holds a connection for ever; scripts, copies and transactions (the building of a city) take the time they need.
 */
export const serverDatabase = (url: string, { size = 10, querySeconds = 0 } = {}): OpenDatabase => {
  const config = { connectionString: url, types, connectionTimeoutMillis: 5000, keepAlive: true, application_name: 'one-map', options: `-c TimeZone=${zone} -c search_path=public` }
  const pool = new pg.Pool({ ...config, statement_timeout: querySeconds * 1000, max: size })
  // An idle connection that dies (server restarted) is replaced at the next query; without this listener it would end the process.
  pool.on('error', () => {})
  let closed = false
  const listeners: pg.Client[] = []

  /** The query of another connection is stopped; that one is thrown away afterwards, so that nobody else's is hit. */
  const cancel = (client: pg.PoolClient) =>
    void pool.query('select pg_cancel_backend($1)', [(client as unknown as { processID: number }).processID]).catch(() => {})

  const { beside: notInside, inside } = insideOrBeside()
  const held = <T>(work: (client: pg.PoolClient) => Promise<T>, givenUp?: AbortSignal): Promise<T> => inside(async () => {
    givenUp?.throwIfAborted()
    const client = await pool.connect()
    let broken: Error | undefined
    const stop = () => {
      broken = givenUp!.reason as Error
      cancel(client)
    }
    givenUp?.addEventListener('abort', stop, { once: true })
    // A connection that dies between two statements of a transaction says so here; unheard, it would end the process.
    const died = (reason: Error) => (broken = reason)
    client.on('error', died)
    try {
      return await work(client)
    } catch (reason) {
      if (!(reason instanceof pg.DatabaseError)) broken = reason as Error
      givenUp?.throwIfAborted()
      throw reason
    } finally {
      givenUp?.removeEventListener('abort', stop)
      client.off('error', died)
      client.release(broken)
    }
  })

  const transaction = <T>(work: (client: pg.PoolClient) => Promise<T>, begin: (client: pg.PoolClient) => Promise<unknown> = (client) => client.query('begin; set local statement_timeout = 0'), givenUp?: AbortSignal): Promise<T> =>
    held(async (client) => {
      try {
        givenUp?.throwIfAborted()
        await begin(client)
        const result = await work(client)
        await client.query('commit')
        return result
      } catch (reason) {
        await client.query('rollback').catch(() => {})
        throw reason
      }
    }, givenUp)

  // Kept open, so that a busy pool says nothing about the server; made anew when it has ended.
  let beside: Promise<pg.Client> | null = null
  const ownConnection = () =>
    (beside ??= (async () => {
      const client = new pg.Client({ ...config, query_timeout: 5000 })
      const ended = () => (beside = null)
      client.on('error', ended)
      client.on('end', ended)
      await client.connect()
      return client
    })().catch((reason: unknown) => {
      beside = null
      throw reason
    }))

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

  const query = async <Row>(statement: Sql) => {
    notInside()
    return on(pool).query<Row>(statement)
  }
  const inTransaction = <T>(work: (tx: Bulk) => Promise<T>) => transaction((client) => work(speaking(client)))
  const as: OpenDatabase['as'] = (asker, work, givenUp) =>
    transaction((client) => {
      const said = speaking(client)
      return work(givenUp ? { ...said, query: ((statement) => (givenUp.throwIfAborted(), said.query(statement))) } : said)
    }, (client) => enter(speaking(client), asker), givenUp)

  return {
    engine: 'server',
    query,
    script: (text) => held(async (client) => {
      await client.query('set statement_timeout = 0')
      await client.query(text).finally(() => client.query('reset statement_timeout').catch(() => {}))
    }),
    copy: (table, columns, rows) => transaction((client) => copyOn(client, table, columns, rows)),
    transaction: inTransaction,
    as,
    patient: { query, as, transaction: inTransaction },
    async probe<Row>(statement: Sql) {
      if (closed) throw new Error('database has ended')
      const client = await ownConnection()
      return on(client).query<Row>(statement).catch((reason: unknown) => {
        // A connection that no longer answers is no use for the next question.
        beside = null
        client.end().catch(() => {})
        throw reason
      })
    },
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
      await beside?.then((client) => client.end()).catch(() => {})
      await pool.end()
    },
  }
}
