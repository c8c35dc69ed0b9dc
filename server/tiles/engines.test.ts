// The same city on both engines, tile by tile: whoever moves from the embedded database to a server sees the same map.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Settings } from '../../domain/city/schemas.ts'
import { layerIds } from '../../domain/catalogue.ts'
import { generate } from '../../geodata/city/generate.ts'
import { write } from '../city/build.ts'
import { smallCity } from '../../test/engines.ts'
import { getJson } from '../../test/http.ts'
import { serve, served } from '../../test/register.ts'
import { decoded, tilesOver } from '../../test/tiles.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase } from '../db/open.ts'

const { url, engine } = served()

test.runIf(engine === 'server')('both engines show the same features with the same attributes in every tile', { timeout: 240_000 }, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'one-map-engines-'))
  const database = await openDatabase({ directory })
  try {
    await migrate(database)
    await write(database, await generate(smallCity), smallCity)
    const { url: embedded, close } = await serve(database)
    const { extent } = (await getJson<Settings>(`${url}/api/settings`)).body.city!
    let compared = 0
    for (const z of [7, 9, 11, 12, 13])
      for (const { x, y } of tilesOver(extent!, z)) {
        const path = `/tiles/${layerIds.join(',')}/${z}/${x}/${y}.mvt`
        const [ours, theirs] = await Promise.all([embedded, url].map(async (from) => decoded(new Uint8Array(await (await fetch(from + path)).arrayBuffer()))))
        const seen = (tile: typeof ours) => Object.entries(tile!).flatMap(([layer, drawn]) => drawn.map(({ code, type, properties }) => ({ layer, code, type, properties })))
        expect(seen(ours), path).toEqual(seen(theirs))
        compared += seen(ours).length
      }
    expect(compared).toBeGreaterThan(1000)
    await close()
  } finally {
    await database.close()
    rmSync(directory, { recursive: true, force: true })
  }
})
