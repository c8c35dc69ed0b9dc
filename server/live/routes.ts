// GET /api/live: what changes, as it changes (server-sent events). `since`, or Last-Event-ID, says what a screen knows already.
import { Router, type Response } from 'express'
import { z } from 'zod'
import { audienceOf } from '../../domain/roles.ts'
import * as sessions from '../accounts/sessions.ts'
import { addressOf } from '../http/address.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf, cookieOf, sessionOf } from '../http/session.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'
import type { Listener, Source, Told } from './source.ts'

/** The id of the last event heard: its place in each source, joined by dots; of the record alone, the number of a change. */
const Since = z.object({ since: z.string().regex(/^\d{1,15}(\.\d{1,15})*$/, '写成 123 或 123.45 (a number, or numbers joined by dots)').optional() })

/** A screen that hears nothing for a few of these takes the line for lost (client/stores/live.ts). */
const pulseEveryMs = 2000
/** Who has signed out meanwhile is not told what they may not see. */
const beatEveryMs = 20_000

/** An event's text, written once for all screens. */
const written = new WeakMap<object, string>()
const textOf = (event: object): string => {
  const text = written.get(event) ?? JSON.stringify(event)
  written.set(event, text)
  return text
}

/** Tells one listener of one source from `at` on: first what was missed, then what comes. */
const follow = (source: Source, listener: Listener, at: number, write: (event: object | 'reset', at: number) => void) => {
  // Followed before what was missed is read, so that nothing falls between.
  const waiting: Told[] = []
  let hear = (told: Told): void => void waiting.push(told)
  const deliver = (told: Told) => {
    const event = told.at > at ? told.heardBy(listener) : null
    if (event) write(event, (at = told.at))
  }
  const end = source.follow((told) => hear(told))
  const start = async () => {
    const missed = await source.since(at, listener).catch(() => null)
    hear = deliver
    if (missed) missed.forEach(deliver)
    else write('reset', (at = source.head))
    waiting.forEach(deliver)
  }
  return { start, end }
}

/** Streams one may hold open: an account's own screens, and all of an address's public (a whole office may share one). */
const mostStreams = { account: 30, address: 300 }

const routes = ({ database: db, sources, beatMs = beatEveryMs }: House) => {
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
    const since = read(Since, { since: request.get('last-event-id') || request.query.since || undefined }).since?.split('.').map(Number) ?? []
    const listener: Listener = { audience, account: account ?? null }
    // Of what a screen has heard nothing yet, it has missed nothing.
    const places = sources.map((source, i) => since[i] ?? source.head)
    held.set(holder, (held.get(holder) ?? 0) + 1)
    response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8', 'Cache-Control': 'no-store, no-transform', 'X-Accel-Buffering': 'no' })
    const say = (name: string, data: string) => response.write(`${name === 'message' ? '' : `event: ${name}\n`}id: ${places.join('.')}\ndata: ${data}\n\n`)
    const sayHead = (name: string) => say(name, `{"seq":${places[0]}}`)
    const followed = sources.map((source, i) => follow(source, listener, places[i], (event, at) => {
      places[i] = at
      if (event === 'reset') sayHead('reset')
      else say(source.name, textOf(event))
    }))
    const pulse = setInterval(() => {
      if (response.writableLength > 1 << 20) response.destroy()
      else sayHead('head')
    }, Math.min(pulseEveryMs, beatMs))
    const beat = setInterval(() => {
      if (key) void sessions.find(db, key, false).then((found) => {
        if (audienceOf(sessions.actorIn(found)) !== audience) response.end()
      }, () => {})
    }, beatMs)
    response.on('close', () => {
      clearInterval(pulse)
      clearInterval(beat)
      for (const { end } of followed) end()
      if (session !== undefined && standing.get(session)?.delete(response) && !standing.get(session)!.size) standing.delete(session)
      const left = (held.get(holder) ?? 1) - 1
      if (left) held.set(holder, left)
      else held.delete(holder)
    })
    // A screen may go while it is written to; that is its own affair.
    response.on('error', () => {})
    for (const { start } of followed) await start()
    sayHead('head')
  }))
}

export const noun: Noun = { description, routes }
