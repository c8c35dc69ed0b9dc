import { describe, expect, test } from 'vitest'
import { Channels, downstream, type CellIn, type LinkIn } from './channels.ts'
import { indexOf, K } from './constituents.ts'
import { STEP } from './hours.ts'
import { OPEN, PUMPING, SHUT } from './operation.ts'
import { Tagged, Transport } from './transport.ts'

const cell = (change: Partial<CellIn> = {}): CellIn => ({
  lengthM: 1000, widthM: 10, tidal: false, kept: false, km2: 1, outsideM3h: 0, heldM3: 0, tide: { lag: 0, share: 0 }, ...change,
})
const none = { states: new Uint8Array(0), pumpM3h: new Float64Array(0), canPump: new Uint8Array(0) }
const chain = (count: number): LinkIn[] => Array.from({ length: count - 1 }, (_, i) => ({ from: i, to: i + 1, gate: -1 }))
const made = (cells: CellIn[], links: LinkIn[], works = none): Transport => {
  const transport = new Transport(new Channels(cells, links), works)
  transport.c.fill(0, 0, cells.length * K)
  return transport
}
const { plating, NH3N, salt, coliform, DO } = indexOf

test('downstream order puts every cell below what flows into it, and a ring does not stop it', () => {
  expect([...downstream(4, [{ from: 3, to: 1 }, { from: 1, to: 0 }, { from: 0, to: 2 }])]).toEqual([3, 1, 0, 2])
  expect([...downstream(3, [{ from: 0, to: 1 }, { from: 1, to: 2 }, { from: 2, to: 1 }])].indexOf(0)).toBe(0)
})

describe('one reach', () => {
  test('settles where load over flow says, without decay', () => {
    const t = made([cell()], [])
    t.entering[0] = 100
    t.load[salt] = 500
    for (let h = 0; h < 500; h += STEP) t.step(h, 20)
    expect(t.mouth[0]).toBeCloseTo(100, 6)
    expect(t.c[salt]).toBeCloseTo(5, 6)
  })

  test('settles at load / (flow + k·V) with decay', () => {
    const t = made([cell({ heldM3: 20_000 })], [])
    t.entering[0] = 100
    t.load[coliform] = 500
    for (let h = 0; h < 3000; h += STEP) t.step(h, 20)
    // a day's loss of 1 at 20 ℃; the step is implicit, to within x³ of its loss
    expect(t.c[coliform]).toBeCloseTo(500 / (100 + (STEP / 24) * t.volume[0]), 2)
  })

  test('takes oxygen for ammonia and gives the nitrogen back as nitrate', () => {
    const t = made([cell()], [])
    t.c[DO] = 8
    t.entering[0] = 50
    t.load[NH3N] = 500
    t.load[DO] = 400
    for (let h = 0; h < 600; h += STEP) t.step(h, 25)
    expect(t.c[NH3N]).toBeLessThan(10)
    expect(t.c[NH3N] + t.c[indexOf.otherN]).toBeGreaterThan(9)
    expect(t.c[NH3N] + t.c[indexOf.otherN]).toBeLessThanOrEqual(10)
    expect(t.c[DO]).toBeLessThan(8)
  })
})

test('what goes in comes out: water and salt are conserved through a chain while a flood passes', () => {
  const t = made([cell(), cell({ heldM3: 5000 }), cell({ widthM: 20 })], chain(3))
  const stored = () => [0, 1, 2].reduce((sum, i) => sum + t.volume[i] * t.c[i * K + salt], 0)
  const water = () => t.volume.reduce((sum, each) => sum + each, 0)
  const [salt0, water0] = [stored(), water()]
  let [salted, gone, rained, ran] = [0, 0, 0, 0]
  for (let h = 0; h < 400; h += STEP) {
    t.entering[0] = h > 50 && h < 60 ? 5000 : 40
    t.load[salt] = h > 50 && h < 55 ? 9000 : 10
    rained += t.entering[0]
    salted += t.load[salt]
    t.step(h, 20)
    ran += t.mouth[2]
    gone += t.mouth[2] * t.c[2 * K + salt]
  }
  expect(ran + water() - water0).toBeCloseTo(rained, 4)
  expect(gone + stored() - salt0).toBeCloseTo(salted, 4)
})

test('where waters part each branch takes by its width, and together they take all', () => {
  const t = made([cell(), cell({ widthM: 10, km2: 0 }), cell({ widthM: 20, km2: 0 })], [
    { from: 0, to: 1, gate: -1 }, { from: 0, to: 2, gate: -1 },
  ])
  t.entering[0] = 100
  for (let h = 0; h < 300; h += STEP) t.step(h, 20)
  expect(t.mouth[1]).toBeCloseTo(20, 3)
  expect(t.mouth[2]).toBeCloseTo(80, 3)
})

describe('a tidal channel', () => {
  const tidal = (): Transport => made([
    cell({ tidal: true, widthM: 60, tide: { lag: 0.2, share: 0.95 } }), cell({ tidal: true, widthM: 60, tide: { lag: 0, share: 1 } }),
  ], chain(2))

  test('runs back on the flood and out again on the ebb, and gives in the end what comes from above, less what it holds', () => {
    const t = tidal()
    let [up, down, sum] = [0, 0, 0]
    const count = 24 * 709
    for (let h = 0; h < count; h += STEP) {
      t.entering[0] = 300
      t.step(h, 20)
      if (t.flow[0] < 0) up++
      else down++
      sum += t.flow[0]
    }
    const steps = count / STEP
    expect(up / steps).toBeGreaterThan(0.3)
    expect(down / steps).toBeGreaterThan(0.3)
    expect(sum + t.volume[0] - t.at.meanM3[0]).toBeCloseTo(300 * steps, 2)
  })

  test('brings what enters below up on the flood', () => {
    const t = tidal()
    let most = 0
    for (let h = 0; h < 200; h += STEP) {
      t.load[K + plating] = 1000
      t.step(h, 20)
      most = Math.max(most, t.c[plating])
    }
    expect(most).toBeGreaterThan(0)
  })

  test('keeps the water it has at one strength when everything that enters has it too', () => {
    const t = tidal()
    for (const i of [0, 1]) t.c[i * K + salt] = 14
    for (let h = 0; h < 100; h += STEP) t.step(h, 20)
    expect(t.c[salt]).toBeCloseTo(14, 6)
  })
})

describe('a gate', () => {
  const behind = (state: number, canPump = 0): Transport => {
    const works = { states: new Uint8Array(24 * 800).fill(state), pumpM3h: Float64Array.from([500]), canPump: Uint8Array.from([canPump]) }
    return made([cell({ kept: true, heldM3: 50_000 }), cell({ widthM: 30 })], [{ from: 0, to: 1, gate: 0 }], works)
  }

  test('that is shut lets nothing through', () => {
    const t = behind(SHUT)
    t.entering[0] = 50
    t.load[plating] = 100
    for (let h = 0; h < 24; h += STEP) t.step(h, 20)
    expect(t.flow[0]).toBe(0)
    expect(t.c[K + plating]).toBe(0)
    expect(t.c[plating]).toBeGreaterThan(0)
  })

  test('that is open lets it through', () => {
    const t = behind(OPEN)
    t.entering[0] = 50
    t.load[plating] = 100
    for (let h = 0; h < 24; h += STEP) t.step(h, 20)
    expect(t.flow[0]).toBeGreaterThan(0)
    expect(t.c[K + plating]).toBeGreaterThan(0)
  })

  test('is opened, or pumps where it can, when the water behind it stands too high, and the record says so', () => {
    for (const [canPump, state] of [[0, OPEN], [1, PUMPING]]) {
      const works = { states: new Uint8Array(24 * 800).fill(SHUT), pumpM3h: Float64Array.from([500]), canPump: Uint8Array.from([canPump]) }
      const t = made([cell({ kept: true }), cell()], [{ from: 0, to: 1, gate: 0 }], works)
      t.entering[0] = 2000
      for (let h = 0; h < 48; h += STEP) t.step(h, 20)
      expect(works.states.includes(state)).toBe(true)
      expect(t.flow[0]).toBeGreaterThan(0)
    }
  })
})

test('a tagged source carries exactly what the whole would carry of it alone', () => {
  const t = made([cell(), cell(), cell()], chain(3))
  const tagged = new Tagged(t, Int32Array.from([1, 2]), 1)
  const strength = new Float64Array(K)
  strength[indexOf.TP] = 6
  for (let h = 0; h < 60; h += STEP) {
    t.entering[0] = 80
    t.entering[1] = 2
    t.load[K + indexOf.TP] = 2 * 6
    t.step(h, 22)
    tagged.step(h, 2, strength)
  }
  expect(tagged.in(2, indexOf.TP)).toBeGreaterThan(0.1)
  for (const i of [1, 2]) expect(tagged.in(i, indexOf.TP)).toBeCloseTo(t.c[i * K + indexOf.TP], 10)
})
