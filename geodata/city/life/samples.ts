// Samples as the trade takes them: every section once a month in working hours of the first days, the routine nine and a few
// more, all 24 items once a quarter; automatic stations every day at eight.
import { normal, random, type Random } from '../random.ts'
import type { Row } from '../rows.ts'
import { constituents, K, platingShares, type Carried } from './constituents.ts'
import { days, hours, months, stamp } from './hours.ts'
import { levelAt, type TideHere } from './tide.ts'

export interface Visit {
  hour: number
  minute: number
  /** Place among the sections. */
  section: number
  kind: 'monthly' | 'automatic'
  tide: '涨' | '落' | null
  code: string
  missing: string | null
  set: 'routine' | 'full' | 'automatic'
}

/** What keeps a crew away or an instrument silent, with how often. */
const MISSING: readonly [reason: string, share: number][] = [['断流', 0.004], ['道路中断', 0.006], ['仪器故障', 0.005]]
const AUTOMATIC_FAILS = 0.004

/** Every visit to every section, by hour. `tideOf` says what tide runs at a section. */
export function visits(sections: readonly Row[], tideOf: (section: number) => TideHere, seed: number): Visit[] {
  const draw = random(seed, 'visits')
  const all: Visit[] = []
  sections.forEach((section, s) => {
    const since = String(section.valid_from)
    const tide = tideOf(s)
    const tidal = section.tide !== null
    for (const { name, from, hours: long } of months) {
      if (`${name}-01` < since) continue
      const hour = from + hourOfVisit(draw, from, Math.min(10, long / 24), section.tide as '涨' | '落' | null, tide)
      const quarterly = Number(name.slice(5)) % 3 === 0
      const lost = draw()
      let sum = 0
      const missing = MISSING.find(([reason, share]) => lost < (sum += share * (reason === '断流' ? (/^(11|12|01|02)/.test(name.slice(5)) ? 2 : 0) : 1)))?.[0] ?? null
      all.push({
        hour, minute: 5 * Math.floor(12 * draw()), section: s, kind: 'monthly', tide: tidal ? (section.tide as '涨' | '落') : null,
        code: `${String(section.code)}-${name.replace('-', '')}`, missing: missing && /断流/.test(missing) && tidal ? null : missing, set: quarterly ? 'full' : 'routine',
      })
    }
    if (!section.automatic && section.kind !== '自动站') return
    let broken = 0
    for (let day = 0; day < days; day++) {
      const hour = day * 24 + 8
      if (stamp(hour).slice(0, 10) < since) continue
      if (broken === 0 && draw() < AUTOMATIC_FAILS) broken = 1 + Math.floor(draw() * 7)
      const falling = levelAt(tide, hour + 1) < levelAt(tide, hour)
      all.push({
        hour, minute: 0, section: s, kind: 'automatic', tide: tidal ? (falling ? '落' : '涨') : null,
        code: `${String(section.code)}-A${stamp(hour).slice(0, 10).replaceAll('-', '')}`, missing: broken > 0 ? '仪器故障' : null, set: 'automatic',
      })
      broken = Math.max(0, broken - 1)
    }
  })
  return all.sort((a, b) => a.hour - b.hour || a.section - b.section)
}

/** An hour from nine to four on one of the first days, on the tide the section names. */
function hourOfVisit(draw: Random, from: number, among: number, wanted: '涨' | '落' | null, tide: TideHere): number {
  let hour = 0
  for (let tries = 0; tries < 60; tries++) {
    hour = Math.floor(draw() * among) * 24 + 9 + Math.floor(draw() * 8)
    if (wanted === null) break
    // an hour that rises or falls all along, not slack water
    const change = levelAt(tide, Math.min(hours, from + hour + 1)) - levelAt(tide, Math.max(0, from + hour - 1))
    if (wanted === '涨' ? change > 0.02 : change < -0.02) break
  }
  return hour
}

/** Decimals and detection limit of each item (limits of the HJ and GB/T methods in common use), in the order printed. */
const ITEMS: readonly [item: string, decimals: number, limit: number, noise: number][] = [
  ['temperature', 1, 0, 0], ['pH', 1, 0, 0], ['DO', 2, 0, 0.02], ['conductivity', 0, 0, 0.02], ['turbidity', 1, 0.3, 0.08], ['CODMn', 1, 0.5, 0.05],
  ['NH3N', 3, 0.025, 0.05], ['TP', 3, 0.01, 0.05], ['TN', 2, 0.05, 0.04], ['COD', 0, 4, 0.07], ['BOD5', 1, 0.5, 0.08], ['Cu', 4, 0.001, 0.08], ['Zn', 4, 0.004, 0.08],
  ['F', 2, 0.05, 0.06], ['Se', 5, 0.0004, 0.1], ['As', 5, 0.0003, 0.1], ['Hg', 6, 0.00004, 0.15], ['Cd', 5, 0.0001, 0.1], ['Cr6', 4, 0.004, 0.08], ['Pb', 5, 0.001, 0.1],
  ['CN', 4, 0.004, 0.1], ['phenol', 5, 0.0003, 0.15], ['oil', 3, 0.01, 0.1], ['LAS', 3, 0.05, 0.08], ['sulfide', 3, 0.01, 0.1], ['coliform', 0, 20, 0.3],
  ['transparency', 0, 0, 0.06], ['ORP', 0, 0, 0],
]
const NINE = ['temperature', 'pH', 'DO', 'conductivity', 'turbidity', 'CODMn', 'NH3N', 'TP', 'TN']
/** X of "9+X": what the section's own trouble is. */
const EXTRA: Record<string, readonly string[]> = { 河涌: ['COD', 'transparency', 'ORP'], 市考: ['COD', 'BOD5'], 交界: ['COD'] }
const INDUSTRIAL = ['oil', 'LAS', 'sulfide', 'Cu', 'Zn', 'Cr6', 'CN']

const setOf = (visit: Visit, section: Row): ReadonlySet<string> | null =>
  visit.set === 'automatic' ? new Set(NINE) : visit.set === 'full' ? null : new Set([...NINE, ...(EXTRA[section.kind as string] ?? []), ...INDUSTRIAL.filter((_, k) => (String(section.code).charCodeAt(10) + k) % 5 === 0)])

/** What a laboratory or an instrument makes of the water of a cell. */
export function readings(
  visit: Visit, section: Row, c: Float64Array, cell: number, celsius: number, draw: Random,
): { readings: Record<string, number>; below: string[] } {
  const of = (name: Carried): number => c[cell * K + constituents.indexOf(name)]
  const quiet = (spread: number): number => Math.exp(spread * normal(draw))
  const [ss, bod, oxygen, plating, sulfide] = [of('SS'), of('BOD5'), of('DO'), of('plating'), of('sulfide')]
  const values: Record<string, number> = {
    temperature: celsius + 0.4 * normal(draw), pH: 7.25 + 0.05 * (oxygen - 5) - 0.012 * Math.min(bod, 40) + 0.12 * normal(draw), DO: oxygen,
    conductivity: 1750 * of('salt'), turbidity: 0.75 * ss, CODMn: 0.6 + 0.165 * of('COD') + 0.06 * bod, NH3N: of('NH3N'), TP: of('TP'), TN: of('NH3N') + of('otherN'),
    COD: of('COD'), BOD5: bod, Cu: 0.0015 + platingShares.Cu * plating, Zn: 0.008 + platingShares.Zn * plating, F: 0.18 * quiet(0.15) + 0.05 * plating, Se: 0.00025 * quiet(0.4),
    As: 0.0012 * quiet(0.3), Hg: 0.00002 * quiet(0.5), Cd: 0.00005 + platingShares.Cd * plating, Cr6: 0.001 + platingShares.Cr6 * plating,
    Pb: 0.0004 + platingShares.Pb * plating,
    CN: 0.0008 + platingShares.CN * plating, phenol: 0.00015 + 0.00003 * of('COD') * 0.3, oil: of('oil'), LAS: of('LAS'), sulfide, coliform: of('coliform'),
    transparency: (260 / Math.max(3, ss) ** 0.6) / (1 + bod / 25),
    ORP: 190 - 260 * Math.exp(-oxygen / 1.4) - 60 * sulfide + 12 * normal(draw),
  }
  const wanted = setOf(visit, section)
  const found: Record<string, number> = {}
  const below: string[] = []
  for (const [item, decimals, limit, noise] of ITEMS) {
    const black = item === 'transparency' || item === 'ORP'
    if (wanted ? !wanted.has(item) : black && section.kind !== '河涌') continue
    const value = values[item] * (noise ? quiet(noise) : 1)
    if (item !== 'ORP' && value < limit) {
      found[item] = limit
      below.push(item)
    } else found[item] = Number(value.toFixed(decimals))
  }
  return { readings: found, below }
}
