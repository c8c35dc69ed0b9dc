// The third kind of endpoint, beside `endpoint` and `register` (endpoint.ts): one that changes the register.
import type { Request, RequestHandler, Response } from 'express'
import type { Allow, Fresh } from '../../domain/roles.ts'
import type { Database, Queryable } from '../db/database.ts'
import { endpoint } from './endpoint.ts'
import { actorOf } from './session.ts'
import { inTurn, judgedInTurn } from './turns.ts'

export interface Asked<T> {
  /** Looks at what is asked for before anybody waits for it: who may, then whether it will do. Throws what is refused. */
  judge?(db: Queryable): Promise<void>
  make(db: Queryable): Promise<T>
}

/**
 * An endpoint that changes the register: `ask` reads what is wanted, without holding a connection; that is judged; and it is done in
 * its turn, in one transaction in the name of whoever asks. `answer` has the last word once that is committed.
 */
export const change = <T>(
  allow: Allow | Fresh, ask: (request: Request) => Asked<T> | Promise<Asked<T>>,
  answer: (done: T, request: Request, response: Response) => unknown,
): RequestHandler =>
  endpoint(allow, async (request, response) => {
    const database = request.app.locals.database as Database
    const actor = actorOf(request)
    const { judge, make } = await ask(request)
    const who = actor?.person ?? ''
    if (judge) await judgedInTurn(database, who, () => database.as(actor, judge))
    return answer(await inTurn<T>(database, who, () => database.as(actor, make)), request, response)
  })
