// What has to be answered for, at which level and by whose leaders: every water gets, for each level it should have,
// exactly one duty. Rivers are shared out by division; other waters get a duty of their own where the river's does not reach them.
import { levelsDue, type ChiefLevel, type Charge } from '../../domain/tenures.ts'
import type { WaterRecord } from './waterRecords.ts'

export interface Duty extends Charge {
  level: ChiefLevel
  /** The division whose leaders take it. */
  home: string
  /** Waters of one village go to the same leader (联系村) where possible; null for what is dealt by load. */
  village: string | null
  /** Metres of bank, roughly: what makes one duty heavier than another. */
  load: number
}

const digits = { city: 6, district: 6, town: 9, village: 12 } as const

export function duties(waters: readonly WaterRecord[], city: string): Duty[] {
  const rivers = new Map(waters.filter(({ kind }) => kind === 'river').map((river) => [river.code, river]))
  const made: Duty[] = []
  /** `level river division` of what is already held through a river, or `level village` through a whole village. */
  const held = new Set<string>()
  const shareOf = (level: keyof typeof digits, division: string) => (level === 'city' ? null : division.slice(0, digits[level]))

  const loads = new Map<string, Duty>()
  for (const reach of waters) {
    const river = reach.kind === 'reach' && reach.river ? rivers.get(reach.river) : undefined
    if (!river) continue
    for (const level of levelsDue(river.level)) {
      if (level === 'village') continue
      const division = shareOf(level, reach.division)
      const key = `${level} ${river.code} ${division}`
      const known = loads.get(key)
      if (known) {
        known.load += reach.length
        continue
      }
      const duty: Duty = { level, water: river.code, division, home: division ?? city, village: null, load: reach.length }
      loads.set(key, duty)
      held.add(key)
      made.push(duty)
    }
  }

  const named = new Set<string>()
  for (const { kind, division } of waters) if (kind !== 'river' && kind !== 'small_water') named.add(division)
  for (const water of waters) {
    if (water.kind === 'river') continue
    for (const level of levelsDue(water.level)) {
      if (level !== 'village' && water.river && held.has(`${level} ${water.river} ${shareOf(level, water.division)}`)) continue
      const home = shareOf(level, water.division) ?? city
      const small = water.kind === 'small_water'
      const load = water.length || 2 * Math.sqrt(water.area)
      // A village with nothing but ponds has one chief for all of them.
      if (small && (level === 'village' || level === 'town') && !named.has(water.division)) {
        const key = `${level} ${water.division}`
        if (held.has(key)) continue
        held.add(key)
        made.push({ level, water: null, division: water.division, home, village: water.division, load })
      } else made.push({ level, water: water.code, division: null, home, village: small ? water.division : null, load })
    }
  }
  return made
}

/** Shares `total` seats among homes by size (D'Hondt): everyone gets one, nobody more than `most` or than its size. */
export function shareSeats(sizes: ReadonlyMap<string, number>, total: number, most: number): Map<string, number> {
  const seats = new Map([...sizes.keys()].map((home) => [home, 1]))
  const claims: [number, string][] = []
  for (const [home, size] of sizes) for (let seat = 2; seat <= Math.min(most, size); seat++) claims.push([size / seat, home])
  claims.sort((a, b) => b[0] - a[0])
  for (const [, home] of claims.slice(0, Math.max(0, total - sizes.size))) seats.set(home, (seats.get(home) ?? 0) + 1)
  return seats
}

/** Deals a home's duties to its seats: heaviest first to the least loaded, waters of one village together. */
export function deal(all: readonly Duty[], seats: number): Duty[][] {
  const hands = Array.from({ length: seats }, () => ({ load: 0, duties: [] as Duty[] }))
  const ofVillage = new Map<string, (typeof hands)[number]>()
  for (const duty of [...all].sort((a, b) => b.load - a.load)) {
    const least = hands.reduce((best, hand) => (hand.load < best.load ? hand : best))
    const hand = (duty.village && seats > 1 && duty.level !== 'village' && ofVillage.get(duty.village)) || least
    if (duty.village) ofVillage.set(duty.village, hand)
    hand.load += duty.load
    hand.duties.push(duty)
  }
  return hands.map((hand) => hand.duties)
}
