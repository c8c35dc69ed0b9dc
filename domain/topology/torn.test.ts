import { expect, it } from 'vitest'
import { cutWithin } from './short.ts'
import { kinds, mend, only, reach, ring, piece, scene, shapesOf } from './drawings.fixture.ts'

/*  甲 0 ────── 100 ────── 200 乙     recorded: 甲 flows into 乙 */
const link = { upstream: '甲', upstreamM: 100, downstream: '乙', downstreamM: 0 }
const upper = reach('甲', [0, 0], [100, 0])
const far = (x: number) => ({ ...reach('乙', [x, 0], [x + 200, 0]), wasM: 200 })

it('what is recorded as linked and drawn apart is found from either end, and brought back', () => {
  const torn = scene([far(360)], [upper], [link])
  expect(only(torn, 'torn')).toMatchObject({ severity: 'reason', words: { zh: '「乙」的起点离「甲」 260 米，没有接上；登记为上下游' } })
  expect(shapesOf(mend(torn, 'torn')).乙).toEqual([[[100, 0], [560, 0]]])
  const shortened = scene([{ ...reach('甲', [0, 0], [60, 0]), wasM: 100 }], [far(100)], [link])
  expect(shapesOf(mend(shortened, 'torn')).甲).toEqual([[[0, 0], [100, 0]]])
})

it('a tributary that enters on the way is torn when the river is moved away, and not when it is bent beside it', () => {
  const enters = { upstream: '甲', upstreamM: 100, downstream: '干', downstreamM: 50 }
  const river = (north: number) => reach('干', [100, north - 80], [100, north + 80])
  expect(kinds(scene([river(0)], [upper], [enters]))).toEqual([])
  expect(kinds(scene([river(300)], [upper], [enters]))).toContain('torn')
})

it('what lies within the tolerance, or is no subject, is not torn', () => {
  expect(kinds(scene([far(104)], [upper], [link]))).not.toContain('torn')
  expect(kinds(scene([reach('丙', [0, 900], [50, 900])], [upper, far(360)], [link]))).not.toContain('torn')
})

it('a reach of no length is found, and a cut is kept from the ends', () => {
  expect(only(scene([reach('甲', [0, 0], [3, 0])]), 'short')).toMatchObject({ severity: 'reason', words: { zh: '「甲」只有 3 米长，不足 5 米' } })
  expect([cutWithin(0.3, 100), cutWithin(99.9, 100), cutWithin(40, 100), cutWithin(4, 8)]).toEqual([5, 95, 40, null])
})

it('a line that leaves its division is found at its farthest corner and brought back to the border', () => {
  const home = piece('divisions', '村', ring([-500, -500], [500, -500], [500, 500], [-500, 500]))
  const out = (far: number) => ({ ...scene([reach('甲', [0, 0], [100, 10], [far, 0])]), home })
  expect(only(out(800), 'leaving')).toMatchObject({ severity: 'reason', words: { zh: expect.stringContaining('画到了「村」之外 300 米') as string } })
  expect(shapesOf(mend(out(800), 'leaving')).甲).toEqual([[[0, 0], [100, 10], [500, 0]]])
  expect(kinds(out(540))).not.toContain('leaving')
})
