import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Position } from 'geojson'
import { isSound } from './faults.ts'
import { check, afterMend, type Piece } from './index.ts'
import { at, kinds, line, mend, only, piece, point, reach, ring, scene, shapesOf, type Metres } from './drawings.fixture.ts'

/** A link keeps a reach from being called disconnected where that is not the question. */
const link = (upstream: string, downstream: string, upstreamM = 100, downstreamM = 0) => ({ upstream, upstreamM, downstream, downstreamM })
const sea = [link('甲', '海'), link('乙', '海')]

describe('an almost-junction', () => {
  /*  乙  0 ───────┬─────── 100     甲 comes down from 50,80 and stops 3 m short
                   ┆ 3 m
             甲    │ 50,80          */
  const main = reach('乙', [0, 0], [100, 0])

  it('is an end a few metres short of another reach, until it is joined with a node in both', () => {
    const short = scene([reach('甲', [50, 80], [50, 3])], [main], sea)
    expect(only(short, 'almostJunction')).toMatchObject({ severity: 'warn', words: { zh: '「甲」的止点离「乙」3 米，没有接上', en: 'The lower end of “甲” misses “乙” by 3 m' } })
    expect(shapesOf(mend(short, 'almostJunction'))).toEqual({ 甲: [[[50, 80], [50, 0]]], 乙: [[[0, 0], [50, 0], [100, 0]]] })
  })

  it('is an end a little past it, and no crossing besides', () => {
    const past = scene([reach('甲', [50, 80], [50, -2])], [main], sea)
    expect(kinds(past)).toEqual(['almostJunction'])
    expect(shapesOf(mend(past, 'almostJunction')).甲).toEqual([[[50, 80], [50, 0]]])
  })

  it('joins end to end where the other reach has an end as near, and is one gap seen from both', () => {
    const gap = scene([reach('甲', [0, 50], [-1, 3]), main], [], sea)
    expect(kinds(gap)).toEqual(['almostJunction'])
    expect(shapesOf(mend(gap, 'almostJunction'))).toEqual({ 甲: [[[0, 50], [0, 0]]], 乙: [[[0, 0], [100, 0]]] })
  })

  it('is left behind by a reach that was moved away', () => {
    const moved = scene([reach('乙', [0, -4], [100, -4])], [reach('甲', [50, 80], [50, 0])], sea)
    expect(only(moved, 'almostJunction').codes).toEqual(['甲', '乙'])
    expect(shapesOf(mend(moved, 'almostJunction'))).toEqual({ 乙: [[[0, -4], [50, -4], [100, -4]]], 甲: [[[50, 80], [50, -4]]] })
  })

  it('is not an end that is joined, nor one farther off, nor one beside a river, whose reaches cover it', () => {
    expect(kinds(scene([reach('甲', [50, 80], [50, 0])], [main], sea))).toEqual([])
    expect(kinds(scene([reach('甲', [50, 80], [50, 6])], [main], sea))).toEqual([])
    expect(kinds(scene([reach('甲', [50, 80], [50, 3])], [{ ...main, layer: 'rivers' }], sea))).toEqual([])
    // Joined to one reach at a confluence, it may pass near another.
    expect(kinds(scene([reach('甲', [50, 80], [50, 3])], [main, reach('丙', [50, 3], [60, 3], [90, 60])], sea))).toEqual([])
  })

  it('has no mend that would make the line cross itself', () => {
    /*        50,4 ◀── 60,4
          40,1 ───────── 60,1      pulled down to 50,0 the end would cross its own line
       乙 0 ──────────────── 100   */
    expect(only(scene([reach('甲', [40, 80], [40, 1], [60, 1], [60, 4], [50, 4])], [main], sea), 'almostJunction').mend).toBeUndefined()
  })
})

describe('a crossing without a node', () => {
  /*               │ 50,40
      甲 0 ────────┼──────── 100
                   │ 乙 50,-40    */
  const [across, main] = [reach('乙', [50, 40], [50, -40]), reach('甲', [0, 0], [100, 0])]

  it('is found once for each place, until both have one', () => {
    const crossed = scene([main], [across], sea)
    expect(only(crossed, 'crossing').words).toEqual({ zh: '「甲」与「乙」相交，交点处没有共同的节点', en: '“甲” and “乙” cross without a common node' })
    expect(shapesOf(mend(crossed, 'crossing'))).toEqual({ 甲: [[[0, 0], [50, 0], [100, 0]]], 乙: [[[50, 40], [50, 0], [50, -40]]] })
    const wave = scene([main], [reach('乙', [20, 20], [40, -20], [60, 20], [80, -20])], sea)
    expect(kinds(wave)).toEqual(['crossing', 'crossing', 'crossing'])
    expect(new Set(check(wave).map(({ id }) => id)).size).toBe(3)
  })

  it('takes the vertex one of them has there', () => {
    const half = scene([reach('甲', [0, 0], [50, 0.01], [100, 0])], [across], sea)
    const { mend: offered } = only(half, 'crossing')
    expect(offered?.changes.map(({ code }) => code)).toEqual(['乙'])
    expect(mend(half, 'crossing').subjects[1]?.geometry).toEqual(line([50, 40], [50, 0.01], [50, -40]))
  })

  it('is not one with a node in both, nor a reach that ends on another, nor a river over its reach', () => {
    const noded = reach('甲', [0, 0], [50, 0], [100, 0])
    expect(kinds(scene([noded], [reach('乙', [50, 40], [50, 0], [50, -40])], sea))).toEqual([])
    expect(kinds(scene([main], [reach('乙', [50, 40], [50, 0])], sea))).toEqual([])
    expect(kinds(scene([main], [{ ...across, layer: 'rivers' }], sea))).toEqual([])
  })
})

describe('a disconnected reach', () => {
  const alone = reach('甲', [0, 0], [100, 0])
  it('meets no other reach and has no link', () => {
    expect(only(scene([alone], [reach('乙', [200, 0], [300, 0])]), 'disconnected').words.zh).toBe('「甲」两端 5 米内没有别的河段，也没有上下游关系')
  })

  it('is not one that has a link, ends on another, or has another end on it', () => {
    expect(kinds(scene([alone], [], [link('甲', '湖')]))).toEqual([])
    expect(kinds(scene([alone], [reach('乙', [100, 0], [200, 0])]))).toEqual([])
    expect(kinds(scene([alone], [reach('乙', [50, 40], [50, 0])]))).toEqual([])
  })
})

describe('water that would run uphill', () => {
  const [above, below] = [reach('甲', [0, 0], [100, 0]), reach('乙', [100, 0], [200, 0])]
  it('flows into a reach whose bed ends higher', () => {
    const up = scene([{ ...above, bedToM: 2.8 }], [{ ...below, bedToM: 3.3 }], [link('甲', '乙')])
    expect(only(up, 'uphill').words).toEqual({ zh: '「甲」流入「乙」，但后者止点的河底高出 0.5 米，水要往高处流', en: '“甲” flows into “乙”, whose bed ends 0.5 m higher: water would run uphill' })
  })

  it('is not said of level beds, of unknown ones, or without the link', () => {
    const beds = (a: number | null, b: number | null, links = [link('甲', '乙')]) => kinds(scene([{ ...above, bedToM: a }], [{ ...below, bedToM: b }], links))
    expect([beds(3, 3.05), beds(3, 1), beds(null, 3), beds(3, null), beds(1, 3, [])]).toEqual([[], [], [], [], []])
  })
})

describe('a line drawn against its link', () => {
  /*  甲 0 ───▶ 100 ◀─── 200 乙      甲 flows into 乙, and both end at 100 */
  const above = reach('甲', [0, 0], [100, 0])
  const backwards = reach('乙', [200, 0], [100, 0])

  it('ends where the other ends, until it is turned round', () => {
    const against = scene([backwards], [above], [link('甲', '乙')])
    expect(only(against, 'direction').words.zh).toBe('「甲」流入「乙」，两条线却止于同一点')
    expect(shapesOf(mend(against, 'direction')).乙).toEqual([[[100, 0], [200, 0]]])
  })

  it('begins where the other begins, until it is turned round', () => {
    const against = scene([reach('甲', [100, 0], [0, 0])], [reach('乙', [100, 0], [200, 0])], [link('甲', '乙')])
    expect(only(against, 'direction').words.zh).toBe('「甲」流入「乙」，两条线却起于同一点')
    expect(shapesOf(mend(against, 'direction')).甲).toEqual([[[0, 0], [100, 0]]])
  })

  it('is not turned where it is only a neighbour', () => {
    expect(only(scene([above], [backwards], [link('甲', '乙')]), 'direction').mend).toBeUndefined()
  })

  it('runs the other way altogether, until the link is turned round', () => {
    const against = scene([above], [reach('乙', [-50, 0], [0, 0])], [link('甲', '乙')])
    expect(only(against, 'direction').words.zh).toBe('「甲」流入「乙」，线却画成从「乙」流向「甲」')
    expect(mend(against, 'direction').links.map(({ upstream, downstream }) => upstream + downstream)).toEqual(['乙甲'])
  })

  it('is not one that enters at the very end, leaves at the very start, or flows as it is drawn', () => {
    expect(kinds(scene([above], [backwards], [link('甲', '乙', 100, 100)]))).toEqual([])
    expect(kinds(scene([above], [reach('乙', [0, 0], [0, 100])], [link('甲', '乙', 0, 0)]))).toEqual([])
    expect(kinds(scene([above], [reach('乙', [100, 0], [200, 0])], [link('甲', '乙')]))).toEqual([])
  })
})

describe('an object drawn twice', () => {
  const square: Metres[] = [[0, 0], [100, 0], [100, 100], [0, 100]]
  it('has the same vertices there or back, or nearly all its area', () => {
    const twice = (one: Piece, other: Piece) => check(scene([one], [other], sea)).filter(({ kind }) => kind === 'duplicate').map(({ words }) => words.zh)
    const said = ['「甲」与「乙」画的是同一个地方']
    expect(twice(reach('甲', [0, 0], [100, 0]), reach('乙', [0, 0.05], [100, 0]))).toEqual(said)
    expect(twice(reach('甲', [0, 0], [100, 0]), reach('乙', [100, 0], [0, 0.05]))).toEqual(said)
    expect(twice(piece('grids', '甲', ring(...square)), piece('grids', '乙', ring([0, 2], [100, 2], [100, 100], [0, 100])))).toEqual(said)
  })

  it('is called so once, not overlapping besides', () => {
    expect(kinds(scene([piece('lakes', '甲', ring(...square))], [piece('lakes', '乙', ring(...square))]))).toEqual(['duplicate'])
  })

  it('is not one of another layer, a parallel one, or one that shares less', () => {
    expect(kinds(scene([reach('甲', [0, 0], [100, 0])], [{ ...reach('乙', [0, 0], [100, 0]), layer: 'rivers' }], sea))).toEqual([])
    expect(kinds(scene([reach('甲', [0, 0], [100, 0])], [reach('乙', [0, 20], [100, 20])], sea))).toEqual([])
    expect(kinds(scene([piece('grids', '甲', ring(...square))], [piece('grids', '乙', ring([0, 10], [100, 10], [100, 100], [0, 100]))]))).toEqual([])
    expect(kinds(scene([piece('outfalls', '甲', point([0, 0]))], [piece('outfalls', '乙', point([0, 0]))]))).toEqual([])
  })
})

describe('an overlap', () => {
  /*   0 ┌────┬─┬────┐ 15     甲 to 10, 乙 from 8: 2 × 10 = 20 m² twice given away
         │ 甲 │ │ 乙 │
       0 └────┴─┴────┘        */
  const [west, east] = [ring([0, 0], [10, 0], [10, 10], [0, 10]), ring([8, 0], [15, 0], [15, 10], [8, 10])]
  const units = (one: Piece['geometry'], other: Piece['geometry']) => scene([piece('drainage_units', '甲', one)], [piece('drainage_units', '乙', other)])

  it('of two drainage units, or two still waters, goes when the edited one gives way', () => {
    const both = units(west, east)
    expect(only(both, 'overlap').words.zh).toBe('「甲」与「乙」重叠 20 平方米')
    expect(new Set(shapesOf(mend(both, 'overlap')).甲?.flat().map(String))).toEqual(new Set(['0,0', '8,0', '8,10', '0,10']))
    mend(scene([piece('lakes', '甲', west)], [piece('small_waters', '乙', east)]), 'overlap')
  })

  it('keeps the type its table holds', () => {
    const both = units({ type: 'MultiPolygon', coordinates: [west.coordinates] }, east)
    expect(mend(both, 'overlap').subjects[0]?.geometry.type).toBe('MultiPolygon')
  })

  it('has no mend where the rest would fall apart or vanish', () => {
    expect(only(units(west, ring([4, -5], [6, -5], [6, 15], [4, 15])), 'overlap').mend).toBeUndefined()
    expect(only(units(west, ring([-5, -5], [25, -5], [25, 15], [-5, 15])), 'overlap').mend).toBeUndefined()
  })

  it('is not a common border, the width of a pen, or a lake within a division', () => {
    expect(kinds(units(west, ring([10, 0], [20, 0], [20, 10], [10, 10])))).toEqual([])
    expect(kinds(units(west, ring([9.75, 0], [20, 0], [20, 10], [9.75, 10])))).toEqual([])
    expect(kinds(scene([piece('lakes', '甲', west)], [piece('divisions', '乙', ring([-9, -9], [30, -9], [30, 30], [-9, 30]))]))).toEqual([])
    expect(kinds(scene([piece('drainage_units', '甲', west)], [piece('lakes', '乙', east)]))).toEqual([])
  })
})

describe('a facility off its water', () => {
  /*       口 20,71
           ┆ 51 m to the river's edge, where 50 are allowed
           ┆ 20 m to its middle
       甲 0 ────────── 100, 40 m wide                        */
  const water = { ...reach('甲', [0, 0], [100, 0]), widthM: 40 }
  const outfall = (north: number, of = '甲') => piece('outfalls', '口', point([20, north]), { water: of })

  it('stands farther from it than half its width and fifty metres, whichever was moved', () => {
    expect(only(scene([outfall(71)], [water], sea), 'offWater').words).toEqual({ zh: '「口」登记在「甲」上，却离它 71 米', en: '“口” is registered on “甲” but lies 71 m from it' })
    expect(kinds(scene([water], [outfall(71)], sea))).toEqual(['offWater'])
  })

  it('is not one beside it, in it, on a water out of sight, or untouched', () => {
    expect(kinds(scene([outfall(69)], [water], sea))).toEqual([])
    expect(kinds(scene([outfall(500, '乙')], [water], sea))).toEqual([])
    const lake = piece('lakes', '湖', ring([-400, -400], [400, -400], [400, 400], [-400, 400]))
    expect(kinds(scene([outfall(0, '湖')], [lake]))).toEqual([])
    expect(kinds(scene([outfall(451, '湖')], [lake]))).toEqual(['offWater'])
    expect(kinds(scene([reach('丙', [0, -900], [9, -900])], [outfall(500), water], [link('丙', '海')]))).toEqual([])
  })
})

describe('any scene', () => {
  /** Each line keeps to a strip of its own, 40 m wide with 10 m to the next, and runs east. */
  const strips = fc.array(fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 2, maxLength: 12 }), { minLength: 1, maxLength: 8 })
  const reaches = strips.map((lines) => lines.map((heights, i) => reach(String(i), ...heights.map((y, x): Metres => [30 * x, 50 * i + y]))))

  it('of simple lines that do not touch has nothing to say but that they stand alone', () => {
    fc.assert(fc.property(reaches, ([subject, ...around]) => {
      expect(kinds(scene([subject], around, [link((subject).code, '海')]))).toEqual([])
    }))
  })

  it('of sound lines loses a finding with its mend, gains nothing the register refuses, and never says the same twice', () => {
    // A grid so wide that no two crossings are within centimetres of each other: those are one.
    const place = fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })).map(([x, y]): Metres => [12 * x, 12 * y])
    const sound = fc.array(place, { minLength: 2, maxLength: 5 }).filter((places) => isSound(line(...places)))
    let taken = 0
    fc.assert(fc.property(fc.array(sound, { minLength: 2, maxLength: 4 }), (lines) => {
      const [subject, ...around] = lines.map((places, i) => reach(String(i), ...places))
      const now = scene([subject], around)
      const found = check(now)
      expect(new Set(found.map(({ id }) => id)).size).toBe(found.length)
      for (const { id, mend: offered } of found) {
        if (!offered) continue
        taken++
        const after = check(afterMend(now, offered))
        expect(after.map((left) => left.id)).not.toContain(id)
        expect(after.filter(({ severity }) => severity === 'refuse')).toEqual([])
      }
    }), { numRuns: 500 })
    // Enough of these, or the test would say nothing.
    expect(taken).toBeGreaterThan(200)
  })

  it('leaves what it was given as it was', () => {
    const subject = reach('甲', [0, 0], [100, 0])
    const before = structuredClone(subject)
    const found = check(scene([subject], [reach('乙', [50, 40], [50, -40])], sea))
    found.forEach(({ mend: offered }) => offered && afterMend(scene([subject]), offered))
    expect(subject).toEqual(before)
    expect((subject.geometry as { coordinates: Position[] }).coordinates[0]).toEqual(at([0, 0]))
  })
})
