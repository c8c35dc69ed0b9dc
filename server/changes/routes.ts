// /api/changes: making and undoing changes of the register; /api/history: what became of an object.
import { Router, type Request, type Response } from 'express'
import { z } from 'zod'
import { ChangeRequest, type Changed, type Operation } from '../../domain/changes/schemas.ts'
import { layerOf, type Layer } from '../../domain/catalogue.ts'
import { auditWithin } from '../http/audit.ts'
import { change } from '../http/change.ts'
import { demandFresh, read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { auditAct } from '../people/audited.ts'
import { judgeOf } from './judge.ts'
import { bodyOf, limitOf } from './limits.ts'
import { make, undo } from './make.ts'
import * as changes from './queries.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'

const Undo = z.strictObject({ id: z.uuid() })
const Seq = z.coerce.number().int().min(1).max(2 ** 52)

const layerFor = (id: unknown): Layer => layerOf(String(id)) ?? (() => { throw new Problem('layerUnknown', { layer: id }) })()

const found = async <T>(answer: Promise<T | null>, seq: number): Promise<T> => (await answer) ?? (() => { throw new Problem('changeUnknown', { seq }) })()

/** Whether it writes what only those who work for the city may read: an owner, a telephone. */
const namesPeople = (operation: Operation): operation is Extract<Operation, { op: 'create' | 'update' }> =>
  (operation.op === 'create' || operation.op === 'update') && layerFor(operation.layer).fields.some(({ name, confidential }) => confidential && operation.fields?.[name] !== undefined)

const made = (done: Changed, _request: Request, response: Response) => {
  response.status(201)
  return done
}

export const noun: Noun = { description, routes: ({ database }) => Router()
    .use('/api/changes', bodyOf(database))
    .post('/api/changes', change('signedIn', (request) => {
      const asked = read(ChangeRequest, request.body)
      return {
        judge: judgeOf(asked.operations, limitOf(request), asked.id),
        async make(db) {
          const done = await make(db, asked)
          const about = asked.operations.filter(namesPeople).flatMap(({ layer, code }) => (code !== undefined ? [code] : done.items.filter((item) => item.op === 'insert' && item.layer === layer).map((item) => item.code)))
          if (about.length) await auditWithin(db, request, 'changedPersonal', { about: [...new Set(about)], change: done.seq })
          return done
        },
      }
    }, made))
    .post('/api/changes/:seq/undo', change('signedIn', async (request) => {
      const [{ id }, undone] = [read(Undo, request.body), read(Seq, request.params.seq)]
      // Undoing what was done with people administers as much as doing it.
      if (await changes.ofPeople(database, undone)) await demandFresh(request)
      return {
        async make(db) {
          const done = await undo(db, id, undone)
          await auditAct(db, request, 'undo', done.seq)
          return done
        },
      }
    }, made))
    .get('/api/changes/:seq', register('signedIn', (db, request) => {
      const seq = read(Seq, request.params.seq)
      return found(changes.changeOf(db, seq), seq)
    }))
    .get('/api/history/:layer/:code', register('signedIn', (db, request) => changes.history(db, layerFor(request.params.layer), String(request.params.code))))
    .get('/api/history/:layer/:code/:seq', register('signedIn', (db, request) => changes.passage(db, layerFor(request.params.layer), String(request.params.code), read(Seq, request.params.seq))))
    .get('/api/features/:layer/:code/hanging', register('signedIn', (db, request) => changes.hangingOn(db, layerFor(request.params.layer), String(request.params.code)))) }
