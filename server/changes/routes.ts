// /api/changes: making and undoing changes of the register; /api/history: what became of an object.
import { Router, json, type Request } from 'express'
import { z } from 'zod'
import { ChangeRequest, type Changed } from '../../domain/changes.ts'
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import type { Database, Queryable } from '../db/database.ts'
import { demandFresh, endpoint, read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import * as changes from './queries.ts'
import { turns } from './turns.ts'

const Undo = z.strictObject({ id: z.uuid() })
const Seq = z.coerce.number().int().min(1).max(2 ** 52)

/** A reach of 200,000 vertices is 8 MB of text. */
const whole = json({ limit: '30mb' })
/** Who is not signed in has nothing to send. */
const little = json({ limit: '10kb' })

const layerFor = (id: unknown): Layer => layerOf(String(id)) ?? (() => { throw new Problem('layerUnknown', { layer: id }) })()

const found = async <T>(answer: Promise<T | null>, seq: number): Promise<T> => (await answer) ?? (() => { throw new Problem('changeUnknown', { seq }) })()

export const changeRoutes = (database: Database) => {
  const inTurn = turns()
  const make = (asked: (request: Request) => (db: Queryable) => Promise<Changed>, first: (request: Request) => Promise<void> = () => Promise.resolve()) =>
    endpoint('signedIn', async (request, response) => {
      const work = asked(request)
      await first(request)
      const done = await inTurn(() => database.as(actorOf(request), work))
      response.status(201)
      return done
    })
  return Router()
    .use('/api/changes', (request, response, next) => (actorOf(request) ? whole : little)(request, response, next))
    .post('/api/changes', make((request) => {
      const asked = read(ChangeRequest, request.body)
      return (db) => changes.make(db, asked)
    }))
    .post('/api/changes/:seq/undo', make((request) => {
      const [{ id }, undone] = [read(Undo, request.body), read(Seq, request.params.seq)]
      return (db) => changes.undo(db, id, undone)
      // Undoing what was done with people administers as much as doing it.
    }, async (request) => {
      if (await changes.ofPeople(database, read(Seq, request.params.seq))) await demandFresh(request)
    }))
    .get('/api/changes/:seq', register('signedIn', (db, request) => {
      const seq = read(Seq, request.params.seq)
      return found(changes.changed(db, seq), seq)
    }))
    .get('/api/history/:layer/:code', register('signedIn', (db, request) => changes.history(db, layerFor(request.params.layer), String(request.params.code))))
    .get('/api/history/:layer/:code/:seq', register('signedIn', (db, request) => changes.passage(db, layerFor(request.params.layer), String(request.params.code), read(Seq, request.params.seq))))
    .get('/api/features/:layer/:code/hanging', register('signedIn', (db, request) => changes.hanging(db, layerFor(request.params.layer), String(request.params.code))))
}
