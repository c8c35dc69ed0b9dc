// /api/suspects: who could have done it; /api/looks: what somebody found on the way up. Naming a household as a suspect to
// everybody does harm that a wrong ranking cannot undo, so all of it is for those who work for the city.
import { Router, json, type Request } from 'express'
import { z } from 'zod'
import { NewLook, SuspectsAsked } from '../../domain/suspects/schemas.ts'
import { audit, filterOf } from '../http/audit.ts'
import { endpoint, read, register } from '../http/endpoint.ts'
import { heavy } from '../http/heavy.ts'
import { Problem } from '../http/problem.ts'
import { actorOf } from '../http/session.ts'
import { answerOf } from './answer.ts'
import { inquire, type Inquired } from './inquire.ts'
import { mostInPack, pack } from './pack.ts'
import * as queries from './queries.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'

/** The network is asked before the register is entered: both want it for themselves. */
const inquired = async ({ database, network }: Pick<House, 'database' | 'network'>, request: Request, givenUp?: AbortSignal): Promise<{ asked: SuspectsAsked; found: Inquired }> => {
  const asked = read(SuspectsAsked, request.query)
  const snapshot = await network.current()
  return { asked, found: await database.patient.as(actorOf(request), (db) => inquire(snapshot, db, asked), givenUp) }
}

const Format = z.object({ format: z.enum(['pdf', 'gpkg']).default('pdf') })

export const noun: Noun = { description, routes: ({ database, network, scribe, gate }) => Router()
  .get('/api/suspects', endpoint('seeSuspects', async (request) => {
    const { asked, found } = await inquired({ database, network }, request)
    audit(request, 'readPersonal', { details: { what: 'suspects', filter: filterOf(request) } })
    return answerOf(found, asked)
  }))
  .get('/api/suspects/pack', heavy(gate, 'seeSuspects', async (request, _response, givenUp) => {
    const { format } = read(Format, { format: request.query.format })
    const { found } = await inquired({ database, network }, request, givenUp)
    audit(request, 'exported', { details: { what: 'suspects', format, filter: filterOf(request), rows: Math.min(mostInPack, found.ranked.order.length) } })
    return pack(scribe, found, format, actorOf(request)!, givenUp)
  }))
  .use('/api/looks', json({ limit: '100kb' }))
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
  })) }
