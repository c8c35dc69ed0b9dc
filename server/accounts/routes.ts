// /api/session: signing in and out, one's devices, acting for a chief, one's password.
import { Router, json } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { SessionState } from '../../domain/api.ts'
import type { Actor } from '../../domain/roles.ts'
import type { Database } from '../db/database.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf, cookieOf, drop, keep, sessionOf } from '../http/session.ts'
import * as accounts from './queries.ts'
import { leastLength, opens, sealed } from './password.ts'
import * as sessions from './sessions.ts'
import * as throttle from './throttle.ts'

const Login = z.string().trim().min(1, '请填写').max(100).transform((text) => text.toLowerCase().replaceAll(/[\s-]/g, ''))
const SignIn = z.strictObject({ login: Login, password: z.string().min(1, '请填写').max(1000) })
const NewPassword = z.strictObject({
  old: z.string().max(1000),
  new: z.string().min(leastLength, `至少 ${leastLength} 个字符 (at least ${leastLength} characters)`).max(1000),
})
const ActFor = z.strictObject({ chief: z.string().max(100).nullable() })

export const accountRoutes = (db: Database, log: Logger) => {
  const stateOf = async (actor: Actor | null): Promise<SessionState> => ({ actor, chiefs: actor ? await accounts.chiefsOf(db, actor.person) : [] })

  return Router()
    .use('/api/session', json({ limit: '10kb' }))
    .get('/api/session', endpoint('anyone', (request) => stateOf(actorOf(request))))
    .post('/api/session', endpoint('anyone', async (request, response) => {
      const { login, password } = read(SignIn, request.body)
      const device = await sessions.knownDevice(db, cookieOf(request, 'device'), login)
      const attempt: throttle.Try = { login, address: request.ip ?? '', device }
      const seconds = await throttle.enter(db, attempt)
      if (seconds > 0) throw new Problem('signInTooOften', { minutes: Math.ceil(seconds / 60) })
      const account = await accounts.byLogin(db, login)
      const right = await opens(password, account?.password ?? null)
      if (!account || !right) {
        log.info({ address: attempt.address }, 'sign-in failed')
        throw new Problem('signInWrong')
      }
      const key = await db.transaction(async (tx) => {
        await throttle.succeeded(tx, attempt)
        const before = sessionOf(request)
        if (before) await sessions.end(tx, before.actor.account, before.code)
        if (!device) keep(request, response, 'device', await sessions.trust(tx, account.code))
        return sessions.begin(tx, account.code, request.get('user-agent') ?? '')
      })
      keep(request, response, 'session', key)
      response.status(201)
      return stateOf((await sessions.find(db, key))!.actor)
    }))
    .delete('/api/session', endpoint('anyone', async (request, response) => {
      const session = sessionOf(request)
      if (session) await sessions.end(db, session.actor.account, session.code)
      drop(request, response, 'session')
      return stateOf(null)
    }))
    .put('/api/session/behalf', endpoint('signedIn', async (request) => {
      const { chief } = read(ActFor, request.body)
      const session = sessionOf(request)!
      if (chief !== null && !(await accounts.chiefsOf(db, session.actor.person)).some(({ person }) => person === chief)) throw new Problem('notAssistant')
      await accounts.actFor(db, session.code, chief)
      return stateOf((await sessions.find(db, cookieOf(request, 'session')!))?.actor ?? null)
    }))
    .put('/api/session/password', endpoint('signedIn', async (request) => {
      const given = read(NewPassword, request.body)
      const session = sessionOf(request)!
      const { account } = session.actor
      if (!(await opens(given.old, await accounts.passwordOf(db, account)))) throw new Problem('passwordWrong')
      const password = await sealed(given.new)
      await db.transaction(async (tx) => {
        await accounts.setPassword(tx, account, password)
        await sessions.endOthers(tx, account, session.code)
      })
      return stateOf(session.actor)
    }))
    .get('/api/session/devices', endpoint('signedIn', async (request) => {
      const { actor, code } = sessionOf(request)!
      return (await sessions.list(db, actor.account)).map((one) => ({ ...one, here: one.code === code }))
    }))
    .delete('/api/session/devices/:code', endpoint('signedIn', async (request) => {
      const { actor } = sessionOf(request)!
      await sessions.end(db, actor.account, String(request.params.code))
      return (await sessions.list(db, actor.account)).map((one) => ({ ...one, here: one.code === sessionOf(request)!.code }))
    }))
    .get('/api/session/demonstration', endpoint('anyone', () => accounts.demoPeople(db)))
}
