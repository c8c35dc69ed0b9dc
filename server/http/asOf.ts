// As of which day something is asked, in two senses: as it was, and as we then believed it was.
import type { Request } from 'express'
import { z } from 'zod'
import { audienceOf } from '../../domain/roles.ts'
import { today } from '../../domain/today.ts'
import { Day, read } from './endpoint.ts'
import { Problem } from './problem.ts'
import { actorOf } from './session.ts'

const AsOf = z.object({ on: Day.optional(), known: Day.optional() })

/** The day asked for, and by when it must have been known: what we once believed is for those who work for the city. */
export const asOf = (request: Request) => {
  const { on, known } = read(AsOf, { on: request.query.on, known: request.query.known })
  if (known && audienceOf(actorOf(request)) !== 'staff') throw new Problem(actorOf(request) ? 'notAllowed' : 'signInFirst')
  return { on: on ?? (known ? today() : undefined), known }
}
