// A handler returns the body or throws; this does the rest, once.
import { rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { may, type Allow } from '../../domain/roles.ts'
import type { Database, Queryable } from '../db/database.ts'
import { paying } from '../spending.ts'
import { askerOf } from './asker.ts'
import type { Pace } from './pace.ts'
import { Problem } from './problem.ts'
import { actorOf } from './session.ts'

export type Handler = (request: Request, response: Response) => unknown

const stalledMs = 60_000

/** An answer that is a file in a folder of its own. It is sent once the register has been left, so that a slow line keeps nobody waiting. */
export class Download {
  constructor(
    private readonly path: string,
    private readonly type: string,
    /** For programs that read no Chinese, and for everybody else (RFC 6266). */
    private readonly names: { ascii: string; full: string },
  ) {}

  async send(response: Response): Promise<void> {
    if (response.destroyed) return rm(dirname(this.path), { recursive: true, force: true })
    response.setHeader('Content-Type', this.type)
    response.setHeader('Content-Disposition', `attachment; filename="${this.names.ascii}"; filename*=UTF-8''${encodeURIComponent(this.names.full)}`)
    response.setHeader('Cache-Control', 'no-store')
    // Whoever fetches nothing of it for this long has gone, whatever the line says.
    response.setTimeout(stalledMs, () => response.destroy())
    const options = { acceptRanges: false, etag: false, lastModified: false, cacheControl: false, dotfiles: 'allow' } as const
    await new Promise<void>((resolve, reject) =>
      // Whoever has left has no complaint.
      response.sendFile(this.path, options, (reason) => (reason && !response.headersSent && !response.destroyed ? reject(reason) : resolve())))
      .finally(() => rm(dirname(this.path), { recursive: true, force: true }))
  }
}

/** What each endpoint lets in, for the table of every address by every role. */
export const allowed = new WeakMap<RequestHandler, Allow>()

/** The asker has left before the answer was there; nobody is told. */
export class GivenUp extends Error {}

const leaving = new WeakMap<ServerResponse, AbortController>()

/** Is aborted when whoever waits for a response has left. */
export const givenUpBy = (response: ServerResponse): AbortSignal => {
  let controller = leaving.get(response)
  if (!controller) {
    const mine = (controller = new AbortController())
    leaving.set(response, mine)
    const left = () => {
      if (!response.writableFinished) mine.abort(new GivenUp())
    }
    response.once('close', left)
    if (response.destroyed) left()
  }
  return controller.signal
}

/** Wraps a handler: who may, how fast, JSON body, a validator on request, errors to the one error path. */
export const endpoint = (allow: Allow, handle: Handler): RequestHandler => {
  const handler: RequestHandler = async (request, response, next) => {
    try {
      const actor = actorOf(request)
      if (!may(actor, allow)) throw new Problem(actor ? 'notAllowed' : 'signInFirst')
      const pace = request.app.locals.pace as Pace | undefined
      const asker = askerOf(request)
      await pace?.wait(asker, handler, givenUpBy(response))
      const body = await paying((ms) => pace?.spend(asker, handler, ms), () => handle(request, response))
      if (body instanceof Download) await body.send(response)
      else if (!response.headersSent) response.json(body)
    } catch (reason) {
      if (!givenUpBy(response).aborted) next(reason)
    }
  }
  allowed.set(handler, allow)
  return handler
}

/** An endpoint that works on the register, in one transaction in the name of whoever asks. */
export const register = (allow: Allow, handle: (db: Queryable, request: Request, response: Response) => Promise<unknown>): RequestHandler =>
  endpoint(allow, (request, response) => (request.app.locals.database as Database).as(actorOf(request), (db) => handle(db, request, response)))

/** A day as people write it; the calendar of the database has no year 0. */
export const Day = z.iso.date('写成 YYYY-MM-DD').refine((day) => !day.startsWith('0000'), '没有公元 0 年 (there is no year 0)')

/** A month as people write it. */
export const Month = z.string().regex(/^(19|20)\d{2}-(0[1-9]|1[0-2])$/, '写成 YYYY-MM')

/** Reads parameters with a schema; names the field and what is wrong with it. */
export const read = <Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> => {
  try {
    return schema.parse(input)
  } catch (reason) {
    if (!(reason instanceof z.ZodError)) throw reason
    const [issue] = reason.issues
    throw new Problem('inputInvalid', { field: issue!.path.join('.') || '内容', reason: issue!.message })
  }
}
