// The history of the seats: predecessors from among those who serve elsewhere today, and a few seats left empty.
import { addDays, anyDay, today } from './calendar.ts'
import { groupBy } from '../../domain/grouped.ts'
import type { Seat } from './peopleSeats.ts'
import { terms2017 } from './peopleTerms.ts'
import type { Random } from './random.ts'

/** Share of town and village seats whose holder left last month, with nobody appointed yet. */
const shareVacant = 0.008

/** People who once were chiefs and serve elsewhere now, each named at most once. */
export class Leavers {
  private readonly byDivision = new Map<string, string[]>()

  add(division: string, person: string) {
    const known = this.byDivision.get(division)
    if (known) known.push(person)
    else this.byDivision.set(division, [person])
  }

  /** Someone of the division or, where it has nobody left, of one above it. */
  take(division: string, above: string | null): string | null {
    return this.byDivision.get(division)?.pop() ?? (above ? (this.byDivision.get(above)?.pop() ?? null) : null)
  }
}

/** Gives every seat its history, and a few towns and villages a chief who has just left; names those. */
export function pastOf(seats: readonly Seat[], leaders: Leavers, villagers: Leavers, draw: Random): Set<string> {
  // a village's first seat keeps its history; the others were made when the present term began
  const first = new Set<string>()
  const historic = seats.filter(({ level, home }) => level !== 'village' || (!first.has(home) && first.add(home)))
  const groups = groupBy(historic, ({ level, home }) => `${level} ${home.slice(0, level === 'village' ? 9 : 6)}`)
  for (const group of groups.values()) {
    const [{ level }] = group
    const leaver = (seat: number) => {
      const { home } = group[seat]
      return level === 'village' ? villagers.take(home, home.slice(0, 9)) : leaders.take(home, level === 'town' ? home.slice(0, 6) : null)
    }
    const stints = terms2017(group.map(({ stints: [{ person }] }) => person), draw, level === 'village' ? 0.6 : 0.25, leaver)
    group.forEach((seat, i) => (seat.stints = stints[i]))
  }
  const began = new Map(seats.filter(({ stints }) => stints[0].from).map(({ home, stints }) => [home, stints[stints.length - 1].from]))
  for (const { home, stints } of seats) if (!stints[0].from) stints[0].from = began.get(home) ?? '2024-03-15'

  const local = seats.filter(({ level }) => level === 'town' || level === 'village').map(({ stints }) => stints[stints.length - 1])
  const settled = local.filter(({ from }) => from < addDays(today, -365))
  const left = new Set<string>()
  while (left.size < Math.min(settled.length, Math.max(1, Math.round(shareVacant * local.length)))) {
    const stint = settled[Math.floor(draw() * settled.length)]
    stint.to = anyDay(draw, addDays(today, -45), addDays(today, -20))
    left.add(stint.person)
  }
  return left
}
