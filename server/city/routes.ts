// /api/settings, /api/state
import { Router } from 'express'
import { readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Settings } from '../../domain/city/schemas.ts'
import { Month, read, register } from '../http/endpoint.ts'
import { today } from '../../domain/today.ts'
import { lastDayOf } from '../../domain/months.ts'
import * as cities from './queries.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'
import { state } from './state.ts'
import { tell } from './tell.ts'

export const version = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version

const OfMonth = z.object({ month: Month.optional() })

export const noun: Noun = { description, tell, routes: ({ database, live, provider, exposed }) => Router()
    .get('/api/settings', register('anyone', async (tx): Promise<Settings> => {
      const month = today().slice(0, 7)
      const found = await cities.city(tx)
      const demonstration = Boolean(database.demonstration) && found?.source === 'demonstration'
      return {
        city: found && { name: found.name, extent: found.extent, demonstration, exposed: demonstration && exposed, sample: !demonstration && ['demonstration', 'sample'].includes(found.source) },
        sso: provider?.name ?? null,
        tianditu: process.env.TIANDITU_KEY || null,
        head: live.head,
        months: [(await cities.firstMonth(tx)) ?? month, month],
      }
    }))
    .get('/api/state', register('anyone', (db, request) => {
      const { month = today().slice(0, 7) } = read(OfMonth, request.query)
      return state(db, month, lastDayOf(month))
    })) }
