// /api/network: the river network for a browser's own tracing, whole and as changes.
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { Router } from 'express'
import { z } from 'zod'
import { Rehearsal } from '../../domain/changes/schemas.ts'
import { audienceOf } from '../../domain/roles.ts'
import { judgeOf } from '../changes/judge.ts'
import { bodyOf, limitOf } from '../changes/limits.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { actorOf } from '../http/session.ts'
import { relationsOf } from './relations.ts'
import type { Noun } from '../house.ts'
import { description } from './describe.ts'
import { tell } from './tell.ts'

const plain = promisify(gunzip)
const Since = z.object({ since: z.coerce.number().int().min(0).max(2 ** 52) })

export const noun: Noun = { description, tell, routes: ({ database, network }) => Router()
    .get('/api/network', endpoint('anyone', async (request, response) => {
      const audience = audienceOf(actorOf(request))
      const snapshot = await network.current()
      // `seq` is in the answer and moves with changes that leave the network as it is: the version alone says what it is.
      const etag = `"${snapshot.version(audience)}"`
      response.setHeader('ETag', etag)
      response.vary('Accept-Encoding')
      response.setHeader('Content-Type', 'application/json; charset=utf-8')
      if (request.get('if-none-match')?.includes(etag)) return void response.status(304).end()
      const body = await snapshot.body(audience)
      if (/\bgzip\b/.test(request.get('accept-encoding') ?? '')) response.setHeader('Content-Encoding', 'gzip').end(body)
      else response.end(await plain(body))
    }))
    .get('/api/network/changes', endpoint('anyone', (request) => network.changes(audienceOf(actorOf(request)), read(Since, { since: request.query.since }).since)))
    .use('/api/network/relations', bodyOf(database))
    .post('/api/network/relations', endpoint('signedIn', (request) => {
      const { operations } = read(Rehearsal, request.body)
      return relationsOf(database, network, actorOf(request), operations, judgeOf(operations, limitOf(request)))
    })) }
