// What a backup is: a zip that any program opens. `tables/*.copy` hold whole tables in PostgreSQL's COPY text format, whichever
// engine they come from, and `manifest.json`, written last, says what must be in them. Schema, functions and policies are not
// in it: they are the program's own (sql/), so that a backup restored anywhere has those of the program and nobody else's.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yauzl, { type Entry, type ZipFile } from 'yauzl'
import { z } from 'zod'
import { writeZip } from '../../geodata/export/zip.ts'
import { Trouble } from '../db/open.ts'

const Table = z.object({
  name: z.string().regex(/^[a-z_][a-z0-9_]*$/),
  columns: z.array(z.string().regex(/^[a-z_][a-z0-9_]*$/)),
  rows: z.number().int().min(0),
  /** Of the text, before it is packed. */
  bytes: z.number().int().min(0),
  sha256: z.string(),
})

export const Manifest = z.object({
  format: z.literal('one-map-backup-1'),
  /** Of the program that made it. */
  version: z.string(),
  engine: z.enum(['server', 'embedded']),
  /** The moment whose register it is, ISO 8601. */
  at: z.string(),
  city: z.string().nullable(),
  chapters: z.array(z.object({ name: z.string(), sha256: z.string() })),
  /** Digest of the last entry of the record of changes, hex: what `npm run verify -- --head` asks for. */
  head: z.string(),
  tables: z.array(Table),
  /** What sequences have given out last. */
  sequences: z.array(z.object({ name: z.string().regex(/^[a-z_][a-z0-9_]*$/), last: z.number().int() })),
})
export type Manifest = z.infer<typeof Manifest>
export type TableEntry = Manifest['tables'][number]

const entryOf = (table: string) => `tables/${table}.copy`
const manifestName = 'manifest.json'

/** Rows of COPY's text, counted and digested on their way. */
async function* counted(pieces: AsyncIterable<Buffer>, told: (of: Pick<TableEntry, 'rows' | 'bytes' | 'sha256'>) => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256')
  let [rows, bytes] = [0, 0]
  for await (const piece of pieces) {
    hash.update(piece)
    bytes += piece.length
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) rows++
    yield piece
  }
  told({ rows, bytes, sha256: hash.digest('hex') })
}

/** Writes an archive: each table as it is read, then what was written of it. */
export const writeArchive = async (path: string, about: Omit<Manifest, 'format' | 'tables'>, tables: readonly { name: string; columns: string[]; pieces: () => AsyncIterable<Buffer> }[], progress: (table: string, bytes: number) => void): Promise<Manifest> => {
  const written: TableEntry[] = []
  let manifest: Manifest | null = null
  let bytes = 0
  const ofTable = async function* ({ name, columns, pieces }: (typeof tables)[number]) {
    progress(name, bytes)
    yield* counted(pieces(), (count) => written.push({ name, columns, ...count }))
    bytes += written.at(-1)!.bytes
  }
  const ofManifest = async function* () {
    manifest = { format: 'one-map-backup-1', ...about, tables: written }
    yield Buffer.from(JSON.stringify(manifest, null, 1))
  }
  await writeZip(path, (zip) => {
    // Entries are read one after the other; a generator begins when it is first asked.
    for (const table of tables)
      zip.addReadStream(Readable.from(ofTable(table), { objectMode: false }), entryOf(table.name), { compressionLevel: 4 })
    zip.addReadStream(Readable.from(ofManifest(), { objectMode: false }), manifestName)
  })
  return manifest!
}

const broken = (path: string, zh: string, en: string) => new Trouble(`备份 ${path} 不能用：${zh}。没有改动任何数据。 (${en}; nothing was changed)`)

export interface Archive {
  manifest: Manifest
  /** A table's rows as COPY text. Throws `Trouble` where they are not what was written. */
  read(table: TableEntry): AsyncGenerator<Buffer>
  close(): void
}

/** Opens an archive. Throws `Trouble` for a file that is none, or is not whole. */
export const openArchive = async (path: string): Promise<Archive> => {
  const zip: ZipFile = await yauzl.openPromise(path, { autoClose: false }).catch((reason: NodeJS.ErrnoException) => {
    if (reason.code === 'ENOENT') throw new Trouble(`没有 ${path} 这个文件。 (no such file)`)
    throw broken(path, '不是备份文件，或没有传完整', 'not a backup, or cut off')
  })
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
  const streamOf = async (name: string): Promise<Readable> => {
    const entry = entries.get(name)
    if (!entry) throw broken(path, `缺少 ${name}`, `${name} is missing`)
    return zip.openReadStreamPromise(entry)
  }
  let manifest: Manifest
  try {
    const parts: Buffer[] = []
    await pipeline(await streamOf(manifestName), async (pieces: AsyncIterable<Buffer>) => {
      for await (const piece of pieces) parts.push(piece)
    })
    manifest = Manifest.parse(JSON.parse(Buffer.concat(parts).toString()))
  } catch (reason) {
    zip.close()
    throw reason instanceof Trouble ? reason : broken(path, '说明（manifest.json）读不懂', 'its manifest.json makes no sense')
  }
  return {
    manifest,
    async *read(table) {
      let found: Pick<TableEntry, 'rows' | 'bytes' | 'sha256'> | null = null
      try {
        yield* counted(await streamOf(entryOf(table.name)), (count) => (found = count))
      } catch (reason) {
        throw reason instanceof Trouble ? reason : broken(path, `${table.name} 读到一半断了`, `${table.name} breaks off`)
      }
      if (found!.sha256 !== table.sha256 || found!.rows !== table.rows) throw broken(path, `${table.name} 与备份时写下的不一样`, `${table.name} is not as it was written`)
    },
    close: () => zip.close(),
  }
}
