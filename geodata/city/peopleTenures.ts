// Rows of table tenures: who answered for what from when to when, and by which document.
import type { Duty } from './peopleDuties.ts'
import type { Seat } from './peopleSeats.ts'
import type { Row } from './rows.ts'
import type { Places } from './types.ts'

export class TenureBook {
  readonly rows: Row[] = []
  private readonly shortNames: Map<string, string>

  constructor(places: Places) {
    this.shortNames = new Map(places.divisions.map(({ code, level, name }) => [code, level === 'city' ? name.slice(0, 1) : name]))
  }

  write(person: string, { level, water, division }: Pick<Duty, 'level' | 'water' | 'division'>, from: string, to: string | null, home?: string) {
    const document = home ? this.document(home, from) : null
    this.rows.push({ code: `T${String(this.rows.length + 1).padStart(7, '0')}`, person, level, water, division, document, valid_from: from, valid_to: to })
  }

  /** Past holders are kept by river, or by the whole village; ponds were given to named chiefs only with the present ones. */
  writeSeat({ home, level, duties: own, stints }: Seat) {
    stints.forEach(({ person, from, to }, i) => {
      const past = i < stints.length - 1
      if (past && level === 'village') this.write(person, { level, water: null, division: home }, from, to, home)
      else for (const duty of own) if (!past || duty.village === null) this.write(person, duty, from, to, home)
    })
  }

  /** The appointing document: district and city offices number theirs through the year. */
  private document(home: string, day: string): string {
    const office = home.slice(0, 6)
    const week = Math.ceil((Date.parse(day) - Date.parse(`${day.slice(0, 4)}-01-01`)) / (7 * 86_400_000)) + 1
    return `${this.shortNames.get(office) ?? ''}河长办〔${day.slice(0, 4)}〕${week}号`
  }
}
