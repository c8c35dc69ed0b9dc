import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NetworkAnswer, NetworkChanges } from './schemas.ts'
import { applyChanges, contentsOf, decode, encode, versionOf, type NetworkContents } from './wire.ts'
import { pack, unpacked } from './varints.ts'

const code = fc.constantFrom('A', 'B', 'C', 'D', 'E', '甲')
const micro = fc.integer({ min: -180_000_000, max: 180_000_000 })
const line = fc.array(fc.tuple(micro, micro), { minLength: 2, maxLength: 6 }).map((places) => places.flat())
const some = <T>(row: fc.Arbitrary<T & { code: string }>) => fc.uniqueArray(row, { maxLength: 5, selector: ({ code }) => code })
const maybe = fc.option(code)
const metres = fc.option(fc.integer({ min: 0, max: 500 }))
const flowMode = fc.constantFrom('one_way' as const, 'tidal' as const, 'gated' as const, 'pumped' as const)
const named = { code, name: fc.string() }

const any: fc.Arbitrary<NetworkContents> = fc.record({
  reaches: some(fc.record({
    ...named, lengthM: fc.integer({ min: 1, max: 500 }), flowMode, speedMs: fc.option(fc.constant(0.3)),
    widthM: metres, division: maybe, line,
  })),
  standing: some(fc.record({ ...named, line })),
  links: fc.array(fc.record({
    upstream: code, upstreamM: fc.integer({ min: 0, max: 500 }), downstream: code,
    downstreamM: fc.integer({ min: 0, max: 500 }), flowMode, gate: maybe,
  }), { maxLength: 8 }),
  gates: some(fc.record({ ...named, kind: fc.constantFrom('水闸' as const, '泵站' as const, '闸泵' as const), reach: maybe, measureM: metres, state: fc.option(fc.constantFrom('open' as const, 'shut' as const, 'pumping' as const)) })),
  outfalls: some(fc.record({ code, water: maybe, measureM: metres })),
  units: some(fc.record({ code, outfall: maybe, water: maybe })),
  households: some(fc.record({ code, unit: maybe })),
  plants: some(fc.record({ code, outfall: maybe, water: maybe, measureM: metres })),
  sources: some(fc.record({ code, unit: maybe, water: maybe, measureM: metres })),
}).map((contents) => {
  // A code is one thing: a reach or a lake.
  const reaches = new Set(contents.reaches.map(({ code }) => code))
  return { ...contents, standing: contents.standing.filter(({ code }) => !reaches.has(code)) }
})

const onWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

test('a network comes out of an answer as it went in, codes that lead nowhere included', () => {
  fc.assert(fc.property(any, (contents) => {
    const answer = onWire(encode(contents, 7))
    expect(NetworkAnswer.parse(answer)).toEqual(answer)
    expect(contentsOf(answer)).toEqual(contents)
    const { network, drainage, names, firstVertex, lines, version, seq } = decode(answer)
    expect([version, seq]).toEqual([versionOf(contents), 7])
    for (const [w, code] of network.codes.entries()) {
      const row = [...contents.reaches, ...contents.standing].find((one) => one.code === code)!
      expect(names[w]).toBe(row.name)
      expect([...lines.slice(2 * firstVertex[w], 2 * firstVertex[w + 1])]).toEqual(row.line.map((value) => value / 1e6))
    }
    expect(drainage.of.outfalls.size).toBeLessThanOrEqual(contents.outfalls.length)
  }))
})

test('the version is the same in any order, and another where anything is', () => {
  fc.assert(fc.property(any, any, (one, other) => {
    const turned = Object.fromEntries(Object.entries(one).map(([list, rows]) => [list, [...rows].reverse()])) as unknown as NetworkContents
    expect(versionOf(turned)).toBe(versionOf(onWire(one)))
    const sorted = (contents: NetworkContents) =>
      Object.entries(contents).map(([list, rows]) => [list, (rows as object[]).map((row) => JSON.stringify(row)).sort()])
    expect(versionOf(one) === versionOf(other)).toBe(JSON.stringify(sorted(one).sort()) === JSON.stringify(sorted(other).sort()))
  }))
})

test('an old copy brought up to date is the fresh one, and where it is not it says so', () => {
  fc.assert(fc.property(any, any, (before, after) => {
    const touched = [...new Set([...Object.values(before).flat(), ...Object.values(after).flat()]
      .map((row: { code?: string; upstream?: string }) => row.code ?? row.upstream!))]
    const changes = onWire<NetworkChanges>({ version: versionOf(after), seq: 8, reset: false, touched, part: encode(after, 8) })
    const made = applyChanges(before, NetworkChanges.parse(changes))!
    expect(versionOf(made)).toBe(versionOf(after))
    expect(applyChanges(before, { ...changes, version: 'another' })).toBeNull()
    expect(applyChanges(before, { ...changes, reset: true, part: null })).toBeNull()
  }))
})

test('only rows that are touched change', () => {
  const reach = (code: string) => ({ code, name: code, lengthM: 10, flowMode: 'one_way' as const, speedMs: null, widthM: null, division: null, line: [113_000_000, 23_000_000, 113_100_000, 23_000_000] })
  const link = (upstream: string, downstream: string) => ({ upstream, upstreamM: 10, downstream, downstreamM: 0, flowMode: 'one_way' as const, gate: null })
  const none = { standing: [], gates: [], outfalls: [], units: [], households: [], plants: [], sources: [] }
  const before = { ...none, reaches: ['A', 'B', 'C'].map(reach), links: [link('A', 'B'), link('B', 'C')] }
  const part = { ...none, reaches: [{ ...reach('B'), lengthM: 5 }], links: [link('B', 'A')] }
  const after = { ...none, reaches: [reach('A'), { ...reach('B'), lengthM: 5 }, reach('C')], links: [link('A', 'B'), link('B', 'A')] }
  expect(applyChanges(before, { version: versionOf(after), seq: 2, reset: false, touched: ['B'], part: onWire(encode(part, 2)) })).toEqual(after)
})

test('lines are the same to a millionth of a degree', () => {
  fc.assert(fc.property(fc.array(line), (lines) => { expect(unpacked(pack(lines), lines.map(({ length }) => length / 2))).toEqual(lines) }))
})
