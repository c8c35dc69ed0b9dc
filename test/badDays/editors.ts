// People who change the register all at once over HTTP, each change under an id of its own. Whoever gets no answer sends the
// same again under the same id, as a phone does on a bad line, until it is done or refused.
import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { FeatureCard, FeaturePage } from '../../domain/features/schemas.ts'
import type { Changed, Conflict, Operation } from '../../domain/changes/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import { random, type Random } from '../../geodata/city/random.ts'

export interface Sent {
  id: string
  /** Who sends it: the key of a session. */
  key: string
  path: string
  body: { id: string; operations?: Operation[] }
  times: number
  done?: Changed
  refused?: { status: number; code: string; conflicts: Conflict[] }
}

export interface Storm {
  sent: Map<string, Sent>
  /** When a change was first answered, ms. */
  answeredAt: number[]
  /** Answers to what had been done before it was sent again. */
  replayed: number
  /** Answers that should not have been: anything that is neither done, refused nor 503. */
  wrong: string[]
  over: boolean
}

/** One try: what the server answered, or null where it did not. */
const ask = async (
  url: string, key: string, path: string, body?: unknown, patienceMs = 30_000,
): Promise<{ status: number; body: unknown } | null> => {
  try {
    const response = await fetch(url + path, {
      method: body === undefined ? 'GET' : 'POST', signal: AbortSignal.timeout(patienceMs), body: body === undefined ? undefined : JSON.stringify(body),
      headers: { cookie: `one_map_session=${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    })
    return { status: response.status, body: JSON.parse(await response.text()) as unknown }
  } catch {
    return null
  }
}

/** Sends a change until it is answered for good, or the storm is over. */
export const send = async (storm: Storm, url: () => string, one: Sent, draw: Random): Promise<void> => {
  storm.sent.set(one.id, one)
  while (!storm.over) {
    one.times++
    const askedAt = Date.now()
    // Every fifth line is a bad one: it breaks before or after the answer.
    const answer = await ask(url(), one.key, one.path, one.body, draw() < 0.2 ? Math.ceil(draw() * 2000) : undefined)
    if (answer?.status === 201) {
      one.done = answer.body as Changed
      if (Date.parse(one.done.at) < askedAt) storm.replayed++
      storm.answeredAt.push(Date.now())
      return
    }
    if (answer && answer.status >= 400 && answer.status < 500) {
      const { code, details } = answer.body as { code: string; details: { conflicts?: Conflict[] } }
      one.refused = { status: answer.status, code, conflicts: details?.conflicts ?? [] }
      return
    }
    if (answer && answer.status !== 503) storm.wrong.push(`${answer.status} ${JSON.stringify(answer.body)} to ${JSON.stringify(one.body).slice(0, 200)}`)
    await wait(50 + draw() * 400)
  }
}

/** Codes of a layer an editor may come upon. */
export const codesOf = async (url: string, key: string, layer: LayerId): Promise<string[]> => {
  const answer = await ask(url, key, `/api/features/${layer}?limit=1000`)
  return (answer!.body as FeaturePage).rows.map(({ code }) => String(code))
}

type Place = [number, number]
type Line = { type: 'LineString'; coordinates: Place[] }

const drawnFrom = <T>(list: readonly T[], draw: Random): T => list[Math.floor(draw() * list.length)]

/** The water in the news: one edit in three is of the first few, so that people meet over them however few they are. */
const talkedOf = <T>(list: readonly T[], draw: Random): T => drawnFrom(draw() < 1 / 3 ? list.slice(0, 4) : list, draw)

/** Up to 30 m from a place, in degrees. */
const near = ([lon, lat]: Place, draw: Random): Place => [lon + (draw() - 0.5) * 6e-4, lat + (draw() - 0.5) * 6e-4]

/** Edits until the storm is over; `codes` is what all know of, and grows as things are made. */
export const edit = async (storm: Storm, url: () => string, key: string, codes: Record<'outfalls' | 'reaches', string[]>, seed: number, name: string): Promise<void> => {
  const draw = random(seed, name)
  const mine: Changed[] = []
  const card = async (layer: 'outfalls' | 'reaches') => {
    const answer = await ask(url(), key, `/api/features/${layer}/${encodeURIComponent(talkedOf(codes[layer], draw))}`)
    return answer?.status === 200 ? (answer.body as FeatureCard) : null
  }
  const change = (operation: Operation): Omit<Sent, 'id' | 'key' | 'times'> => ({ path: '/api/changes', body: { id: randomUUID(), operations: [operation] } })

  const next = async (): Promise<Omit<Sent, 'id' | 'key' | 'times'> | null> => {
    const what = draw()
    if (what < 0.1 && mine.length) {
      const { seq } = mine.splice(Math.floor(draw() * mine.length), 1)[0]
      return { path: `/api/changes/${seq}/undo`, body: { id: randomUUID() } }
    }
    if (what < 0.35) {
      const reach = await card('reaches')
      const line = reach?.geometry as Line | undefined
      return line && change({ op: 'create', layer: 'outfalls', fields: { name: `${name}的排口`, class1: '其他排口' }, geometry: { type: 'Point', coordinates: near(drawnFrom(line.coordinates, draw), draw) } }) || null
    }
    if (what < 0.8) {
      const outfall = await card('outfalls')
      if (!outfall) return null
      const [code, version] = [outfall.code, outfall.version]
      if (what < 0.6) return change({ op: 'update', layer: 'outfalls', code, version, fields: { name: `${name}改名${Math.floor(draw() * 1e6)}`, diameter_mm: Math.floor(draw() * 2000) } })
      return change({ op: 'update', layer: 'outfalls', code, version, geometry: { type: 'Point', coordinates: near((outfall.geometry as { coordinates: Place }).coordinates, draw) } })
    }
    const reach = await card('reaches')
    if (!reach) return null
    const [code, version, line] = [reach.code, reach.version, (reach.geometry as Line).coordinates]
    if (what < 0.88) return change({ op: 'split', code, version, atM: Math.round(Number(reach.facts.length_m) * (0.3 + draw() * 0.4)) })
    // Its ends stay where they are: others' reaches begin there. A new vertex half-way, up to 5 m aside, makes it longer.
    const at = Math.floor(draw() * (line.length - 1))
    const [[x, y], [u, v]] = [line[at], line[at + 1]]
    const bent: Place = [(x + u) / 2 + (draw() - 0.5) * 1e-4, (y + v) / 2 + (draw() - 0.5) * 1e-4]
    return change({ op: 'update', layer: 'reaches', code, version, geometry: { type: 'LineString', coordinates: [...line.slice(0, at + 1), bent, ...line.slice(at + 1)] } })
  }

  while (!storm.over) {
    const chosen = await next()
    if (!chosen) {
      await wait(200)
      continue
    }
    const one: Sent = { ...chosen, id: chosen.body.id, key, times: 0 }
    await send(storm, url, one, draw)
    if (!one.done) continue
    mine.push(one.done)
    for (const { layer, code, op } of one.done.items) if (op === 'insert' && (layer === 'outfalls' || layer === 'reaches')) codes[layer].push(code)
  }
}
