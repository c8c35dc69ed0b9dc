// /api/suspects: who could have done it; /api/looks: what somebody found on the way up. Naming a household as a suspect to
// everybody does harm that a wrong ranking cannot undo, so all of it is for those who work for the city.
import { Router } from 'express'
import { NewLook, SuspectsAsked } from '../../domain/suspects/api.ts'
import type { Database } from '../db/database.ts'
import { read, register } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import { answerOf } from './answer.ts'
import { inquire } from './inquire.ts'
import * as queries from './queries.ts'

export const suspectRoutes = Router()
  .get('/api/suspects', register('seeSuspects', async (db, request) => {
    const asked = read(SuspectsAsked, request.query)
    return answerOf(db, await inquire(request.app.locals.database as Database, db, asked), asked)
  }))

export const lookRoutes = Router()
  .post('/api/looks', register('seeSuspects', async (db, request, response) => {
    const look = read(NewLook, request.body)
    const actor = actorOf(request)!
    const added = await queries.addLook(db, look, actor)
    const kept = await queries.sameLook(db, look, actor)
    // Sent twice: the same answer; another look under its id: neither is lost, one is refused.
    if (!kept?.same) throw new Problem('lookReused')
    const { same: _, ...record } = kept
    response.status(added ? 201 : 200)
    return record
  }))
