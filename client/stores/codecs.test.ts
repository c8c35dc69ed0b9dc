import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { at, layers, month, table } from './codecs.ts'

describe('the position in the address', () => {
  it('comes back as it was written, to about a metre', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -85, max: 85, noNaN: true }),
        fc.double({ min: 0, max: 22, noNaN: true }),
        (lon, lat, zoom) => {
          const read = at.read(at.write({ lon, lat, zoom }))
          expect(read?.lon).toBeCloseTo(lon, 4)
          expect(read?.lat).toBeCloseTo(lat, 4)
          expect(read?.zoom).toBeCloseTo(zoom, 1)
        },
      ),
    )
  })
  it('is short', () => {
    expect(at.write({ lon: 113.264301234, lat: 23.1291, zoom: 10.5 })).toBe('113.26430,23.12910,10.5')
  })
  it('is nothing where a person has mangled it', () => {
    for (const text of ['', 'here', '113.2,23.1', '113.2,23.1,x', '913,23,9', '113,91,9', '113,23,99', '1,2,3,4']) expect(at.read(text)).toBeNull()
  })
})

describe('the layers in the address', () => {
  it('may be none at all, which is not the same as the usual ones', () => {
    expect(layers.read(layers.write([]))).toEqual([])
  })
  it('keep their order and drop what is no name', () => {
    expect(layers.read('rivers,small_waters,<b>,overdue')).toEqual(['rivers', 'small_waters', 'overdue'])
  })
})

describe('the month in the address', () => {
  it('is a month of the calendar', () => {
    expect(month.read('2026-11')).toBe('2026-11')
    for (const text of ['2026-13', '2026-00', '2026', '2026-1', 'now']) expect(month.read(text)).toBeNull()
  })
})

describe('the table in the address', () => {
  it('comes back as it was written, whatever was typed into its filter', () => {
    const sorts = fc.option(fc.constantFrom('length_m', '-length_m', 'code'))
    fc.assert(fc.property(sorts, fc.string().filter((q) => !q.endsWith('~')), (sort, q) => {
      const view = { layer: 'reaches' as const, sort, q }
      expect(table.read(table.write(view))).toEqual(view)
    }))
  })
  it('is as short as what is asked', () => {
    expect(table.write({ layer: 'outfalls', sort: null, q: '' })).toBe('outfalls')
    expect(table.write({ layer: 'outfalls', sort: '-diameter_mm', q: '' })).toBe('outfalls~-diameter_mm')
  })
  it('ignores a sort that is no field, and is nothing without a layer', () => {
    expect(table.read('reaches~drop table')).toEqual({ layer: 'reaches', sort: null, q: '' })
    expect(table.read('~code')).toBeNull()
  })
})
