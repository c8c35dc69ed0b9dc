// /api/trace: where water comes from and goes to, for programs and GIS; browsers trace by themselves (domain/network).
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Router, type Request } from 'express'
import { z } from 'zod'
import { apart, common, drains, nearest, path, place, union, without, type Drain, type DrawnNetwork, type Stretches } from '../../domain/network/index.ts'
import type { CommonAnswer, NearestAnswer, PathAnswer, TraceAnswer } from '../../domain/trace.ts'
import { Misfit } from '../../geodata/export/table.ts'
import type { Database, Queryable } from '../db/database.ts'
import { Download, endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import type { LiveNetwork } from '../network/network.ts'
import { audienceOf } from '../network/routes.ts'
import { featuresOf, packageOf } from './files.ts'
import { placeFrom, type Named } from './place.ts'
import { pageOf, shown, type List } from './page.ts'
import { scenarioFrom, type Asked } from './scenario.ts'
import { found, itemsOf, scenarioOn, totalsOf, withinDivision, type Item, type Limits } from './traced.ts'

const Place = z.string().min(1).max(100)
const Places = z.union([Place.transform((one) => [one]), z.array(Place).max(20)])
const Common = {
  scenario: z.string().max(2000).optional(),
  format: z.enum(['json', 'geojson', 'gpkg']).default('json'),
}
const Paging = { limit: z.coerce.number().int().min(1).max(10_000).default(1000), after: z.string().max(100).optional() }
const Limiting = {
  direction: z.enum(['up', 'down']).default('up'),
  within: z.coerce.number().min(0).max(1e7).optional(),
  hours: z.coerce.number().min(0).max(1e5).optional(),
  division: z.string().regex(/^\d{6,12}$/, '写成行政区划代码 (a division’s code)').optional(),
}
const TraceAsked = z.object({ from: Place, ...Common, ...Paging, ...Limiting })
const PathAsked = z.object({ from: Place, to: Place, ...Common })
const CommonAsked = z.object({ from: Places, not: Places.default([]), show: z.union([z.literal('common'), z.coerce.number().int().min(0).max(19)]).default('common'), ...Common, ...Paging, ...Limiting })
const NearestAsked = z.object({ from: Place, kind: z.enum(drains).default('outfalls'), most: z.coerce.number().int().min(1).max(1000).default(20), direction: z.literal('up').default('up'), ...Common })

const directionOf = (direction: 'up' | 'down') => (direction === 'up' ? ('upstream' as const) : ('downstream' as const))

/** What every answer begins with: under which scenario, from which network, and what that network could not take. */
const headOf = (on: DrawnNetwork, version: string, seq: number, { name, scenarios, widest }: Asked) => {
  const reports = [...on.network.reports, ...on.drainage.reports]
  return {
    scenario: scenarios.length === 1 ? { name, tide: widest.tide, gates: { ...widest.gates }, rest: widest.rest } : { name, tide: 'any' as const, gates: {}, rest: 'any' as const },
    version, seq,
    reports: { total: reports.length, first: reports.slice(0, 20).map(({ kind, code, words }) => ({ kind, code, zh: words.zh, en: words.en })) },
  }
}

const bare = ({ code, name, measureM, awayM }: Named) => ({ code, name, measureM, awayM })

interface Ground {
  db: Queryable
  on: DrawnNetwork
  version: string
  seq: number
}

export const traceRoutes = (database: Database, network: LiveNetwork) => {
  // The network is brought up to date before the register is entered: on the embedded engine both would wait for each other.
  const traced = (handle: (ground: Ground, request: Request) => Promise<unknown>) =>
    endpoint('anyone', async (request) => {
      const audience = audienceOf(request)
      const snapshot = await network.current()
      return database.as(actorOf(request), (db) => handle({ db, on: snapshot.drawn(audience), version: snapshot.version(audience), seq: snapshot.seq }, request))
    })

  const scenarioAt = (ground: Ground, text: string | undefined, { place }: Named) => {
    const first = ground.on.firstVertex[place.water]!
    const [lon, lat] = [ground.on.lines[2 * first], ground.on.lines[2 * first + 1]]
    return scenarioFrom(ground.db, ground.on.network, text, lon === undefined || lat === undefined ? null : { lon, lat })
  }

  /** The list as it is asked for: a page of JSON or GeoJSON, or all of it in a file. */
  const answered = async <Head extends object>(ground: Ground, head: Head, items: Item[], all: Stretches, { format, limit, after }: { format: string; limit: number; after?: string }) => {
    const totals = totalsOf(items, all)
    if (format === 'gpkg') return download(await packageOf(ground.db, ground.on, items))
    const { page, next } = pageOf(items, ground.version, limit, after)
    if (format === 'geojson') return { type: 'FeatureCollection', ...head, totals, next, features: await featuresOf(ground.db, ground.on, page) }
    return { ...head, totals, ...(await shown(ground.db, ground.on, page)), next } satisfies object & List
  }

  const find = (on: DrawnNetwork, asked: Asked, from: Named, { direction, division, ...limits }: Limits & { direction: 'up' | 'down'; division?: string }) => {
    const part = division ? withinDivision(on, division, from.code) : on
    const at = division ? place(part.network, from.code, from.measureM) : from.place
    return { part, at, ...found(part.network, asked, directionOf(direction), at, limits) }
  }

  return Router()
    .get('/api/trace', traced(async (ground, request) => {
      const wanted = read(TraceAsked, request.query)
      const from = await placeFrom(ground.db, ground.on, wanted.from)
      const asked = await scenarioAt(ground, wanted.scenario, from)
      const { part, at: start, all, certain } = find(ground.on, asked, from, wanted)
      const items = itemsOf(part, asked, directionOf(wanted.direction), [start], { all, certain })
      const at = bare(from)
      const head: Omit<TraceAnswer, keyof List | 'totals' | 'next'> = { ...headOf(ground.on, ground.version, ground.seq, asked), from: at, direction: wanted.direction }
      return answered({ ...ground, on: part }, head, items, all, wanted)
    }))
    .get('/api/trace/path', traced(async (ground, request) => {
      const wanted = read(PathAsked, request.query)
      const [from, to] = [await placeFrom(ground.db, ground.on, wanted.from), await placeFrom(ground.db, ground.on, wanted.to)]
      const asked = await scenarioAt(ground, wanted.scenario, from)
      const { network: made, names } = ground.on
      const way = path(made, from.place, to.place, { scenario: scenarioOn(made, asked.widest) })
      const certain = way !== null && asked.scenarios.every((scenario) => path(made, from.place, to.place, { scenario }) !== null)
      const [fromAt, toAt] = [bare(from), bare(to)]
      const answer: PathAnswer = {
        ...headOf(ground.on, ground.version, ground.seq, asked), from: fromAt, to: toAt,
        path: way && { metres: way.metres, hours: way.seconds === null ? null : way.seconds / 3600, certain, stretches: way.stretches.map((one) => ({ ...one, name: names[made.indexOf.get(one.code)!]! })) },
      }
      if (wanted.format === 'json') return answer
      const items = (way?.stretches ?? []).map(({ code, fromM, toM }): Item => ({ kind: 'reaches', code, water: code, fromM, toM, distanceM: 0, hours: null, certain }))
      if (wanted.format === 'gpkg') return download(await packageOf(ground.db, ground.on, items))
      const { path: _, ...head } = answer
      return { type: 'FeatureCollection', ...head, features: await featuresOf(ground.db, ground.on, items) }
    }))
    .get('/api/trace/common', traced(async (ground, request) => {
      const wanted = read(CommonAsked, request.query)
      if (typeof wanted.show === 'number' && wanted.show >= wanted.from.length) throw new Problem('inputInvalid', { field: 'show', reason: '没有这么多地点 (there are fewer places)' })
      const places: Named[] = []
      for (const text of [...wanted.from, ...wanted.not]) places.push(await placeFrom(ground.db, ground.on, text))
      const [from, not] = [places.slice(0, wanted.from.length), places.slice(wanted.from.length)]
      const asked = await scenarioAt(ground, wanted.scenario, from[0]!)
      // One network for all, so that sets can be laid over one another.
      const part = wanted.division ? withinDivision(ground.on, wanted.division, from[0]!.code) : ground.on
      const sets = places.filter(({ code }) => part.network.indexOf.has(code)).map((named) => {
        const at = wanted.division ? place(part.network, named.code, named.measureM) : named.place
        return { named, at, ...found(part.network, asked, directionOf(wanted.direction), at, wanted) }
      })
      const bad = sets.filter(({ named }) => from.includes(named))
      const good = sets.filter(({ named }) => not.includes(named))
      const less = (set: Stretches, others: readonly Stretches[]) => (others.length ? without(set, union(others[0]!, ...others.slice(1))) : set)
      const own = apart(bad.map(({ all }) => all)).map((set) => less(set, good.map(({ all }) => all)))
      const shownSet = wanted.show === 'common' ? less(common(bad[0]!.all, ...bad.slice(1).map(({ all }) => all)), good.map(({ all }) => all)) : own[wanted.show]!
      const certain = wanted.show === 'common' ? common(shownSet, ...bad.map((one) => one.certain)) : common(shownSet, bad[wanted.show]!.certain)
      const direction = directionOf(wanted.direction)
      const seen = wanted.show === 'common' ? bad : [bad[wanted.show]!]
      const items = itemsOf(part, asked, direction, seen.map(({ at }) => at), { all: shownSet, certain })
      const head: Omit<CommonAnswer, keyof List | 'totals' | 'next'> = {
        ...headOf(ground.on, ground.version, ground.seq, asked), from: from.map(bare), not: not.map(bare), direction: wanted.direction, show: String(wanted.show),
        apart: bad.map(({ named, at }, i) => ({ code: named.code, totals: totalsOf(itemsOf(part, asked, direction, [at], { all: own[i]!, certain: own[i]! }), own[i]!) })),
      }
      return answered({ ...ground, on: part }, head, items, shownSet, wanted)
    }))
    .get('/api/trace/nearest', traced(async (ground, request) => {
      const wanted = read(NearestAsked, request.query)
      const from = await placeFrom(ground.db, ground.on, wanted.from)
      const asked = await scenarioAt(ground, wanted.scenario, from)
      const { on } = ground
      const kind: Drain = wanted.kind
      const near = nearest(on.network, on.drainage, from.place, kind, wanted.most, { scenario: scenarioOn(on.network, asked.widest) })
      const codes = new Set(near.map(({ code }) => code))
      // Traced as far as the furthest of them, for hours and certainty.
      const { all, certain } = found(on.network, asked, 'upstream', from.place, { within: (near.at(-1)?.away ?? 0) + 1 })
      const items = itemsOf(on, asked, 'upstream', [from.place], { all, certain }).filter((item) => item.kind === kind && codes.has(item.code))
      const at = bare(from)
      if (wanted.format === 'gpkg') return download(await packageOf(ground.db, on, items))
      const head = { ...headOf(on, ground.version, ground.seq, asked), from: at, kind }
      if (wanted.format === 'geojson') return { type: 'FeatureCollection', ...head, features: await featuresOf(ground.db, on, items) }
      const answer: NearestAnswer = { ...head, nearest: (await shown(ground.db, on, items))[kind] }
      return answer
    }))
}

async function download(write: (path: string) => Promise<void>): Promise<Download> {
  const folder = await mkdtemp(join(tmpdir(), 'one-map-trace-'))
  const file = join(folder, 'file')
  try {
    await write(file)
  } catch (caught) {
    await rm(folder, { recursive: true, force: true })
    throw caught instanceof Misfit ? new Problem(caught.code, caught.details) : caught
  }
  return new Download(file, 'application/geopackage+sqlite3', { ascii: 'trace.gpkg', full: '溯源.gpkg' })
}
