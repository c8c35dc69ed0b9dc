// The one interface behind which two engines stand: a PostGIS server and the embedded database.
import { AsyncLocalStorage } from 'node:async_hooks'
import { sql, type Sql } from './sql.ts'

export interface Queryable {
  /** Rows of one statement. Dates come as 'YYYY-MM-DD', timestamps as ISO text, bigint and numeric as numbers. */
  query<Row = Record<string, unknown>>(statement: Sql): Promise<Row[]>
  /** Runs a script of several statements without parameters. */
  script(text: string): Promise<void>
  /** Bulk-loads rows, values in the order of the columns; geometry as EWKB hex. Returns how many. */
  copy(table: string, columns: readonly string[], rows: Iterable<readonly unknown[]>): Promise<number>
}

/** Whole tables out and in, for a backup: in PostgreSQL's COPY text format, as bytes. */
export interface Bulk extends Queryable {
  /** Rows of a select, in pieces that may end anywhere. */
  unload(select: string): AsyncIterable<Buffer>
  /** Rows as `unload` gave them. */
  load(table: string, columns: readonly string[], pieces: AsyncIterable<Buffer>): Promise<void>
}

/** Who is asking; the public is null. */
export interface Asker {
  person: string
  behalf: { person: string } | null
}

export interface Database extends Queryable {
  readonly engine: 'server' | 'embedded'
  /** Whether this run serves the register as a demonstration, with everybody of it let in (server/city/demonstration.ts). */
  readonly demonstration?: boolean
  /** Commits when `work` resolves, rolls back when it throws. */
  transaction<T>(work: (tx: Queryable) => Promise<T>): Promise<T>
  /**
   * A transaction in the name of whoever asks, in a role that sees and changes only what they may (sql/110_access.sql).
   * Everything a request does on the register goes through here. When `given up`, what it is at is cancelled, nothing more
   * is begun, and it rejects with the signal's reason.
   */
  as<T>(asker: Asker | null, work: (tx: Queryable) => Promise<T>, givenUp?: AbortSignal): Promise<T>
  /** The same for work that can wait: on the embedded engine, which does one thing after the other, everybody else goes first. */
  readonly patient: Pick<Database, 'query' | 'as' | 'transaction'>
  /**
   * Asks beside all others, to know whether it is there: of a server over a connection of its own, of the embedded engine in
   * the line like everybody.
   */
  probe<Row>(statement: Sql): Promise<Row[]>
  /** Calls back with the payload of each NOTIFY, and with null when some may have been missed. */
  listen(channel: string, heard: (payload: string | null) => void): Promise<void>
  /** Resolves with the reason when an engine inside this process has ended by itself: only a new start brings it back. */
  readonly lost?: Promise<Error>
  close(): Promise<void>
}

/** A database as this process opened it: whole tables go in and out too. */
export interface OpenDatabase extends Database {
  transaction<T>(work: (tx: Bulk) => Promise<T>): Promise<T>
}

/**
 * A question put beside one's own open transaction waits for a connection while holding one: on the embedded engine for ever,
 * on a server whenever as many do it as there are connections. So it is an error, on both, the first time it is tried.
 */
export const insideOrBeside = () => {
  const inside = new AsyncLocalStorage<{ open: boolean }>()
  const beside = () => {
    if (inside.getStore()?.open) throw new Error('asked beside its own open transaction: ask the transaction')
  }
  return {
    /** Throws where a transaction is open around it. */
    beside,
    /** Runs a transaction's work; throws where another is open around it. */
    async inside<T>(work: () => Promise<T>): Promise<T> {
      beside()
      const mine = { open: true }
      try {
        return await inside.run(mine, work)
      } finally {
        mine.open = false
      }
    },
  }
}

/** From here on this transaction is somebody's: rules about who may, and the record of changes, take it as theirs. */
export const speakFor = async (tx: Queryable, asker: Asker | null): Promise<void> => {
  if (asker) await tx.query(sql`select set_config('one_map.person', ${asker.person}, true), set_config('one_map.behalf', ${asker.behalf?.person ?? ''}, true)`)
}

/** Opens a transaction in somebody's name. */
export const enter = async (tx: Queryable, asker: Asker | null): Promise<void> => {
  await tx.script('begin; set local role one_map_app')
  await speakFor(tx, asker)
}

const escape = (text: string) => text.replace(/[\\\n\r\t]/g, (c) => ({ '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' })[c]!)

const cell = (value: unknown): string => {
  if (value === null || value === undefined) return '\\N'
  if (typeof value === 'boolean') return value ? 't' : 'f'
  if (typeof value === 'number') return String(value)
  // PostgreSQL text cannot hold NUL.
  return escape(String(value).replaceAll('\0', ''))
}

/** Rows in PostgreSQL's COPY text format, in chunks of about `size` characters, so that no load is held in memory whole. */
export function* copyChunks(rows: Iterable<readonly unknown[]>, size = 1 << 20): Generator<{ text: string; rows: number }> {
  let lines: string[] = []
  let length = 0
  for (const row of rows) {
    const line = row.map(cell).join('\t') + '\n'
    lines.push(line)
    length += line.length
    if (length >= size) {
      yield { text: lines.join(''), rows: lines.length }
      lines = []
      length = 0
    }
  }
  if (lines.length) yield { text: lines.join(''), rows: lines.length }
}

/** Pieces of text cut anew so that each ends with a line and is about `size` bytes. */
export async function* wholeLines(pieces: AsyncIterable<Buffer>, size = 4 << 20): AsyncGenerator<string> {
  let kept: Buffer[] = []
  let length = 0
  for await (const piece of pieces) {
    const end = piece.lastIndexOf(10)
    if (length + piece.length < size || end < 0) {
      kept.push(piece)
      length += piece.length
      continue
    }
    yield Buffer.concat([...kept, piece.subarray(0, end + 1)]).toString()
    kept = [piece.subarray(end + 1)]
    length = kept[0].length
  }
  if (length) yield Buffer.concat(kept).toString()
}

export const copyStatement = (table: string, columns: readonly string[]) =>
  `copy "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) from `
