// /api/waters/{code}: the card of a water, as of a day.
import { Router } from 'express'
import { z } from 'zod'
import { Day, read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { today } from '../city/months.ts'
import * as waters from './queries.ts'

const AsOf = z.object({ on: Day.optional() })

export const waterRoutes = Router().get('/api/waters/:code', register('anyone', async (db, request) => {
  const { on = today() } = read(AsOf, request.query)
  const code = String(request.params.code)
  return (await waters.card(db, code, on)) ?? (() => { throw new Problem('waterUnknown', { code }) })()
}))
