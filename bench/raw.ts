// The tile as anybody would write it first: ST_AsMVT over the layer's view, transformed on the fly. Run by pgbench,
// which speaks to the database with next to nothing in between: no HTTP, no compression, no Node.
import { execFile } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { layerOf, type LayerId } from '../domain/catalogue.ts'
import { extent, margin, type TileAddress } from '../server/tiles/queries.ts'
import type { Driven } from './load.ts'

const run = promisify(execFile)

/** `all`: every feature in the tile. `same`: only those that we show at the zoom. */
export type Features = 'all' | 'same'

const layerTile = (id: LayerId, { z, x, y }: TileAddress, features: Features) => {
  const fields = ['code', ...layerOf(id)!.fields.filter((field) => field.inTile).map((field) => field.name)]
  const envelope = `st_tileenvelope(${z}, ${x}, ${y})`
  return `coalesce((select st_asmvt(t, '${id}', ${extent}, 'geom') from (
    select ${fields.join(', ')}, st_asmvtgeom(st_transform(geom, 3857), ${envelope}, ${extent}, ${margin}, true) as geom
    from layer_${id}
    where geom && st_transform(st_tileenvelope(${z}, ${x}, ${y}, margin => ${margin / extent}), 4490)${features === 'same' ? ` and min_zoom <= ${z}` : ''}) t), '')`
}

export const rawTile = (layers: readonly LayerId[], at: TileAddress, features: Features): string =>
  `select ${layers.map((id) => layerTile(id, at, features)).join(' || ')} as tile`.replace(/\s+/g, ' ')

/** Turns a client takes before the clock runs: a new connection has to read catalogues and the projection's grids first. */
const warmUp = 2

/** One chain of branches, and each client counts its own way through it: every tile once, none twice. */
const script = (statements: readonly string[], clients: number) =>
  [
    '\\set turn :turn + 1',
    `\\set tile :turn * ${clients} + :client_id`,
    '\\if :turn < 0',
    `${statements[0]};`,
    ...statements.flatMap((statement, i) => [`\\elif :tile = ${i}`, `${statement};`]),
    '\\endif',
  ].join('\n')

/** Every statement once through pgbench; `bytes` stay 0, pgbench throws answers away. */
export const drivePgbench = async (url: string, statements: readonly string[], clients: number): Promise<Driven> => {
  const folder = mkdtempSync(join(tmpdir(), 'one-map-pgbench-'))
  try {
    writeFileSync(join(folder, 'tiles.sql'), script(statements, clients))
    const turns = warmUp + Math.ceil(statements.length / clients)
    const args = ['-n', '-M', 'simple', '-c', String(clients), '-j', '1', '-t', String(turns), '-D', `turn=${-1 - warmUp}`, '-f', 'tiles.sql', '--log', '--log-prefix=each', url]
    await run('pgbench', args, { cwd: folder, maxBuffer: 1 << 26 })
    const [log] = readdirSync(folder).filter((name) => name.startsWith('each.'))
    const taken = new Array<number>(clients).fill(-warmUp)
    const driven: Driven = { ms: new Float64Array(statements.length), bytes: new Float64Array(statements.length), seconds: 0 }
    let [first, last] = [Infinity, -Infinity]
    // A line a transaction, in the order of a client's turns: client, number, microseconds, script, and when
    // it ended in seconds and microseconds.
    for (const line of readFileSync(join(folder, log), 'utf8').trim().split('\n')) {
      const [client, , took, , second, micro] = line.split(' ').map(Number) as [number, number, number, number, number, number]
      const turn = taken[client]++
      const tile = turn * clients + client
      if (turn < 0 || tile >= statements.length) continue
      const ended = second + micro / 1e6
      driven.ms[tile] = took / 1000
      first = Math.min(first, ended - took / 1e6)
      last = Math.max(last, ended)
    }
    driven.seconds = last - first
    return driven
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
