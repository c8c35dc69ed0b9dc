import { gunzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { layerIds, layerOf, type LayerId } from '../../domain/catalogue.ts'
import type { ProblemBody } from '../../domain/problem.ts'
import type { Settings } from '../../domain/city/schemas.ts'
import { getJson } from '../../test/http.ts'
import { served, serve, ownRegister } from '../../test/register.ts'
import { decoded, tilesOver } from '../../test/tiles.ts'
import { openDatabase } from '../db/open.ts'
import { sql } from '../db/sql.ts'
import { encodeLayer } from './encode.ts'
import { encodedByServer, rowsForEncoding } from './queries.ts'

const { url, engine, city } = served()
let extent: number[]

beforeAll(async () => {
  extent = (await getJson<Settings>(`${url}/api/settings`)).body.city!.extent!
})

const tile = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/tiles/${path}.mvt`, { headers })
  return { response, bytes: new Uint8Array(await response.arrayBuffer()) }
}

test('over the whole city at its deepest zoom a layer shows each of its features', async () => {
  for (const layer of ['reservoirs', 'gates', 'sections'] as LayerId[]) {
    const codes = new Set<string>()
    for (const { z, x, y } of tilesOver(extent, layerOf(layer)!.zoom[0] + 4)) for (const drawn of decoded((await tile(`${layer}/${z}/${x}/${y}`)).bytes)[layer] ?? []) codes.add(drawn.code)
    const { body } = await getJson<{ total: number }>(`${url}/api/features/${layer}?limit=1`)
    expect(codes.size, layer).toBe(body.total)
  }
})

test('a tile of several layers holds each of them as it is by itself', async () => {
  const [{ z, x, y }] = tilesOver(extent, 9) as [{ z: number; x: number; y: number }]
  const together = decoded((await tile(`rivers,reaches,divisions/${z}/${x}/${y}`)).bytes)
  for (const layer of ['rivers', 'reaches', 'divisions']) expect(together[layer] ?? []).toEqual(decoded((await tile(`${layer}/${z}/${x}/${y}`)).bytes)[layer] ?? [])
})

test('a broad river is whole in every tile its water wets, even where its centre line passes by', async () => {
  const seen = new Map<string, number>()
  let besideOnly = 0
  for (const { z, x, y } of tilesOver(extent, 13)) {
    for (const { code, properties, rings } of decoded((await tile(`reaches/${z}/${x}/${y}`)).bytes)['reaches'] ?? []) {
      if (!(Number(properties['width_m']) > 145)) continue
      const vertices = rings.flat()
      expect(vertices.length, `${code} in ${z}/${x}/${y}`).toBe(seen.get(code) ?? vertices.length)
      seen.set(code, vertices.length)
      if (vertices.every(([east, south]) => Math.min(east, south) < -64 || Math.max(east, south) > 4160)) besideOnly++
    }
  }
  expect(besideOnly).toBeGreaterThan(0)
})

test('carries only what the catalogue lets travel in tiles', async () => {
  for (const layer of layerIds) {
    const allowed = new Set(['since', ...layerOf(layer)!.fields.filter((field) => field.inTile).map((field) => field.name)])
    const seen = new Set<string>()
    for (const { z, x, y } of tilesOver(extent, Math.min(12, layerOf(layer)!.zoom[1])).slice(0, 12)) for (const drawn of decoded((await tile(`${layer}/${z}/${x}/${y}`)).bytes)[layer] ?? []) Object.keys(drawn.properties).forEach((name) => seen.add(name))
    expect([...seen].filter((name) => !allowed.has(name)), layer).toEqual([])
  }
})

test('gives validators, answers 304 to a match, and lets a pinned address be kept for ever', async () => {
  const [{ z, x, y }] = tilesOver(extent, 8) as [{ z: number; x: number; y: number }]
  const first = await tile(`rivers/${z}/${x}/${y}`)
  const etag = first.response.headers.get('etag')!
  expect(first.response.headers.get('cache-control')).toBe('public, no-cache')
  expect((await tile(`rivers/${z}/${x}/${y}`, { 'If-None-Match': etag })).response.status).toBe(304)
  expect((await tile(`rivers/${z}/${x}/${y}`, { 'If-None-Match': '"other"' })).response.status).toBe(200)
  const layers = await getJson<{ id: string; version: number }[]>(`${url}/api/layers`)
  const version = layers.body.find((layer) => layer.id === 'rivers')!.version
  const pinned = await fetch(`${url}/tiles/rivers/${z}/${x}/${y}.mvt?v=${version}`)
  expect(pinned.headers.get('cache-control')).toContain('immutable')
  await pinned.arrayBuffer()
})

test('a change shows in the next tile, under another validator', async () => {
  const own = await ownRegister()
  const { url: changing, close } = await serve(own.database)
  try {
    const write = async (name: string) => {
      await own.database.query(sql`
        insert into waters (code, kind, name, width_m, valid_from, geom)
        values ('R-1', 'river', ${name}, 200, '2020-01-01', 'SRID=4490;LINESTRING(113 23, 113.2 23.1)')
        on conflict (code) do update set name = excluded.name`)
      await own.database.query(sql`select refresh_shapes('rivers', array['name'], array['R-1'])`)
    }
    const seen = async () => {
      const response = await fetch(`${changing}/tiles/rivers/8/208/111.mvt`)
      return { etag: response.headers.get('etag'), names: (decoded(new Uint8Array(await response.arrayBuffer())).rivers ?? []).map((drawn) => drawn.properties.name) }
    }
    expect((await seen()).names).toEqual([])
    await write('甲河')
    await expect.poll(async () => (await seen()).names).toEqual(['甲河'])
    const { etag } = await seen()
    await write('乙河')
    await expect.poll(async () => (await seen()).names).toEqual(['乙河'])
    expect((await seen()).etag).not.toBe(etag)
  } finally {
    await close()
    await own.close()
  }
})

test('a client that knows no gzip gets plain bytes', async () => {
  const [{ z, x, y }] = tilesOver(extent, 9) as [{ z: number; x: number; y: number }]
  const { response, bytes } = await tile(`rivers/${z}/${x}/${y}`, { 'Accept-Encoding': 'identity' })
  expect(response.headers.get('content-encoding')).toBeNull()
  expect(decoded(bytes).rivers.length).toBeGreaterThan(0)
})

test('relief is drawn at the zooms the map asks for, and beside the city it is bare paper', async () => {
  const relief = async (path: string) => {
    const response = await fetch(`${url}/relief/${path}.webp`)
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) }
  }
  const [{ z, x, y }] = tilesOver(extent, 9) as [{ z: number; x: number; y: number }]
  const [here, east, west] = [await relief(`${z}/${x}/${y}`), await relief('9/0/0'), await relief('9/511/511')]
  expect([here.status, east.status]).toEqual([200, 200])
  expect(east.bytes.equals(west.bytes)).toBe(true)
  expect(here.bytes.equals(east.bytes)).toBe(false)
  for (const path of ['5/26/13', '14/0/0', '22/0/0']) expect((await relief(path)).status, path).toBe(404)
})

describe('nonsense is refused with a clear answer', () => {
  test.each([
    ['rivers/8/999/111', 'tileUnknown'], ['rivers/30/1/1', 'tileUnknown'], ['rivers/-1/0/0', 'tileUnknown'], ['rivers/8/1.5/2', 'tileUnknown'], ['rivers/8/1e2/2', 'tileUnknown'],
    ['people/8/208/111', 'layerUnknown'], ['rivers,pg_user/8/208/111', 'layerUnknown'], ["rivers'--/8/208/111", 'layerUnknown'],
  ])('%s → %s', async (path, code) => {
    const { status, body } = await getJson<ProblemBody>(`${url}/tiles/${path}.mvt`)
    expect(status).toBe(404)
    expect(body.code).toBe(code)
  })
  test('a tile beyond the layer’s zooms or over another ocean is empty, not an error', async () => {
    for (const path of ['drainage_households/5/26/13', 'rivers/8/0/0']) {
      const { response, bytes } = await tile(path)
      expect([response.status, bytes.length], path).toEqual([200, 0])
    }
  })
})

/** A 512 px tile has eight units a pixel. */
const pixel = 8

/** How far the farthest vertex of some lines lies from other lines, in units of the tile. */
const apart = (lines: [number, number][][], others: [number, number][][]) => {
  const toSegment = ([x, y]: [number, number], [ax, ay]: [number, number], [bx, by]: [number, number]) => {
    const length = (bx - ax) ** 2 + (by - ay) ** 2
    const t = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0
    return Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay))
  }
  const toLines = (at: [number, number]) =>
    Math.min(...others.flatMap((line) => line.map((vertex, i) => toSegment(at, line[Math.max(0, i - 1)], vertex))))
  return Math.max(...lines.flat().map(toLines))
}

// PGlite cannot encode tiles, so Node does it there. Here PostGIS judges that encoder on the same rows.
test.runIf(engine === 'server')('our encoder and PostGIS put the same features into the same tile, to within a pixel', async () => {
  const database = await openDatabase(city)
  let compared = 0
  try {
    for (const z of [7, 9, 11, 13, 14])
      for (const at of tilesOver(extent, z).filter((_, i) => z < 14 || i % 3 === 0))
        for (const layer of layerIds) {
          const theirs = decoded((await encodedByServer(database, [layer], at, 'staff'))[0])[layer] ?? []
          const ours = decoded((await encodeLayer(layer, layerOf(layer)!.geometry, await rowsForEncoding(database, layer, at, 'staff'), at)) ?? new Uint8Array())[layer] ?? []
          const where = `${layer} ${at.z}/${at.x}/${at.y}`
          expect(ours.map(({ code, type, properties }) => ({ code, type, properties })), where)
            .toEqual(theirs.map(({ code, type, properties }) => ({ code, type, properties })))
          ours.forEach((drawn, i) => {
            expect(Math.max(apart(drawn.rings, theirs[i].rings), apart(theirs[i].rings, drawn.rings)), `${where} ${drawn.code}`).toBeLessThan(pixel)
            compared++
          })
        }
  } finally {
    await database.close()
  }
  expect(compared).toBeGreaterThan(1000)
})

test('tiles are sent compressed', async () => {
  const [{ z, x, y }] = tilesOver(extent, 9) as [{ z: number; x: number; y: number }]
  const { request } = await import('node:http')
  const raw = await new Promise<{ encoding?: string; body: Buffer }>((resolve, reject) =>
    request(`${url}/tiles/rivers,reaches/${z}/${x}/${y}.mvt`, { headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part)).on('end', () => resolve({ encoding: response.headers['content-encoding'], body: Buffer.concat(parts) }))
    }).once('error', reject).end(),
  )
  expect(raw.encoding).toBe('gzip')
  expect(decoded(gunzipSync(raw.body)).rivers.length).toBeGreaterThan(0)
})
