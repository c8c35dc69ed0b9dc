// upstream_of and downstream_of in SQL against the network in memory: drawn by hand, thrown together, and of the small city.
import { afterAll, describe, expect, it } from 'vitest'
import {
  ebb, ebbShut, either, far, flood, floodShut, stretchList, network, place, trace,
  type Direction, type FlowMode, type GateRow, type LinkRow, type Network, type NetworkRows, type ReachRow, type Scenario,
} from '../../domain/network/index.ts'
import { networkRowsOf } from '../../test/networkRows.ts'
import { ownRegister, served } from '../../test/register.ts'
import type { Queryable } from '../db/database.ts'
import { openDatabase } from '../db/open.ts'
import { identifier, sql } from '../db/sql.ts'

const scenarios: Record<string, Scenario> = { ebb, flood, either, ebbShut, floodShut }

interface Found {
  code: string
  from_m: number
  to_m: number
  distance_m: number
}

const asked = (database: Queryable, direction: Direction, code: string, measureM: number | null, scenario: string) =>
  database.query<Found>(sql`select * from ${identifier(`${direction}_of`)}(${code}::text, ${measureM}::float8, ${scenario}::text)`)

/** `a 0-40 +25`: a stretch and how far it is, in centimetres. */
const words = (code: string, fromM: number, toM: number, away: number) => `${code} ${fromM}-${toM} +${away.toFixed(2)}`
const said = (rows: Found[]) => rows.map((row) => words(row.code, row.from_m, row.to_m, row.distance_m)).sort()

/** The same of the network in memory: how far a stretch is, is how far the nearest of its points or the place itself is. */
function traced(made: Network, direction: Direction, code: string, measureM: number, scenario: Scenario): string[] {
  const at = place(made, code, measureM)
  const { to } = far(made, at, { scenario, direction })
  return stretchList(made, trace(made, scenario, direction, at)).map(({ code: water, fromM, toM }) => {
    const w = made.indexOf.get(water)!
    let away = w === at.water && measureM >= fromM && measureM <= toM ? 0 : Infinity
    for (let p = made.firstPoint[w]; p < made.firstPoint[w + 1]; p++)
      if (made.at[p] >= fromM && made.at[p] <= toM) away = Math.min(away, to({ water: w, measureM: made.at[p], above: p, below: p }))
    return words(water, fromM, toM, away)
  }).sort()
}

/** What differs, over all scenarios and both ways, at some places. */
async function differences(
  database: Queryable, made: Network, places: [code: string, measureM: number][], more: Record<string, Scenario> = {},
): Promise<string[]> {
  const wrong: string[] = []
  for (const [name, scenario] of Object.entries({ ...scenarios, ...more }))
    for (const direction of ['upstream', 'downstream'] as const)
      for (const [code, measureM] of places) {
        const [sqls, ours] = [
          said(await asked(database, direction, code, measureM, name)), traced(made, direction, code, measureM, scenario),
        ]
        if (sqls.join() !== ours.join()) wrong.push(`${name}, ${direction} of ${code}@${measureM}: ${sqls.join(', ')} and not ${ours.join(', ')}`)
      }
  return wrong
}

const line = (metres: number) => `SRID=4490;LINESTRING(113 23, ${113 + metres / 100_000} 23)`

/** Writes rows into an empty register; all reaches are of one river. */
async function drawn(tx: Queryable, { reaches, links, gates, standing }: NetworkRows) {
  await tx.copy('waters', ['code', 'kind', 'name', 'river', 'river_from_m', 'river_to_m', 'length_m', 'flow_mode', 'geom'], [
    ['R', 'river', 'R', null, null, null, 100, null, line(100)],
    ...reaches.map(({ code, lengthM, flowMode }) => [code, 'reach', code, 'R', 0, 1, lengthM, flowMode, line(lengthM)]),
    ...standing.map(({ code }) => [code, 'lake', code, null, null, null, null, null, 'SRID=4490;POLYGON((113 23, 113.01 23, 113 23.01, 113 23))']),
  ])
  await tx.copy('gates', ['code', 'name', 'kind', 'water', 'measure_m', 'geom'], gates.map(({ code, kind, reach, measureM }) => [code, code, kind, reach ?? null, measureM ?? null, 'SRID=4490;POINT(113 23)']))
  await tx.copy('links', ['upstream', 'upstream_m', 'downstream', 'downstream_m', 'flow_mode', 'gate'], links.map((link) => [link.upstream, link.upstreamM, link.downstream, link.downstreamM, link.flowMode, link.gate]))
}

const own = await ownRegister()
const city = await openDatabase(served().city, { attachable: true })
afterAll(async () => {
  await own.close()
  await city.close()
})

/** In a transaction that leaves nothing behind. */
const within = async (rows: NetworkRows, work: (tx: Queryable) => Promise<unknown>) => {
  const done = new Error('done')
  await own.database.transaction(async (tx) => {
    await drawn(tx, rows)
    await work(tx)
    throw done
  }).catch((reason: unknown) => {
    if (reason !== done) throw reason
  })
}

const reach = (code: string, flowMode: FlowMode = 'one_way'): ReachRow => ({ code, lengthM: 100, flowMode })
const link = (upstream: string, downstream: string, more: Partial<LinkRow> = {}): LinkRow => ({ upstream, upstreamM: 100, downstream, downstreamM: 0, flowMode: 'one_way', gate: null, ...more })

describe('upstream in SQL', () => {
  it('goes round a loop once, turns with the tide, and stops at gates', async () => {
    /*  ──a──▶●──b──▶●══s══●══t══      c takes water of b back up through gate g; gate h stands at 40 m of s;
              └──◀─c─┘g     h          l is a lake that drains into b at 50 m                              */
    const rows: NetworkRows = {
      reaches: [reach('a'), reach('b'), reach('c'), reach('s', 'tidal'), reach('t', 'tidal')], standing: [{ code: 'l' }],
      gates: [{ code: 'g', kind: '水闸', reach: null, measureM: null }, { code: 'h', kind: '水闸', reach: 's', measureM: 40 }],
      links: [link('a', 'b'), link('b', 'c', { flowMode: 'gated', gate: 'g' }), link('c', 'b'), link('b', 's'), link('s', 't', { flowMode: 'tidal' }), link('l', 'b', { downstreamM: 50 })],
    }
    await within(rows, async (tx) => {
      const up = async (code: string, measureM: number | null, scenario: string) => said(await asked(tx, 'upstream', code, measureM, scenario))
      expect(await up('b', 20, 'ebb')).toEqual(['a 0-100 +20.00', 'b 0-100 +0.00', 'c 0-100 +20.00', 'l 0-0 +170.00'])
      expect(await up('b', 20, 'ebbShut')).toEqual(['a 0-100 +20.00', 'b 0-20 +0.00', 'c 0-100 +20.00'])
      expect(await up('b', 20, 'ebbShut;g=open')).toEqual(await up('b', 20, 'ebb'))
      expect(await up('b', null, 'ebbShut')).toEqual(['a 0-100 +100.00', 'b 0-100 +0.00', 'c 0-100 +100.00', 'l 0-0 +50.00'])
      expect(await up('s', 60, 'flood')).toEqual(['s 60-100 +0.00', 't 0-100 +40.00'])
      expect(await up('s', 10, 'floodShut')).toEqual(['s 10-40 +0.00'])
      expect(await up('t', 30, 'ebbShut')).toEqual(['s 40-100 +30.00', 't 0-30 +0.00'])
      expect(await up('t', 30, 'either;h=shut')).toEqual(['s 40-100 +30.00', 't 0-100 +0.00'])
      expect(said(await asked(tx, 'downstream', 'l', null, 'ebbShut'))).toEqual(['b 50-100 +0.00', 'l 0-0 +0.00', 's 0-40 +50.00'])
    })
  })

  it('draws what it found, as far as it goes', async () => {
    await within({ reaches: [reach('a'), reach('b')], standing: [{ code: 'l' }], gates: [], links: [link('a', 'b'), link('l', 'a')] }, async (tx) => {
      const shapes = await tx.query<{ code: string; share: number | null }>(sql`
        select u.code, round((st_length(u.geom) / nullif(st_length(w.geom), 0))::numeric, 3)::float8 as share
        from upstream_lines('b', 25, 'ebb') u join waters w on w.code = u.code order by u.code`)
      expect(shapes).toEqual([{ code: 'a', share: 1 }, { code: 'b', share: 0.25 }, { code: 'l', share: null }])
    })
  })

  it('refuses what is not there', async () => {
    const refused = (code: string, measureM: number, scenario: string) => within({ reaches: [reach('a')], standing: [], gates: [{ code: 'g', kind: '水闸', reach: 'a', measureM: 1 }], links: [] }, (tx) => asked(tx, 'upstream', code, measureM, scenario))
    await expect(refused('x', 0, 'ebb')).rejects.toThrow('no water x')
    await expect(refused('a', 101, 'ebb')).rejects.toThrow('100 m long')
    await expect(refused('a', 0, 'spring')).rejects.toThrow('no scenario spring')
    await expect(refused('a', 0, 'ebb;z=shut')).rejects.toThrow('no gate z')
    await expect(refused('a', 0, 'ebb;g=pumping')).rejects.toThrow('gate g cannot be pumping')
  })

  it('is that of the network in memory on networks thrown together, rings, lakes and gates of all kinds among them', async () => {
    let state = 20261125
    const dice = (sides: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31
      return (state >> 8) % sides
    }
    const modes: FlowMode[] = ['one_way', 'tidal', 'tidal', 'gated', 'pumped']
    // The embedded engine takes three times as long over each.
    for (let n = 0; n < (served().engine === 'server' ? 30 : 12); n++) {
      const reaches = Array.from({ length: 2 + dice(5) }, (_, i): ReachRow => ({ code: `r${i}`, lengthM: 1 + dice(4), flowMode: modes[dice(5)] }))
      const standing = Array.from({ length: dice(3) }, (_, i) => ({ code: `s${i}` }))
      const waters = [...reaches.map(({ code, lengthM }) => ({ code, lengthM })), ...standing.map(({ code }) => ({ code, lengthM: 0 }))]
      const gates = Array.from({ length: 1 + dice(3) }, (_, i): GateRow => {
        const on = reaches[dice(reaches.length)]
        return { code: `g${i}`, kind: (['水闸', '泵站', '闸泵'] as const)[dice(3)], reach: on.code, measureM: dice(on.lengthM + 1) }
      })
      const links = new Map<string, LinkRow>()
      for (let i = 0; i < 8; i++) {
        const [from, to] = [waters[dice(waters.length)], waters[dice(waters.length)]]
        const row: LinkRow = {
          upstream: from.code, upstreamM: dice(from.lengthM + 1), downstream: to.code, downstreamM: dice(to.lengthM + 1),
          flowMode: modes[dice(5)], gate: dice(3) ? null : gates[dice(gates.length)].code,
        }
        if (from !== to) links.set(`${row.upstream} ${row.downstream} ${row.downstreamM}`, row)
      }
      const rows: NetworkRows = { reaches, standing, gates, links: [...links.values()] }
      const made = network(rows)
      const states = Object.fromEntries(made.gates.map(({ code, kind }) => [code, kind === '水闸' ? (['open', 'shut'] as const)[dice(2)] : (['open', 'shut', 'pumping'] as const)[dice(3)]]))
      const named = (name: string) => [name, ...Object.entries(states).map(([code, is]) => `${code}=${is}`)].join(';')
      const places = waters.map(({ code, lengthM }): [string, number] => [code, (dice(2 * lengthM + 1)) / 2])
      await within(rows, async (tx) => {
        expect(await differences(tx, made, places, { [named('either')]: { ...either, gates: states }, [named('floodShut')]: { ...floodShut, gates: states } }), `network ${n}`).toEqual([])
      })
    }
  })

  it('is that of the network in memory all over the small city', async () => {
    const made = network(await networkRowsOf(city))
    expect(made.lengthM.length).toBeGreaterThan(100)
    // The largest sets are those of the tide's mouths; the others are spread over the city.
    const sized = made.rows.reaches.map(({ code, lengthM }) => ({ code, lengthM, size: trace(made, either, 'upstream', place(made, code, lengthM)).water.length })).sort((a, b) => b.size - a.size)
    const places = [...sized.slice(0, 2), ...sized.filter((_, i) => i % Math.ceil(sized.length / (served().engine === 'server' ? 12 : 5)) === 7)].map(({ code, lengthM }, i): [string, number] => [code, Math.round(lengthM * (i % 5) * 25) / 100])
    expect(await differences(city, made, places)).toEqual([])
  })
})
