// /api/waters/{code}: the card of a water, as of a day.
import { Router } from 'express'
import { layerOf } from '../../domain/catalogue.ts'
import { today } from '../../domain/today.ts'
import * as features from '../features/queries.ts'
import { asOf } from '../http/asOf.ts'
import { audit } from '../http/audit.ts'
import { register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import * as waters from './queries.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'

export const noun: Noun = { description, routes: () => Router().get('/api/waters/:code', register('anyone', async (db, request) => {
  const { on = today(), known } = asOf(request)
  const code = String(request.params.code)
  const card = (await waters.card(db, code, on)) ?? (() => { throw new Problem('waterUnknown', { code }) })()
  // The numbers of whoever answers now are on the board by the river; those of who will are not yet.
  const ahead = [...card.chiefs.now, ...card.chiefs.before].filter(({ from, phone }) => phone !== null && from > today())
    .map(({ person }) => person)
  if (ahead.length) audit(request, 'readPersonal', { about: ahead, details: { what: 'chiefs', water: code } })
  if (!known) return card
  const then = (await features.on(db, layerOf(card.layer)!, code, on, known)) ?? (() => { throw new Problem('notThen', { code, on }) })()
  return { ...card, facts: then.facts, name: String(then.facts.name), version: then.version, past: true }
})) }
