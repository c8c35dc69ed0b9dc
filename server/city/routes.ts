// /api/settings, /api/state
import { Router } from 'express'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Settings } from '../../domain/city/schemas.ts'
import type { Database } from '../db/database.ts'
import type { Live } from '../live/live.ts'
import { Month, read, register } from '../http/endpoint.ts'
import { today } from '../../domain/today.ts'
import { lastDayOf } from '../../domain/months.ts'
import * as cities from './queries.ts'

export const version = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version

const OfMonth = z.object({ month: Month.optional() })

/** `sso` is the name of the city's single sign-on; `exposed`, that others can reach a demonstration. */
export const cityRoutes = (live: Live, { sso, exposed }: { sso: string | null; exposed: boolean }) =>
  Router()
    .get('/api/settings', register('anyone', async (tx, request): Promise<Settings> => {
      const month = today().slice(0, 7)
      const found = await cities.city(tx)
      const demonstration = Boolean((request.app.locals.database as Database).demonstration) && found?.source === 'demonstration'
      return {
        city: found && { name: found.name, extent: found.extent, demonstration, exposed: demonstration && exposed, sample: !demonstration && ['demonstration', 'sample'].includes(found.source) },
        sso,
        tianditu: process.env.TIANDITU_KEY || null,
        head: live.head,
        months: [(await cities.firstMonth(tx)) ?? month, month],
      }
    }))
    .get('/api/state', register('anyone', (db, request) => {
      const { month = today().slice(0, 7) } = read(OfMonth, request.query)
      return cities.state(db, month, lastDayOf(month))
    }))
