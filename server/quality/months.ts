// Samples to classes: a sample, a month at each section, a month of the city.
import { groupBy } from '../../domain/grouped.ts'
import { assess, valuesToJudge, kindOfWater, type Verdict } from '../../domain/quality/grade.ts'
import type { Readings } from '../../domain/quality/items.ts'
import { index, mean } from '../../domain/quality/water.ts'
import type { Queryable } from '../db/database.ts'
import * as quality from './queries.ts'

const none: Verdict = { grade: null, assessed: 0, worst: [], exceeded: [], met: null }

/** Class of one sample, by the standard in force on its day. */
export const verdictOf = (standards: readonly quality.Standard[], { waterKind, target }: quality.Section, sample: Pick<quality.Sample, 'at' | 'readings' | 'below'>): Verdict => {
  const standard = quality.standardOn(standards, sample.at.slice(0, 10))
  return standard ? assess(standard.body, kindOfWater(waterKind), valuesToJudge(sample.readings, sample.below), target) : none
}

export interface MonthAt extends Verdict {
  /** YYYY-MM */
  month: string
  /** Mean of the month's samples as judged. */
  readings: Readings
  index: number | null
  /** Why there is no class. */
  missing: string | null
}

/**
 * What a section's samples of one month come to: mean concentrations, then the worst item. Automatic ones show
 * how it went in between and do not count.
 */
export function monthAt(
  standards: readonly quality.Standard[], section: quality.Section, month: string, samples: readonly quality.Sample[],
): MonthAt {
  const taken = samples.filter(({ kind, missing }) => kind === 'monthly' && missing === null)
  const readings = mean(taken.map((sample) => valuesToJudge(sample.readings, sample.below)))
  const standard = quality.standardOn(standards, `${month}-01`)
  const water = kindOfWater(section.waterKind)
  return {
    month, readings,
    ...(standard ? assess(standard.body, water, readings, section.target) : none),
    index: standard && index(standard.body, water, readings),
    missing: taken.length ? null : (samples.find(({ missing }) => missing !== null)?.missing ?? null),
  }
}

export const byMonth = (samples: readonly quality.Sample[]) => groupBy(samples.filter(({ kind }) => kind === 'monthly'), ({ at }) => at.slice(0, 7))

/** Every section in force with what a month, until a day of it, came to. */
export async function monthOfAll(
  db: Queryable, month: string, until: string, known?: { sections: readonly quality.Section[]; standards: readonly quality.Standard[] },
) {
  const standards = known?.standards ?? (await quality.standards(db))
  const sections = known?.sections ?? (await quality.sectionsNow(db))
  const samples = groupBy(await quality.samples(db, `${month}-01`, until, null), ({ section }) => section)
  return { standards, sections, months: sections.map((section) => monthAt(standards, section, month, samples.get(section.code) ?? [])) }
}
