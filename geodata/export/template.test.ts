// A template is read as nothing; filled in, as what was filled in.
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { catalogue } from '../../domain/catalogue.ts'
import { temporaryFolder } from '../import/files.fixture.ts'
import { knowsTitle, mapColumns } from '../import/mapping.ts'
import { openSource } from '../import/read/open.ts'
import { templateOf } from '../import/template.ts'
import { csvCell } from './csv.ts'
import { writeTemplate } from './template.ts'

const places = {
  point: ['113.25', '23.15'], line: ['LINESTRING(113.2 23.1, 113.3 23.2)'], polygon: ['POLYGON((113.2 23.1, 113.3 23.1, 113.3 23.2, 113.2 23.1))'],
}

describe.each(catalogue.map((layer) => [layer.id, layer] as const))('the template of %s', (_, layer) => {
  const [titles] = templateOf(layer)
  const template = async (format: 'csv' | 'xlsx') => {
    const path = join(temporaryFolder(), `x.${format}`)
    await writeTemplate(path, layer, format)
    return path
  }
  const read = async (path: string) => {
    const source = await openSource(path, { encoding: null, member: null, knows: knowsTitle(layer) })
    const features = []
    for await (const feature of source.features()) features.push(feature)
    await source.close()
    return features
  }

  it('holds no rows, as CSV and as Excel', async () => {
    for (const format of ['csv', 'xlsx'] as const) expect(await read(await template(format))).toEqual([])
  })

  it('holds what is filled in below, each column a field in its own unit', async () => {
    const place = places[layer.geometry]
    const path = await template('csv')
    appendFileSync(path, `${titles.map((_title, i) => csvCell(place[i - titles.length + place.length] ?? `${i}`)).join(',')}\r\n`)
    const [feature, ...more] = await read(path)
    expect([feature.trouble, feature.geometry?.type, more])
      .toEqual([undefined, { point: 'Point', line: 'LineString', polygon: 'Polygon' }[layer.geometry], []])
    const { fields, unmapped } = mapColumns(layer, Object.keys(feature.properties), { planar: false })
    expect([fields.length, fields.every(({ factor }) => factor === 1), unmapped]).toEqual([titles.length - place.length, true, []])
  })

  it('marks what has to be filled in, and lists the words there are', () => {
    const [, notes] = templateOf(layer)
    for (const { title, required, derived, confidential, values } of layer.fields.filter(({ name }) => name !== 'code')) {
      if (derived || confidential) continue
      const at = titles.findIndex((one) => one.replace(/\(.*\)|\*/g, '') === title.zh)
      expect([title.zh, at >= 0, titles[at].endsWith('*')]).toEqual([title.zh, true, Boolean(required)])
      for (const { zh } of Object.values(values ?? {})) expect(notes[at]).toContain(zh)
    }
  })
})
