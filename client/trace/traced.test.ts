import { describe, expect, it } from 'vitest'
import { drawnNetwork, stretchList, type NetworkContents } from '../../domain/network/index.ts'
import { i18n } from '../i18n.ts'
import { usual, type Held } from './heldCodec.ts'
import { effectOf, networkEdit } from './effect.ts'
import { sumBeyond, sumOf, traced } from './traced.ts'
import { pageNetworkOf } from './pageNetwork.ts'
import * as words from './words.ts'
import { zh } from './zh.ts'

i18n.global.mergeLocaleMessage('zh', zh)

/*
 *  A ──┐                     A, B, D 1 km; C, T 2 km
 *      ├── C ──╂── T (tidal)  gate Z between C and T
 *  B ──┘           └── D     D flows out of T at 1 km
 */
const line = [0, 0, 10_000, 0]
const reach = (code: string, lengthM: number, flowMode: 'one_way' | 'tidal' = 'one_way') => ({ code, name: `${code}涌`, lengthM, flowMode, speedMs: 0.5, widthM: 10, division: '440111001', line })
const link = (upstream: string, upstreamM: number, downstream: string, gate: string | null = null) => ({ upstream, upstreamM, downstream, downstreamM: 0, flowMode: gate ? ('gated' as const) : ('one_way' as const), gate })
const contents: NetworkContents = {
  reaches: [reach('A', 1000), reach('B', 1000), reach('C', 2000), reach('T', 2000, 'tidal'), { ...reach('D', 1000), division: '440112001' }],
  standing: [], links: [link('A', 1000, 'C'), link('B', 1000, 'C'), link('C', 2000, 'T', 'Z'), link('T', 1000, 'D')],
  gates: [{ code: 'Z', name: '闸', kind: '水闸', reach: null, measureM: null, state: null }],
  outfalls: [{ code: 'o1', water: 'A', measureM: 500 }, { code: 'o2', water: 'C', measureM: 1900 }],
  units: [{ code: 'u1', outfall: 'o1', water: null }], households: [{ code: 'h1', unit: 'u1' }], plants: [], sources: [],
}
const waters = pageNetworkOf(drawnNetwork(contents))
const held = (places: string[], more: Partial<Held> = {}): Held => ({
  ...usual, ...more, places: places.map((text) => ({ code: text[0]!, measureM: Number(text.slice(2).replace('!', '')), good: text.endsWith('!') })),
})
const found = (places: string[], more: Partial<Held> = {}) => traced(waters, held(places, more))
const codes = (set: Parameters<typeof stretchList>[1]) => stretchList(waters.network, set).filter(({ fromM, toM }) => toM > fromM).map(({ code, fromM, toM }) => `${code} ${fromM}-${toM}`)

describe('a held trace', () => {
  it('tells the certain from what an open gate or the flood may bring', () => {
    const { ways, gates } = found(['T@500'])
    expect(codes(ways.up!.certain)).toEqual([])
    expect(codes(ways.up!.possible)).toEqual(['A 0-1000', 'B 0-1000', 'C 0-2000', 'T 0-2000'])
    expect(gates).toEqual(['Z'])
  })
  it('changes with the tide, and with a gate that is supposed to be shut', () => {
    expect(codes(found(['T@500'], { tide: 'ebb' }).ways.up!.certain)).toEqual(['A 0-1000', 'B 0-1000', 'C 0-2000', 'T 0-500'])
    expect(codes(found(['T@500'], { tide: 'ebb', gates: { Z: 'shut' } }).ways.up!.possible)).toEqual(['T 0-500'])
    expect(codes(found(['T@500'], { tide: 'flood' }).ways.up!.possible)).not.toContain('T 0-500')
  })
  it('stops where a limit falls: so many metres, so many hours, the border of the district', () => {
    expect(codes(found(['C@1000'], { km: 1.5 }).ways.up!.certain)).toEqual(['A 500-1000', 'B 500-1000', 'C 0-1000'])
    expect(codes(found(['C@1000'], { hours: 0.5 }).ways.up!.certain)).toEqual(['C 100-1000'])
    expect(codes(found(['C@0'], { direction: 'down', tide: 'ebb' }).ways.down!.certain)).toContain('D 0-1000')
    expect(codes(found(['C@0'], { direction: 'down', tide: 'ebb', inDistrict: true }).ways.down!.certain)).not.toContain('D 0-1000')
  })
  it('says by when water gets how far', () => {
    const { steps } = found(['C@0'], { direction: 'down', tide: 'ebb' })
    expect(codes(steps[0]!.stretches)).toEqual(['C 0-1800'])
    expect(steps.map(({ hours }) => hours)).toEqual([1, 2, 4])
  })
  it('says what comes to all that went bad and to none that did not', () => {
    expect(codes(found(['A@1000', 'C@2000']).ways.up!.certain)).toEqual(['A 0-1000'])
    expect(codes(found(['C@2000', 'A@1000!']).ways.up!.certain)).toEqual(['B 0-1000', 'C 0-2000'])
    const { alone } = found(['A@1000', 'C@2000'])
    expect(alone.map(({ certain }) => codes(certain))).toEqual([[], ['B 0-1000', 'C 0-2000']])
  })
  it('finds the way between two places, and none against the water', () => {
    expect(found(['A@0', 'T@500'], { show: 'path', tide: 'ebb' }).path).toMatchObject({ metres: 3500, seconds: 7000 })
    expect(found(['C@0', 'A@0'], { show: 'path', tide: 'ebb' }).path).toBeNull()
  })
  it('says which places are not in the network instead of guessing', () => {
    expect(found(['X@1']).lost).toEqual(['X'])
    expect(found(['A@9999'])).toMatchObject({ lost: ['A'], ways: {} })
  })
  it('counts in words, each thing once, and is silent about what there is none of', () => {
    const { ways } = found(['T@500'], { tide: 'ebb', gates: {} })
    expect(words.sumWords(sumOf(waters.hung, ways.up!.certain))).toBe('4 河段 · 4.5 km · 2 排口 · 1 单元 · 1 排水户')
    const either = found(['C@2000']).ways.up!
    const sum = sumOf(waters.hung, either.certain)
    expect(sumBeyond(waters.hung, either, sum).drains.outfalls).toEqual([])
  })
})

describe('an edit thought over', () => {
  it('says how many relations come and go, and whose', () => {
    const edit = networkEdit(contents, [{ op: 'unlink', upstream: 'A', downstream: 'C', downstreamM: 0 }])!
    const { appear, vanish, loses } = effectOf(waters, edit)
    expect([appear, vanish]).toEqual([0, 3])
    expect(codes(loses)).toEqual(['C 0-2000', 'T 0-2000', 'D 0-1000'])
  })
  it('keeps the gate of a link whose way of flow changes, and is nothing where the network is not touched', () => {
    expect(networkEdit(contents, [{ op: 'link', upstream: 'C', upstreamM: 2000, downstream: 'T', downstreamM: 0, flowMode: 'tidal' }])!.links![0]!.gate).toBe('Z')
    expect(networkEdit(contents, [{ op: 'update', layer: 'reaches', code: 'A', version: 1, fields: { name: '甲' } }])).toBeNull()
  })
})
