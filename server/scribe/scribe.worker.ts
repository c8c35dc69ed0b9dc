// Writes files in a thread of its own. What a kind of file needs is loaded with the first one.
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parentPort } from 'node:worker_threads'
import wkx from 'wkx'
import type { Geometry } from '../../geodata/ewkb.ts'
import { intoSystem, Misfit, type ExportRow, type Table } from '../../geodata/export/table.ts'
import type { Heard, Job, SentRow, Told } from './jobs.ts'

const port = parentPort!
const say = (heard: Heard) => port.postMessage(heard)

/** Rows of several tables as they come. A file is written table by table: what comes for a later one is kept till then. */
class Inbox {
  private readonly batches = new Map<number, SentRow[][]>()
  private reading = -1
  private ended = false
  private wake = () => {}

  put(table: number, rows: SentRow[]): void {
    this.batches.set(table, [...(this.batches.get(table) ?? []), rows])
    if (table !== this.reading) say({ more: true })
    this.wake()
  }
  end(): void {
    this.ended = true
    this.wake()
  }
  async *of(table: number): AsyncGenerator<SentRow> {
    this.reading = table
    // What waited has been told of already.
    let told = this.batches.get(table)?.length ?? 0
    for (;;) {
      const batch = this.batches.get(table)?.shift()
      if (batch) {
        yield* batch
        if (told-- <= 0) say({ more: true })
      } else if (this.ended) return
      else await new Promise<void>((resolve) => (this.wake = resolve))
    }
  }
}

const shapeOf = (shape: string): Geometry => (shape.startsWith('{') ? JSON.parse(shape) : wkx.Geometry.parse(Buffer.from(shape, 'hex')).toGeoJSON()) as Geometry

async function* rowsOf(sent: AsyncIterable<SentRow>, into: (geometry: Geometry) => Geometry): AsyncGenerator<ExportRow> {
  for await (const { fields, shape } of sent) yield { fields, geometry: into(shapeOf(shape!)) }
}

async function* featureCollection(head: object, sent: AsyncIterable<SentRow>): AsyncGenerator<string> {
  yield `${JSON.stringify({ type: 'FeatureCollection', ...head }).slice(0, -1)},"features":[`
  let between = ''
  for await (const { fields, shape } of sent) {
    yield `${between}{"type":"Feature","properties":${JSON.stringify(fields)},"geometry":${shape ?? 'null'}}`
    between = ','
  }
  yield ']}'
}

async function write(job: Job, inbox: Inbox): Promise<void> {
  if (job.kind === 'features') return pipeline(Readable.from(featureCollection(job.head, inbox.of(0))), createWriteStream(job.path))
  if (job.kind === 'tables') {
    const tables = job.tables.map(({ layer, system }, i): Table => ({ layer, system, rows: rowsOf(inbox.of(i), intoSystem(system)) }))
    if (job.format === 'gpkg') return (await import('../../geodata/export/geopackage.ts')).writeGeoPackage(job.path, ...tables)
    return (await import('../../geodata/export/write.ts')).formats[job.format].write(job.path, tables[0])
  }
  const { write } = (await import(job.module)) as { write(path: string, what: unknown): Promise<void> }
  return write(job.path, job.what)
}

let inbox = new Inbox()

port.on('message', (told: Told) => {
  if ('rows' in told) return inbox.put(told.table, told.rows)
  if ('end' in told) return inbox.end()
  const mine = (inbox = new Inbox())
  write(told.job, mine).then(
    () => say({ done: true }),
    (reason: Error & { code?: string }) =>
      say({ failed: reason instanceof Misfit
        ? { message: reason.message, code: reason.code, details: reason.details, misfit: true }
        : { message: reason.stack ?? String(reason), code: reason.code, misfit: false } }),
  )
})
