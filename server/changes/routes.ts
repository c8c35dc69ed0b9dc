// /api/changes: making and undoing changes of the register; /api/history: what became of an object.
import { Router, json } from 'express'
import { z } from 'zod'
import { type Changed, ChangeRequest } from '../../domain/changes.ts'
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import { read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import * as changes from './queries.ts'

const Undo = z.strictObject({ id: z.uuid() })
const Seq = z.coerce.number().int().min(1).max(2 ** 52)

/** A reach of 200,000 vertices is 8 MB of text. */
const mostBytes = '30mb'

const layerFor = (id: unknown): Layer => layerOf(String(id)) ?? (() => { throw new Problem('layerUnknown', { layer: id }) })()

const found = async <T>(answer: Promise<T | null>, seq: number): Promise<T> => (await answer) ?? (() => { throw new Problem('changeUnknown', { seq }) })()

export const changeRoutes = Router()
  .use('/api/changes', json({ limit: mostBytes }))
  .post('/api/changes', register('signedIn', async (db, request, response): Promise<Changed> => {
    const done = await changes.make(db, read(ChangeRequest, request.body))
    response.status(201)
    return done
  }))
  .post('/api/changes/:seq/undo', register('signedIn', async (db, request, response): Promise<Changed> => {
    const done = await changes.undo(db, read(Undo, request.body).id, read(Seq, request.params.seq))
    response.status(201)
    return done
  }))
  .get('/api/changes/:seq', register('signedIn', (db, request) => {
    const seq = read(Seq, request.params.seq)
    return found(changes.changed(db, seq), seq)
  }))
  .get('/api/history/:layer/:code', register('signedIn', (db, request) => changes.history(db, layerFor(request.params.layer), String(request.params.code))))
  .get('/api/history/:layer/:code/:seq', register('signedIn', (db, request) => changes.passage(db, layerFor(request.params.layer), String(request.params.code), read(Seq, request.params.seq))))
  .get('/api/features/:layer/:code/hanging', register('signedIn', (db, request) => changes.hanging(db, layerFor(request.params.layer), String(request.params.code))))
