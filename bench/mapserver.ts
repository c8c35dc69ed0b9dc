// Debian's MapServer 8 over the same database: a map file from our catalogue, FastCGI processes behind lighttpd.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { catalogue, type Layer, type LayerId } from '../domain/catalogue.ts'
import { extent, margin, type TileAddress } from '../server/tiles/queries.ts'
import { freePort } from '../test/postgres.ts'
import type { Features } from './raw.ts'

const mapserv = '/usr/bin/mapserv'
const lighttpd = '/usr/sbin/lighttpd'

/** What Debian packages are missing for this. */
export const missingForMapServer = (): string[] => [
  ...(existsSync(mapserv) ? [] : ['cgi-mapserver']),
  ...(existsSync(lighttpd) ? [] : ['lighttpd']),
]

const layerBlock = ({ id, geometry, fields }: Layer, connection: string) => {
  const sent = ['code', ...fields.filter((field) => field.inTile).map((field) => field.name)]
  return `
  LAYER
    NAME "${id}"
    TYPE ${geometry.toUpperCase()}
    STATUS ON
    CONNECTIONTYPE POSTGIS
    CONNECTION "${connection}"
    PROCESSING "CLOSE_CONNECTION=DEFER"
    DATA "geom from (select ${sent.join(', ')}, geom from layer_${id} where min_zoom <= %deepest%) as f using unique code using srid=4490"
    PROJECTION "epsg:4490" END
    VALIDATION "deepest" "^[0-9]+$" "default_deepest" "99" END
    METADATA "gml_include_items" "${sent.join(',')}" END
    CLASS END
  END`
}

const connectionOf = (url: string) => {
  const { hostname, port, pathname, username, password } = new URL(url)
  return `host=${hostname} port=${port || 5432} dbname=${pathname.slice(1)} user=${username}${password ? ` password=${password}` : ''}`
}

const mapFile = (url: string) => `MAP
  NAME "bench"
  SIZE 512 512
  EXTENT -20037508 -20037508 20037508 20037508
  PROJECTION "epsg:3857" END
  OUTPUTFORMAT
    NAME "mvt"
    DRIVER "MVT"
    MIMETYPE "application/vnd.mapbox-vector-tile"
    FORMATOPTION "EXTENT=${extent}"
    FORMATOPTION "EDGE_BUFFER=${margin}"
  END
  IMAGETYPE "mvt"
  WEB METADATA "ows_enable_request" "*" END END
${catalogue.map((layer) => layerBlock(layer, connectionOf(url))).join('\n')}
END
`

// mapserv answers SIGTERM only after one more request, and would be left behind: hence the kill signal.
const frontFile = (folder: string, port: number, processes: number) => `
server.document-root = "${folder}"
server.bind = "127.0.0.1"
server.port = ${port}
server.modules = ("mod_fastcgi")
server.max-keep-alive-requests = 100000
fastcgi.server = ("/tile" => ((
  "socket" => "${folder}/mapserv",
  "bin-path" => "${mapserv}",
  "check-local" => "disable",
  "max-procs" => ${processes},
  "kill-signal" => 9,
  "bin-environment" => ("MAPSERVER_CONFIG_FILE" => "${folder}/mapserver.conf")
)))
`

export interface MapServer {
  address(layers: readonly LayerId[], at: TileAddress, features: Features): string
  stop(): Promise<void>
}

/** Starts it over the database at `url` with as many FastCGI processes as there will be clients. */
export const startMapServer = async (url: string, processes: number): Promise<MapServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'one-map-mapserver-'))
  const port = await freePort()
  writeFileSync(join(folder, 'mapserver.conf'), `CONFIG\n  ENV\n    MS_MAPFILE "${folder}/city.map"\n  END\nEND\n`)
  writeFileSync(join(folder, 'city.map'), mapFile(url))
  writeFileSync(join(folder, 'lighttpd.conf'), frontFile(folder, port, processes))
  const front = spawn(lighttpd, ['-D', '-f', join(folder, 'lighttpd.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  front.stderr.on('data', (text: Buffer) => (said += text.toString()))
  const ended = new Promise<void>((resolve) => front.once('exit', () => resolve()))
  const end = () => void (front.exitCode === null && front.kill('SIGTERM'))
  process.once('exit', end)
  const stop = async () => {
    end()
    process.off('exit', end)
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  const address: MapServer['address'] = (layers, { z, x, y }, features) =>
    `http://127.0.0.1:${port}/tile?mode=tile&tilemode=gmap&tile=${x}+${y}+${z}&layers=${layers.join('+')}${features === 'same' ? `&deepest=${z}` : ''}`
  const probe = address(['rivers'], { z: 6, x: 52, y: 27 }, 'all')
  for (let tries = 0; ; tries++) {
    const answer = await fetch(probe).catch(() => null)
    if (answer?.headers.get('content-type')?.includes('mapbox-vector-tile')) return { address, stop }
    if (tries > 50 || front.exitCode !== null) {
      const words = answer ? await answer.text() : said
      await stop()
      throw new Error(`MapServer does not answer: ${words.replace(/<[^>]*>/g, ' ').slice(0, 500)}`)
    }
    await wait(100)
  }
}
