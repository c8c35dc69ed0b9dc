import { stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { existsSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { layerOf } from '../../domain/catalogue.ts'
import { createScribe, inFolder } from './scribe.ts'
import type { Job, SentRow } from './jobs.ts'

const gates = layerOf('gates')!
const job = (path: string, format: 'csv' | 'gpkg'): Job => ({ kind: 'tables', format, path, tables: [{ layer: { id: gates.id, title: gates.title, geometry: gates.geometry, fields: gates.fields }, system: '4490' }] })
const row = (code: string): SentRow => ({ fields: { code, name: '闸' }, shape: '{"type":"Point","coordinates":[113,23]}' })

test('a writer that dies takes its file with it, and the next one writes again', async () => {
  // Too little memory for anything: such a thread ends by itself.
  let path = ''
  const poor = inFolder(async (at) => createScribe({ megabytes: 6 }).write(job((path = at), 'csv'), async (give) => {
    for (let i = 0; i < 400; i++) await give(Array.from({ length: 2000 }, (_, k) => row(`G${i}-${k}`)))
  }))
  await expect(poor).rejects.toMatchObject({ code: 'fileFailed' })
  expect(existsSync(dirname(path))).toBe(false)
  const written = await inFolder(async (at) => {
    await createScribe().write(job(at, 'csv'), (give) => give([row('G1')]))
    return at
  })
  expect((await stat(written)).size).toBeGreaterThan(10)
  rmSync(dirname(written), { recursive: true })
})

test('what goes wrong where rows come from is said as it is, and a file that is given up is not written on', async () => {
  const scribe = createScribe()
  await expect(inFolder((path) => scribe.write(job(path, 'gpkg'), async (give) => {
    await give([row('G1')])
    throw new Error('no more rows')
  }))).rejects.toThrow('no more rows')
  const leaving = new AbortController()
  let given = 0
  const left = inFolder((path) => scribe.write(job(path, 'csv'), async (give) => {
    for (;;) {
      await give([row(`G${++given}`)])
      if (given === 20) leaving.abort(new Error('left'))
    }
  }, leaving.signal))
  await expect(left).rejects.toThrow('left')
  expect(given).toBeLessThan(30)
})

test('a text that a format has no room for is named by its row and field', async () => {
  await expect(inFolder((path) => createScribe().write({ ...job(path, 'csv'), format: 'shp' } as Job, (give) => give([{ ...row('G1'), fields: { code: 'G1', name: '闸'.repeat(100) } }])))).rejects.toMatchObject({ code: 'exportTextTooLong', details: { row: 'G1' } })
})
