// /api/session: signing in and out (by password or the city's single sign-on), one's devices, acting for a chief, one's password.
import { Router, json, type Request } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Device } from '../../domain/api.ts'
import type { Database } from '../db/database.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { cookieOf, drop, keep, sessionOf } from '../http/session.ts'
import { admit } from './admit.ts'
import * as accounts from './queries.ts'
import { leastLength, loginOf, opens, sealed } from './password.ts'
import * as sessions from './sessions.ts'
import { stateOf } from './state.ts'
import { ownPage, readJourney, singleSignOn, writeJourney, type Provider } from './singleSignOn.ts'
import * as throttle from './throttle.ts'

const Login = z.string().trim().min(1, '请填写').max(100).transform(loginOf)
const SignIn = z.strictObject({ login: Login, password: z.string().min(1, '请填写').max(1000) })
const NewPassword = z.strictObject({
  old: z.string().max(1000),
  new: z.string().min(leastLength, `至少 ${leastLength} 个字符 (at least ${leastLength} characters)`).max(1000),
})
const ActFor = z.strictObject({ chief: z.string().max(100).nullable() })

export const accountRoutes = (db: Database, log: Logger, provider: Provider | null) => {
  const sso = provider && singleSignOn(provider)
  const baseOf = (request: Request) => process.env.PUBLIC_URL || `${request.protocol}://${request.get('host') ?? ''}`
  const devicesOf = async ({ actor, code }: sessions.Session): Promise<Device[]> => (await sessions.list(db, actor.account)).map((one) => ({ ...one, here: one.code === code }))

  return Router()
    .use('/api/session', json({ limit: '10kb' }))
    .get('/api/session', endpoint('anyone', (request) => stateOf(db, sessionOf(request))))
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
      const session = await admit(db, request, response, { account: account.code, by: 'password', alongside: (tx) => throttle.succeeded(tx, attempt) })
      response.status(201)
      return stateOf(db, session)
    }))
    .get('/api/session/sso', endpoint('anyone', async (request, response) => {
      if (!sso) throw new Problem('notFound')
      try {
        const { address, journey } = await sso.leave(`${baseOf(request)}/api/session/sso/callback`, ownPage(request.query.to))
        keep(request, response, 'journey', writeJourney(journey))
        response.redirect(address.href)
      } catch (reason) {
        log.error({ err: reason }, 'single sign-on does not answer')
        response.redirect('/?signin=ssoAway')
      }
    }))
    .get('/api/session/sso/callback', endpoint('anyone', async (request, response) => {
      if (!sso) throw new Problem('notFound')
      const journey = readJourney(cookieOf(request, 'journey'))
      drop(request, response, 'journey')
      if (!journey) return response.redirect('/?signin=ssoFailed')
      const arrived = await sso.arrive(new URL(request.originalUrl, baseOf(request)), journey).catch((reason: unknown) => {
        log.warn({ err: reason }, 'single sign-on failed')
        return null
      })
      if (!arrived) return response.redirect('/?signin=ssoFailed')
      const account = await accounts.bySubject(db, arrived.subject, arrived.login && loginOf(arrived.login))
      if (!account) return response.redirect('/?signin=ssoUnknown')
      await admit(db, request, response, { account, by: 'sso', proven: arrived.proven })
      response.redirect(ownPage(journey.to))
    }))
    .delete('/api/session', endpoint('anyone', async (request, response) => {
      const session = sessionOf(request)
      if (session) await sessions.end(db, session.actor.account, session.code)
      drop(request, response, 'session')
      return stateOf(db, null)
    }))
    .put('/api/session/behalf', endpoint('signedIn', async (request) => {
      const { chief } = read(ActFor, request.body)
      const session = sessionOf(request)!
      if (chief !== null && !(await accounts.chiefsOf(db, session.actor.person)).some(({ person }) => person === chief)) throw new Problem('notAssistant')
      await accounts.actFor(db, session.code, chief)
      return stateOf(db, await sessions.find(db, cookieOf(request, 'session')!))
    }))
    .put('/api/session/password', endpoint('pending', async (request) => {
      const given = read(NewPassword, request.body)
      const session = sessionOf(request)!
      const { account } = session.actor
      if (!(await opens(given.old, await accounts.passwordOf(db, account)))) throw new Problem('passwordWrong')
      const password = await sealed(given.new)
      await db.transaction(async (tx) => {
        await accounts.setPassword(tx, account, password)
        await sessions.endOthers(tx, account, session.code)
        await sessions.settle(tx, session.code, 'password')
      })
      return stateOf(db, await sessions.find(db, cookieOf(request, 'session')!))
    }))
    .get('/api/session/devices', endpoint('signedIn', (request) => devicesOf(sessionOf(request)!)))
    .delete('/api/session/devices/:code', endpoint('signedIn', async (request) => {
      const session = sessionOf(request)!
      await sessions.end(db, session.actor.account, String(request.params.code))
      return devicesOf(session)
    }))
    .get('/api/session/demonstration', endpoint('anyone', () => accounts.demoPeople(db)))
}
