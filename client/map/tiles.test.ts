import { describe, expect, it } from 'vitest'
import type { LayerEntry } from '../../domain/city/schemas.ts'
import { catalogue, type LayerId } from '../../domain/catalogue.ts'
import { bundleOf, seenFrom, tileAddress, wanted } from './tiles.ts'

const entries: LayerEntry[] = catalogue.map(({ id, title, group, geometry, zoom }, index) => ({
  id, title, group, geometry, zoom, water: group === 'water', shown: false, count: 1, version: index + 1, fields: [],
}))
const ids = (bundle: 'ground' | 'water' | 'points', shown: LayerId[], z: number) => wanted(entries, bundle, new Set(shown), z).map((layer) => layer.id)

describe('what a tile is asked to hold', () => {
  it('draws areas below the waters and points above them', () => {
    expect(entries.filter((layer) => bundleOf(layer) === 'ground').map((layer) => layer.id)).toEqual(['drainage_units', 'divisions', 'grids'])
    expect(entries.filter((layer) => bundleOf(layer) === 'points').map((layer) => layer.id)).toEqual(['outfalls', 'drainage_households', 'treatment_plants', 'pollution_sources', 'sections', 'gates'])
  })
  it('leaves out the reaches while the whole city is in view, and brings them further in', () => {
    expect(ids('water', ['rivers', 'reaches'], 8)).toEqual(['rivers'])
    expect(ids('water', ['rivers', 'reaches'], 10)).toEqual(['rivers', 'reaches'])
  })
  it('shows the reaches from far out where the rivers are switched off', () => {
    expect(ids('water', ['reaches'], 8)).toEqual(['reaches'])
  })
  it('never asks for a layer that is off, has nothing in it, or starts further in', () => {
    const none = entries.map((layer) => ({ ...layer, count: 0 }))
    expect(wanted(none, 'water', new Set(['rivers']), 9)).toEqual([])
    expect(ids('points', ['outfalls', 'sections'], 10)).toEqual(['sections'])
    expect(ids('points', [], 12)).toEqual([])
  })
})

describe('the address of a tile', () => {
  it('names layers and versions in the same order', () => {
    expect(tileAddress(wanted(entries, 'water', new Set(['rivers', 'lakes']), 12), [12, 3336, 1776])).toBe('/tiles/rivers,lakes/12/3336/1776.mvt?v=1.3')
  })
  it('is none where nothing is wanted, so that nothing is asked', () => {
    expect(tileAddress([], [12, 0, 0])).toBeUndefined()
  })
  it('lets a layer of tile zoom 11 be seen from view zoom 12, since tiles are 512 px', () => {
    expect(seenFrom(entries.find((layer) => layer.id === 'outfalls')!)).toBe(12)
  })
})
