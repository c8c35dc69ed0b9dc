// The bare page: all features of all layers written to one GeoJSON file, the page built by Vite, both served as they are.
import { createReadStream, createWriteStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join, normalize } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileURLToPath } from 'node:url'
import { createGzip } from 'node:zlib'
import { build } from 'vite'
import { catalogue } from '../domain/catalogue.ts'
import type { Database } from '../server/db/database.ts'
import { identifier, join as joined, sql } from '../server/db/sql.ts'

const types: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.geojson': 'application/geo+json' }

/** Layer by layer, so that no text of a whole city is held in memory. */
async function* geojson(database: Database): AsyncGenerator<string> {
  yield '{"type":"FeatureCollection","features":['
  let first = true
  for (const { id, zoom, fields } of catalogue) {
    const sent = joined(['code', ...fields.filter((field) => field.inTile).map((field) => field.name)].map(identifier))
    const rows = await database.query<{ feature: string }>(sql`
      select st_asgeojson(t, 'geom', 6) as feature
      from (select ${sent}, greatest(min_zoom, ${zoom[0]}) as min_zoom, geom from ${identifier(`layer_${id}`)}) t`)
    if (!rows.length) continue
    yield (first ? '' : ',') + rows.map((row) => row.feature).join(',\n')
    first = false
  }
  yield ']}'
}

export interface Bare {
  url: string
  features: number
  stop(): Promise<void>
}

/** Builds and serves it, everything gzipped beforehand, as a good web server would. */
export const startBare = async (database: Database): Promise<Bare> => {
  const folder = mkdtempSync(join(tmpdir(), 'one-map-bare-'))
  await build({ root: fileURLToPath(new URL('bare', import.meta.url)), configFile: false, logLevel: 'warn', build: { outDir: folder, emptyOutDir: true, target: 'es2022' } })
  await pipeline(Readable.from(geojson(database)), createGzip(), createWriteStream(join(folder, 'city.geojson.gz')))
  const server = createServer((request, response) => {
    const path = normalize((request.url ?? '/').split('?')[0])
    const file = join(folder, path === '/' ? 'index.html' : path)
    const headers = { 'Content-Type': types[extname(file)] ?? 'application/octet-stream' }
    if (path === '/city.geojson') {
      response.writeHead(200, { ...headers, 'Content-Encoding': 'gzip', 'Content-Length': statSync(`${file}.gz`).size })
      createReadStream(`${file}.gz`).pipe(response)
    } else if (file.startsWith(folder) && statSync(file, { throwIfNoEntry: false })?.isFile())
      response.writeHead(200, headers).end(readFileSync(file))
    else response.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const counted = await Promise.all(catalogue.map(({ id }) => database.query<{ count: number }>(sql`select count(*) from ${identifier(`layer_${id}`)}`)))
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    features: counted.reduce((all, [row]) => all + row.count, 0),
    async stop() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
