// How much whoever asks may send at a time.
import { json, type Request, type RequestHandler } from 'express'
import type { Database } from '../db/database.ts'
import { actorOf } from '../http/session.ts'
import { limitFor, type Limit } from './judge.ts'

const limits = new WeakMap<Request, Limit>()

/** What `bodyOf` found whoever asks may send. */
export const limitOf = (request: Request): Limit => limits.get(request)!

/** Who is not signed in has nothing to send. */
const little = json({ limit: '10kb' })

/** Reads as much of a body as whoever asks may send; the limit stays with the request. */
export const bodyOf = (database: Database): RequestHandler => (request, response, next) => {
  const actor = actorOf(request)
  if (!actor) return little(request, response, next)
  limitFor(database, actor).then((limit) => {
    limits.set(request, limit)
    json({ limit: limit.megabytes * 1024 ** 2 })(request, response, next)
  }, next)
}
