// /api/trace: where water comes from and goes to, for programs and GIS; browsers trace by themselves (domain/network).
import { Router, type Request } from 'express'
import { z } from 'zod'
import { certainty, drains, contains, nearest, path, place, watersOf, type DrawnNetwork, type Scenarios } from '../../domain/network/index.ts'
import { traceFormats, tracedKinds, type CommonAnswer, type NearestAnswer, type PathAnswer, type TraceAnswer, type Totals, type TracedKind, type TraceHead } from '../../domain/trace/schemas.ts'
import { audienceOf } from '../../domain/roles.ts'
import type { Asker, Database, Queryable } from '../db/database.ts'
import { breathOf, type Breath } from '../breath.ts'
import { read, type Download } from '../http/endpoint.ts'
import { heavy } from '../http/heavy.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import { scenarioFrom, startFrom, type Start } from './asked.ts'
import { fileOf } from './files.ts'
import { pageOf } from './paging.ts'
import { divisionIs } from './queries.ts'
import { listsOf, type Place } from './shown.ts'
import { traceOf, itemsOf, distancesFrom, remarksOn, withSpeeds, commonOf, totalsOf, withinDivision, type Found, type Item } from './traced.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'

const PlaceText = z.string().trim().min(1).max(100)
const PlaceTexts = z.union([PlaceText.transform((one) => [one]), z.array(PlaceText).max(20)])
const Kinds = z.string().transform((kinds) => kinds.split(',')).pipe(z.array(z.enum(tracedKinds)))
const asked = { scenario: z.string().max(2000).optional(), format: z.enum(traceFormats).default('json') }
const paging = {
  kinds: Kinds.default([...tracedKinds]), limit: z.coerce.number().int().min(1).max(10_000).optional(),
  after: z.string().max(200).optional(),
}
const limits = { within: z.coerce.number().min(0).max(1e7).optional(), hours: z.coerce.number().min(0).max(1e5).optional() }

const TraceAsked = z.object({ from: PlaceText, direction: z.enum(['up', 'down', 'both']).default('up'), division: z.string().max(20).optional(), ...asked, ...paging, ...limits })
const CommonAsked = z.object({ from: PlaceTexts, not: PlaceTexts.default([]), show: z.string().regex(/^(common|[1-9]\d?)$/, 'common，或第几个地点 (common, or the number of a place)').default('common'), ...asked, ...paging, ...limits })
const PathAsked = z.object({ from: PlaceText, to: PlaceText, by: z.enum(['metres', 'hours']).default('metres'), ...asked })
const NearestAsked = z.object({ from: PlaceText, kind: z.enum(drains), most: z.coerce.number().int().min(1).max(1000).default(10), by: z.enum(['metres', 'hours']).default('metres'), ...asked })

const pageSize = 1000
const seconds = { metres: 'metres', hours: 'seconds' } as const

interface Ground {
  /** Each question by itself, so that nobody waits while a trace is thought out. */
  db: Queryable
  breath: Breath
  file: (format: Exclude<(typeof traceFormats)[number], 'json'>, head: TraceHead, places: readonly { role: string; said: Start['said'] }[], items: readonly Place[]) => Promise<Download>
  on: DrawnNetwork
  version: string
  seq: number
}

interface Shown {
  items: readonly Item[]
  kinds: readonly TracedKind[]
  limit?: number
  after?: string
}

const headOf = ({ version, seq }: Ground, { name, words }: Scenarios): TraceHead => ({ scenario: { name, words }, version, seq })
/** Codes of the waters in a set. */
const codesIn = ({ network }: DrawnNetwork, ...sets: readonly Found[]) => new Set(sets.flatMap(({ all }) => watersOf(network, all)))

/** JSON in pages; a file is whole, so a page of one is refused. */
async function answer<Head extends TraceHead>(ground: Ground, format: (typeof traceFormats)[number], head: Head, places: readonly { role: string; said: Start['said'] }[], question: object, { items, kinds, limit, after }: Shown) {
  const wanted = kinds.length === tracedKinds.length ? items : items.filter(({ kind }) => kinds.includes(kind))
  if (format === 'json') {
    const { page, next } = pageOf(wanted, limit ?? pageSize, after, ground.version, question)
    return { ...head, ...(await listsOf(ground.db, ground.on, page)), next }
  }
  if (limit !== undefined || after !== undefined) throw new Problem('inputInvalid', { field: limit === undefined ? 'after' : 'limit', reason: '文件是完整的，不分页 (files are whole, they have no pages)' })
  return ground.file(format, head, places, wanted)
}

const isFile = (request: Request) => request.query.format !== undefined && request.query.format !== 'json'

/** The register in somebody's name, every question a transaction of its own that lets others go first. */
const oneByOne = (database: Database, asker: Asker | null, givenUp: AbortSignal): Queryable => ({
  query: (statement) => database.patient.as(asker, (db) => db.query(statement), givenUp),
  script: (text) => database.patient.as(asker, (db) => db.script(text), givenUp),
  copy: (...args) => database.patient.as(asker, (db) => db.copy(...args), givenUp),
})

const routes = ({ database, network, scribe, gate }: House) => {
  const traced = (handle: (ground: Ground, request: Request) => Promise<unknown>) =>
    heavy(gate, 'anyone', async (request, _response, givenUp) => {
      const audience = audienceOf(actorOf(request))
      const asker = actorOf(request)
      const snapshot = await network.current()
      const on = snapshot.drawn(audience)
      return handle({
        on, db: oneByOne(database, asker, givenUp), breath: breathOf(givenUp), version: snapshot.version(audience), seq: snapshot.seq,
        file: (format, head, places, items) => fileOf({ database, scribe, asker, on, givenUp }, format, head, places, items),
      }, request)
    }, isFile)

  return Router()
    .get('/api/trace', traced(async (ground, request) => {
      const { format, limit, after, ...question } = read(TraceAsked, request.query)
      const { direction, division, kinds } = question
      const from = await startFrom(ground.db, ground.on, question.from)
      const scenarios = await scenarioFrom(ground.db, ground.on, question.scenario, from.said.at)
      if (division !== undefined && !(await divisionIs(ground.db, division))) throw new Problem('divisionUnknown', { code: division })
      const part = division === undefined ? ground.on : withinDivision(ground.on, division, from.said.code)
      const at = division === undefined ? from.place : place(part.network, from.said.code, from.said.measureM)
      const sides: { side: 'up' | 'down'; sets: Found; totals: Totals; items: Item[] }[] = []
      for (const side of (['up', 'down'] as const).filter((side) => direction === side || direction === 'both')) {
        const way = side === 'up' ? ('upstream' as const) : ('downstream' as const)
        const sets = await traceOf(ground.breath, part.network, scenarios, way, at, question)
        sides.push({ side, sets, totals: totalsOf(part, sets), items: await itemsOf(ground.breath, part, scenarios, way, [at], sets) })
      }
      const totals: TraceAnswer['totals'] = { up: null, down: null }
      for (const one of sides) totals[one.side] = one.totals
      const remarks = remarksOn(ground.on, codesIn(part, ...sides.map(({ sets }) => sets)))
      const head = { ...headOf(ground, scenarios), from: from.said, totals, remarks } satisfies Partial<TraceAnswer>
      return answer({ ...ground, on: part }, format, head, [{ role: 'from', said: from.said }], question, { items: sides.flatMap(({ items }) => items), kinds, limit, after })
    }))
    .get('/api/trace/common', traced(async (ground, request) => {
      const { format, limit, after, ...question } = read(CommonAsked, request.query)
      const { show, kinds } = question
      if (show !== 'common' && Number(show) > question.from.length) throw new Problem('inputInvalid', { field: 'show', reason: '没有这么多地点 (there are fewer places)' })
      const starts: Start[] = []
      for (const written of [...question.from, ...question.not]) starts.push(await startFrom(ground.db, ground.on, written))
      const [from, not] = [starts.slice(0, question.from.length), starts.slice(question.from.length)]
      const scenarios = await scenarioFrom(ground.db, ground.on, question.scenario, from[0].said.at)
      const { common, apart } = await commonOf(
        ground.breath, ground.on.network, scenarios, from.map((one) => one.place), not.map((one) => one.place), question,
      )
      const [sets, places] = show === 'common' ? [common, from] : [apart[Number(show) - 1], [from[Number(show) - 1]]]
      const items = await itemsOf(ground.breath, ground.on, scenarios, 'upstream', places.map((one) => one.place), sets)
      const head = {
        ...headOf(ground, scenarios), from: from.map(({ said }) => said), not: not.map(({ said }) => said),
        common: totalsOf(ground.on, common),
        apart: apart.map((one) => totalsOf(ground.on, one)), show, remarks: remarksOn(ground.on, codesIn(ground.on, sets)),
      } satisfies Partial<CommonAnswer>
      return answer(ground, format, head, [...from.map(({ said }) => ({ role: 'from', said })), ...not.map(({ said }) => ({ role: 'not', said }))], question, { items, kinds, limit, after })
    }))
    .get('/api/trace/path', traced(async (ground, request) => {
      const { format, ...question } = read(PathAsked, request.query)
      const [from, to] = [await startFrom(ground.db, ground.on, question.from), await startFrom(ground.db, ground.on, question.to)]
      const scenarios = await scenarioFrom(ground.db, ground.on, question.scenario, from.said.at)
      const { network: made, names } = ground.on
      const way = withSpeeds(() => path(made, from.place, to.place, { scenario: scenarios.widest, by: seconds[question.by] }))
      const certain = way !== null && contains(certainty(made, from.place, 'downstream').certain, to.place.water, to.place.measureM)
      const found: PathAnswer = {
        ...headOf(ground, scenarios), from: from.said, to: to.said,
        path: way && { metres: way.metres, hours: way.seconds === null
          ? null
          : way.seconds / 3600, certain, stretches: way.stretches.map((one) => ({ ...one, name: names[made.indexOf.get(one.code)!] })) },
      }
      if (format === 'json') return found
      const pieces = (way?.stretches ?? []).map(({ code, fromM, toM }): Place => ({ kind: 'reaches', code, water: code, fromM, toM, direction: 'down', distanceM: null, hours: null, certain }))
      return ground.file(format, found, [{ role: 'from', said: from.said }, { role: 'to', said: to.said }], pieces)
    }))
    .get('/api/trace/nearest', traced(async (ground, request) => {
      const { format, ...question } = read(NearestAsked, request.query)
      const { kind, most, by } = question
      const from = await startFrom(ground.db, ground.on, question.from)
      const scenarios = await scenarioFrom(ground.db, ground.on, question.scenario, from.said.at)
      const { network: made, drainage } = ground.on
      const near = withSpeeds(() => nearest(made, drainage, from.place, kind, most + 1, { scenario: scenarios.widest, by: seconds[by] }))
      const sure = certainty(made, from.place)
      const measure = await distancesFrom(ground.breath, made, scenarios, 'upstream', [from.place])
      const items = near.slice(0, most).map(({ code }): Item => {
        const { water, measureM } = drainage.of[kind].get(code)!
        return { kind, code, water: made.codes[water], fromM: measureM, toM: measureM, direction: 'up', ...measure.toPlace(water, measureM!), certain: contains(sure.certain, water, measureM!) }
      })
      const upstream = new Set((await traceOf(ground.breath, made, scenarios, 'upstream', from.place)).all.water)
      let unplaced = 0
      for (const { water, measureM } of drainage.of[kind].values()) if (measureM === null && upstream.has(water)) unplaced++
      const head = {
        ...headOf(ground, scenarios), from: from.said, kind, more: near.length > most, unplaced,
      } satisfies Partial<NearestAnswer>
      if (format === 'json') return { ...head, nearest: (await listsOf(ground.db, ground.on, items))[kind] } satisfies NearestAnswer
      return ground.file(format, head, [{ role: 'from', said: from.said }], items)
    }))
}

export const noun: Noun = { description, routes }
