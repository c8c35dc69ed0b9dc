import { expect, test } from 'vitest'
import { days, dayNames, hours, lastDay, months, stamp } from './hours.ts'
import { operate, OPEN, PUMPING, SHUT, type GateIn } from './operation.ts'
import { dayTotal, rain, type Rain } from './rain.ts'
import { runoffOf } from './runoff.ts'
import { coast, levelAt, tideAt } from './tide.ts'

const box = { west: 0, south: 0, east: 90_000, north: 90_000 }
const stations: [number, number][] = [[10_000, 10_000], [12_000, 11_000], [80_000, 80_000], [45_000, 45_000]]
const fallen = rain(3, stations, box)

/** Rain at one station: millimetres in single hours. */
const only = (falls: Record<number, number>): Rain => {
  const mm = new Float32Array(hours)
  for (const [hour, amount] of Object.entries(falls)) mm[Number(hour)] = amount
  return { at: [[0, 0]], mm }
}

test('two years of hours end yesterday, and months are whole but the last', () => {
  expect([dayNames[0], dayNames[days - 1], lastDay]).toEqual(['2024-11-01', '2026-11-21', '2026-11-21'])
  expect(months.map(({ hours: long }) => long).slice(0, 4)).toEqual([720, 744, 744, 672])
  expect(stamp(25, 5)).toBe('2024-11-02 01:05:00+08')
})

test('a year has the rain of the delta, most of it from April to September, in storms and dry spells', () => {
  const totals = stations.map((_, s) => dayNames.map((_day, d) => dayTotal(fallen, s, d)))
  for (const days of totals) {
    const year = days.filter((_, d) => dayNames[d].startsWith('2025')).reduce((sum, mm) => sum + mm, 0)
    const summer = days.filter((_, d) => dayNames[d] >= '2025-04' && dayNames[d] < '2025-10').reduce((sum, mm) => sum + mm, 0)
    expect(year).toBeGreaterThan(1200)
    expect(year).toBeLessThan(2900)
    expect(summer / year).toBeGreaterThan(0.7)
    expect(Math.max(...days)).toBeGreaterThan(80)
    let [dry, longest] = [0, 0]
    for (const mm of days) longest = Math.max(longest, (dry = mm < 1 ? dry + 1 : 0))
    expect(longest).toBeGreaterThan(12)
  }
})

test('stations near one another are wet together, far ones less', () => {
  const together = (a: number, b: number): number => {
    const days = dayNames.map((_, d) => [dayTotal(fallen, a, d), dayTotal(fallen, b, d)])
    const mean = [0, 1].map((k) => days.reduce((sum, each) => sum + each[k], 0) / days.length)
    const of = (i: number, j: number) => days.reduce((sum, each) => sum + (each[i] - mean[i]) * (each[j] - mean[j]), 0)
    return of(0, 1) / Math.sqrt(of(0, 0) * of(1, 1))
  }
  expect(together(0, 1)).toBeGreaterThan(0.9)
  expect(together(0, 2)).toBeLessThan(together(0, 3))
  expect(together(0, 2)).toBeGreaterThan(0)
})

test('the same seed rains the same, another seed otherwise', () => {
  expect(rain(3, stations, box).mm).toEqual(fallen.mm)
  expect(rain(4, stations, box).mm).not.toEqual(fallen.mm)
})

test('the tide is irregular, mixed and semidiurnal: nearly four turns a day, springs and neaps, a mean range of 1 to 1.6 m', () => {
  const turns: number[] = []
  for (let h = 1; h < hours; h++) if ((coast[h] - coast[h - 1]) * (coast[h + 1] - coast[h]) < 0) turns.push(coast[h])
  const ranges = turns.slice(1).map((level, i) => Math.abs(level - turns[i]))
  const mean = ranges.reduce((sum, each) => sum + each, 0) / ranges.length
  expect(turns.length / days).toBeGreaterThan(3.3)
  expect(turns.length / days).toBeLessThan(4)
  expect(mean).toBeGreaterThan(1)
  expect(mean).toBeLessThan(1.6)
  expect(Math.max(...ranges)).toBeGreaterThan(2)
})

test('the tide comes later and smaller inland', () => {
  const there = tideAt(40_000)
  expect(there.lag).toBe(2)
  expect(levelAt(there, 100)).toBeCloseTo(there.share * coast[98], 6)
})

test('the first storm after dry weather washes off more for each millimetre than the second', () => {
  const { wash, flush } = runoffOf(only({ 500: 10, 510: 10 }))
  expect(wash[500]).toBeGreaterThan(2 * wash[510])
  expect(flush[500]).toBeGreaterThan(1.5 * flush[510])
  const { wash: long } = runoffOf(only({ 500: 8, 501: 8, 502: 8, 503: 8 }))
  for (const h of [501, 502, 503]) expect(long[h]).toBeLessThan(long[h - 1])
})

test('what rains on sealed ground runs off, but for what stays in puddles', () => {
  const { sealed } = runoffOf(only({ 300: 20 }))
  expect(sealed.reduce((sum, mm) => sum + mm, 0)).toBeCloseTo(20 * 0.88, 2)
  expect(sealed[300]).toBeGreaterThan(sealed[303])
})

test('gates follow the rule at their door: shut before a high tide, open on the ebb, pumps in storms', () => {
  const gate = (change: Partial<GateIn>): GateIn => ({ kind: '水闸', rule: '外江水位高于内河时关闸，落潮开闸排水', head: false, tide: { lag: 0, share: 1 }, station: 0, pumpM3h: 0, ...change })
  const states = operate([gate({}), gate({ kind: '泵站', rule: '内河水位超过控制水位时开泵排涝' }), gate({ head: true, rule: '涨潮引水、落潮排水，每日两潮换水' })], only({ 1000: 40 }))
  for (let h = 0; h < hours - 1; h++) {
    expect(states[h]).toBe(coast[h] < 0.25 ? OPEN : SHUT)
    expect(states[2 * hours + h]).toBe(coast[h + 1] > coast[h] ? OPEN : SHUT)
  }
  expect([states[hours + 999], states[hours + 1000], states[hours + 1006], states[hours + 1020]]).toEqual([SHUT, PUMPING, PUMPING, SHUT])
})
