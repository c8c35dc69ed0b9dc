// /api/quality: the table of a month; /api/quality/{code}: the series of a section or of a water's sections.
import { Router } from 'express'
import { z } from 'zod'
import { groupBy } from '../../domain/grouped.ts'
import type { QualityMonth, QualitySection, QualitySeries } from '../../domain/quality/schemas.ts'
import { kindOfWater, mainPollutants } from '../../domain/quality/grade.ts'
import { itemKeys, type ItemKey } from '../../domain/quality/items.ts'
import { conditionOfWater } from '../../domain/quality/water.ts'
import { today } from '../../domain/today.ts'
import { lastDayOf } from '../../domain/months.ts'
import type { Queryable } from '../db/database.ts'
import { auditWithin } from '../http/audit.ts'
import { Day, Month, read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import { monthCsv } from './csv.ts'
import { byMonth, monthAt, monthOfAll, verdictOf } from './months.ts'
import * as quality from './queries.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'

const monthsShown = 24

const Series = z.object({
  from: Day.optional(),
  to: Day.optional(),
  items: z.string().transform((items) => items.split(',')).pipe(z.array(z.enum(itemKeys, '项目要用 pH、DO、NH3N 这样的代号 (items are keys such as pH, DO, NH3N)')).max(itemKeys.length)).optional(),
})
const Table = z.object({ month: Month.optional(), format: z.enum(['json', 'csv'], 'json 或 csv').default('json') })

/** The first day of the month this many months before a day's. */
const monthsBefore = (day: string, months: number) => {
  const [year, month] = day.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, month - 1 - months, 1)).toISOString().slice(0, 10)
}

const rulesOf = (standard: quality.Standard | null) =>
  standard && {
    code: standard.code, title: { zh: standard.title, en: standard.titleEn }, source: standard.source, proposal: standard.proposal,
  }

const only = <Value>(record: Partial<Record<ItemKey, Value>>, items: readonly ItemKey[] | undefined) =>
  items ? Object.fromEntries(items.flatMap((item) => (record[item] === undefined ? [] : [[item, record[item]]]))) : record

async function series(db: Queryable, code: string, asked: z.infer<typeof Series>): Promise<QualitySeries> {
  const to = asked.to ?? today()
  const from = asked.from ?? monthsBefore(to, monthsShown - 1)
  if (from > to) throw new Problem('inputInvalid', { field: 'from', reason: `要不晚于 ${to} (not later than ${to})` })
  const found = (await quality.sectionsOf(db, code)) ?? (() => { throw new Problem('sectionUnknown', { code }) })()
  const standards = await quality.standards(db)
  const samples = groupBy(
    found.length ? await quality.samples(db, from, to, found.map((section) => section.code)) : [], ({ section }) => section,
  )
  const months = found.map((section) =>
    [...byMonth(samples.get(section.code) ?? [])].map(([month, taken]) => monthAt(standards, section, month, taken)))
  const sections = await Promise.all(found.map(async (section, i): Promise<QualitySection> => ({
    code: section.code, name: section.name, water: section.water, waterKind: kindOfWater(section.waterKind), target: section.target,
    samples: (samples.get(section.code) ?? []).map((sample) => ({
      at: `${sample.at}+08:00`, kind: sample.kind, tide: sample.tide, missing: sample.missing,
      readings: only(sample.readings, asked.items), below: sample.below.filter((item) => asked.items?.includes(item) ?? true),
      // Of everything measured, also where only some items were asked for.
      grade: verdictOf(standards, section, sample).grade,
    })),
    months: months[i].map(({ readings: _, missing: _why, ...month }) => month),
    rain: await quality.rainNear(db, section.at, from, to),
  })))
  const standard = quality.standardOn(standards, to)
  const conditions = standard ? [...groupBy(months.flat(), ({ month }) => month)].sort().flatMap(([month, all]) => {
    const condition = conditionOfWater(
      standard.body, kindOfWater(found[0].waterKind), all.filter(({ grade }) => grade).map(({ readings }) => readings),
    )
    return condition ? [{ month, condition }] : []
  }) : []
  return { code, from, to, standard: standard && { ...rulesOf(standard)!, items: standard.body.items }, sections, conditions }
}

async function table(db: Queryable, month: string): Promise<QualityMonth> {
  const until = lastDayOf(month)
  const { sections, standards, months } = await monthOfAll(db, month, until)
  const year = `${Number(month.slice(0, 4)) - 1}${month.slice(4)}`
  const before = await monthOfAll(db, year, lastDayOf(year), { sections, standards })
  const standard = quality.standardOn(standards, until)
  return {
    month, standard: rulesOf(standard),
    rows: sections.map((section, i) => {
      const { readings: _, month: _month, exceeded, ...found } = months[i]
      return {
        section: section.code, name: section.name, kind: section.kind, district: section.district, water: section.water,
        river: section.waterName, relation: section.relation, target: section.target,
        before: before.months[i].grade, ...found, exceeded: standard ? mainPollutants(standard.body, { ...found, exceeded }) : exceeded,
      }
    }),
  }
}

export const noun: Noun = { description, routes: () => Router()
  .get('/api/quality', register('anyone', async (db, request, response) => {
    const { month = today().slice(0, 7), format } = read(Table, request.query)
    const answer = await table(db, month)
    if (format === 'json') return answer
    if (actorOf(request)) await auditWithin(db, request, 'exported', { details: { what: 'quality', format, filter: { month } } })
    response.setHeader('Content-Type', 'text/csv; charset=utf-8')
    response.setHeader('Content-Disposition', `attachment; filename="quality-${month}.csv"; filename*=UTF-8''${encodeURIComponent(`水质月报-${month}`)}.csv`)
    response.send(monthCsv(answer))
  }))
  .get('/api/quality/:code', register('anyone', (db, request) => series(db, String(request.params.code), read(Series, request.query)))) }
