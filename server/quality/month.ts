// What was found in the water, as a month says it on the map.
import { mainPollutants } from '../../domain/quality/grade.ts'
import { gradeOfNumeral, type Grade } from '../../domain/quality/numerals.ts'
import type { ClassesOfMonth } from '../../domain/quality/schemas.ts'
import type { Queryable } from '../db/database.ts'
import { monthOfAll } from './months.ts'
import { standardOn } from './queries.ts'

/** The class of every section and, by its worst, of every water that has one; a river has those of its reaches. */
export async function quality(db: Queryable, month: string, until: string): Promise<ClassesOfMonth> {
  const { standards, sections, months } = await monthOfAll(db, month, until)
  const standard = standardOn(standards, until)?.body
  const all = sections.map((section, i) => {
    const found = months[i]
    return {
      code: section.code, waters: [section.water, section.river].filter((code) => code !== null), grade: found.grade,
      target: gradeOfNumeral(section.target),
      over: standard && found.met === false
        ? mainPollutants(standard, found).map(({ item, times }): [typeof item, number | null] => [item, times && Number(times.toFixed(2))])
        : [],
    }
  })
  const worst = new Map<string, (typeof all)[number]>()
  for (const one of all)
    for (const code of one.waters) {
      const before = worst.get(code)
      if (!before || weight(one) > weight(before)) worst.set(code, one)
    }
  const columns = (rows: [string, (typeof all)[number]][]) => ({
    codes: rows.map(([code]) => code), grades: rows.map(([, { grade }]) => grade), targets: rows.map(([, { target }]) => target),
    over: rows.map(([, { over }]) => over),
  })
  return { sections: columns(all.map((one) => [one.code, one])), waters: columns([...worst]) }
}

/** The worse class; of equal ones that which is further from its target. */
const weight = ({ grade, target }: { grade: Grade | null; target: Grade | null }) =>
  (grade ? grade * 10 + Math.max(0, grade - (target ?? grade)) : 0)
