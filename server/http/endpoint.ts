// A handler returns the body or throws; this does the rest, once.
import { rm } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { dirname } from 'node:path'
import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { may, type Actor, type Allow, type Fresh } from '../../domain/roles.ts'
import type { Database, Queryable } from '../db/database.ts'
import { addressOf, audit, filterOf, isNoted, writeAudit } from './audit.ts'
import { withPayer } from '../spending.ts'
import { askerOf } from './asker.ts'
import type { Pace } from './pace.ts'
import { fromPostgres, Problem } from './problem.ts'
import { actorOf, sessionOf, waysOf } from './session.ts'

export type Handler = (request: Request, response: Response) => unknown

const stalledMs = 60_000

/**
 * An answer that is a file in a folder of its own. It is sent once the register has been left, so that a slow line keeps nobody waiting.
 */
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
      response.sendFile(this.path, options, (reason) =>
        (reason && !response.headersSent && !response.destroyed ? reject(reason) : resolve())))
      .finally(() => this.discard())
  }

  discard(): Promise<void> {
    return rm(dirname(this.path), { recursive: true, force: true })
  }
}

/** What each endpoint lets in, for the table of every address by every role. */
export const allowOf = new WeakMap<RequestHandler, Allow>()

/** The asker has left before the answer was there; nobody is told. */
class GivenUp extends Error {}

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

/** Which endpoints take a second factor proven lately. */
const freshly = new WeakSet<RequestHandler>()

/** Asks whoever has to prove a second factor, and has not lately, to prove it again; the same request then goes through. */
export const demandFresh = async (request: Request): Promise<void> => {
  if (sessionOf(request)?.stale) throw new Problem('proveAgain', { ways: await waysOf(request) })
}

/** Who is let through: while something is pending, only to what helps to settle it, and that only once the second factor is proven. */
const comingIn = (request: Request, allow: Allow): Actor | null => {
  const session = sessionOf(request)
  const settling = allow === 'proving' || (allow === 'pending' && !session?.pending.includes('factor'))
  return settling ? (session?.actor ?? null) : actorOf(request)
}

/** Wraps a handler: who may, how fast, JSON body, a validator on request, errors to the one error path. */
export const endpoint = (who: Allow | Fresh, handle: Handler): RequestHandler => {
  const [allow, freshOnly] = typeof who === 'string' ? [who, false] : [who.right, who.fresh]
  const handler: RequestHandler = async (request, response, next) => {
    try {
      addressOf(request)
      const actor = comingIn(request, allow)
      if (!may(actor, allow)) throw new Problem(actor ? 'notAllowed' : sessionOf(request) ? 'pendingFirst' : 'signInFirst')
      if (freshOnly) await demandFresh(request)
      const pace = request.app.locals.pace as Pace | undefined
      const asker = askerOf(request)
      const made = async (): Promise<unknown> => withPayer((ms) => pace?.spend(asker, handler, ms), () => handle(request, response))
      const body = pace ? await pace.run(asker, handler, made, givenUpBy(response)) : await made()
      // Whatever goes out as a file is in the log, and before it goes.
      if (body instanceof Download && !isNoted(request, ['exported', 'auditExported'])) audit(request, 'exported', { details: { what: request.path, filter: filterOf(request) } })
      await writeAudit(request).catch(async (reason: unknown) => {
        if (body instanceof Download) await body.discard()
        throw reason
      })
      if (body instanceof Download) await body.send(response)
      else if (!response.headersSent) response.json(body)
    } catch (reason) {
      // By us, or by the database; the same act tried again is one entry for a while, another is another.
      const refusal = reason instanceof Problem ? reason : fromPostgres(reason)
      if (refusal?.status === 403) audit(request, 'refused', { details: { method: request.method, path: request.path.slice(0, 200), code: refusal.code }, key: JSON.stringify([request.method, request.originalUrl, request.body ?? null]) })
      // A refusal that cannot be written down is not told either: nobody goes on guessing unseen.
      const said: unknown = await writeAudit(request).then(() => reason, (unwritten: unknown) => unwritten)
      if (!givenUpBy(response).aborted) next(said)
    }
  }
  allowOf.set(handler, allow)
  if (freshOnly) freshly.add(handler)
  return handler
}

/** An endpoint that works on the register, in one transaction in the name of whoever asks. */
export const register = (
  allow: Allow | Fresh, handle: (db: Queryable, request: Request, response: Response) => Promise<unknown>,
): RequestHandler =>
  endpoint(allow, (request, response) =>
    (request.app.locals.database as Database).as(actorOf(request), (db) => handle(db, request, response)))

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
    throw new Problem('inputInvalid', { field: issue.path.join('.') || '内容', reason: issue.message })
  }
}
