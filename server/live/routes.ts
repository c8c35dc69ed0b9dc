// GET /api/live: what changes, as it changes (server-sent events). `since`, or Last-Event-ID, says what a screen knows already.
import { Router, type Response } from 'express'
import { z } from 'zod'
import { audienceOf, type Audience } from '../../domain/roles.ts'
import * as sessions from '../accounts/sessions.ts'
import { isLongAgo, mostAwayMs } from '../changes/away.ts'
import { addressOf } from '../http/address.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf, cookieOf, sessionOf } from '../http/session.ts'
import type { Told } from './live.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'

const Since = z.object({ since: z.coerce.number().int().min(0).max(2 ** 52).optional() })

/** Proxies close what is silent for a minute; and who has signed out meanwhile is not told what they may not see. */
const beatEveryMs = 20_000

/** An event's text, written once for all screens. */
const written = new WeakMap<object, string>()
const textOf = (told: Told, audience: Audience): string => {
  const event = told[audience]
  const text = written.get(event) ?? `id: ${event.seq}\ndata: ${JSON.stringify(event)}\n\n`
  written.set(event, text)
  return text
}

/** Streams one may hold open: an account's own screens, and all of an address's public (a whole office may share one). */
const mostStreams = { account: 30, address: 300 }

const routes = ({ database: db, live, beatMs = beatEveryMs, awayMs = mostAwayMs }: House) => {
  const held = new Map<string, number>()
  // Which streams stand open for a session: they end with it.
  const standing = new Map<string, Set<Response>>()
  void db.listen('sessions', (ended) => standing.get(ended ?? '')?.forEach((response) => response.end())).catch(() => {})
  return Router().get('/api/live', endpoint('anyone', async (request, response) => {
    const audience = audienceOf(actorOf(request))
    const account = actorOf(request)?.account
    const holder = account ? `account ${account}` : `address ${addressOf(request)}`
    if ((held.get(holder) ?? 0) >= mostStreams[account ? 'account' : 'address']) throw new Problem('tooMany')
    const key = cookieOf(request, 'session')
    const session = sessionOf(request)?.code
    if (session !== undefined) standing.set(session, (standing.get(session) ?? new Set()).add(response))
    const known = read(Since, { since: request.get('last-event-id') || request.query.since }).since ?? live.head
    held.set(holder, (held.get(holder) ?? 0) + 1)
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' })
    const said = (name: string) => `event: ${name}\nid: ${live.head}\ndata: {"seq":${live.head}}\n\n`
    // Followed before what was missed is read, so that nothing falls between.
    const waiting: Told[] = []
    let tell = (told: Told): void => void waiting.push(told)
    const end = live.follow((told) => tell(told))
    const beat = setInterval(() => {
      if (response.writableLength > 1 << 20) return void response.destroy()
      response.write(said('head'))
      if (key) void sessions.find(db, key, false).then((found) => { if (audienceOf(sessions.counting(found)) !== audience) response.end() }, () => {})
    }, beatMs)
    response.on('close', () => {
      clearInterval(beat)
      end()
      if (session !== undefined && standing.get(session)?.delete(response) && !standing.get(session)!.size) standing.delete(session)
      const left = (held.get(holder) ?? 1) - 1
      if (left) held.set(holder, left)
      else held.delete(holder)
    })
    // A screen may go while it is written to; that is its own affair.
    response.on('error', () => {})
    const missed = await live.since(known).catch(() => null)
    let last = known
    tell = (told) => {
      if (told.public.seq <= last) return
      last = told.public.seq
      response.write(textOf(told, audience))
    }
    const untold = audience === 'public' && missed?.some(({ turnedAt }) => isLongAgo(turnedAt, awayMs))
    if (!missed || untold) {
      last = live.head
      response.write(said('reset'))
    } else missed.forEach(tell)
    waiting.forEach(tell)
    response.write(said('head'))
  }))
}

export const noun: Noun = { description, routes }
