// /api/session: signing in and out (by password or the city's single sign-on), one's devices, acting for a chief, one's password.
import { Router, json, type Request, type Response } from 'express'
import type { Logger } from 'pino'
import { z } from 'zod'
import type { Device, SessionState } from '../../domain/api.ts'
import type { Actor } from '../../domain/roles.ts'
import type { Database, Queryable } from '../db/database.ts'
import { audit } from '../http/audit.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { actorOf, cookieOf, drop, keep, sessionOf } from '../http/session.ts'
import { cameIn, did, failed } from './audited.ts'
import * as accounts from './queries.ts'
import { leastLength, loginOf, opens, sealed } from './password.ts'
import * as sessions from './sessions.ts'
import { ownPage, readJourney, singleSignOn, writeJourney, type Provider } from './singleSignOn.ts'
import * as throttle from './throttle.ts'

const Login = z.string().trim().min(1, '请填写').max(100).transform(loginOf)
const SignIn = z.strictObject({ login: Login, password: z.string().min(1, '请填写').max(1000) })
const NewPassword = z.strictObject({
  old: z.string().max(1000),
  new: z.string().min(leastLength, `至少 ${leastLength} 个字符 (at least ${leastLength} characters)`).max(1000),
})
const ActFor = z.strictObject({ chief: z.string().max(100).nullable() })

/** Lets somebody in on this browser: a new key whatever it had before, and the device is theirs from now on. */
const admit = async (db: Database, request: Request, response: Response, account: string, device: string | null, by: 'password' | 'sso', alongside: (tx: Queryable) => Promise<unknown> = async () => {}): Promise<string> => {
  const before = sessionOf(request)
  const key = await db.transaction(async (tx) => {
    await alongside(tx)
    if (before) await sessions.end(tx, before.actor.account, before.code)
    if (!device) keep(request, response, 'device', await sessions.trust(tx, account))
    const begun = await sessions.begin(tx, account, request.get('user-agent') ?? '')
    await cameIn(tx, request, account, before, { by, knownDevice: device !== null })
    return begun
  })
  keep(request, response, 'session', key)
  return key
}

export const accountRoutes = (db: Database, log: Logger, provider: Provider | null) => {
  const sso = provider && singleSignOn(provider)
  const baseOf = (request: Request) => process.env.PUBLIC_URL || `${request.protocol}://${request.get('host') ?? ''}`
  const stateOf = async (actor: Actor | null): Promise<SessionState> => ({ actor, chiefs: actor ? await accounts.chiefsOf(db, actor.person) : [] })

  const devicesOf = async ({ actor, code }: sessions.Session): Promise<Device[]> => (await sessions.list(db, actor.account)).map((one) => ({ ...one, here: one.code === code }))

  return Router()
    .use('/api/session', json({ limit: '10kb' }))
    .get('/api/session', endpoint('anyone', (request) => stateOf(actorOf(request))))
    .post('/api/session', endpoint('anyone', async (request, response) => {
      const { login, password } = read(SignIn, request.body)
      const device = await sessions.knownDevice(db, cookieOf(request, 'device'), login)
      const attempt: throttle.Try = { login, address: request.ip ?? '', device }
      const seconds = await throttle.enter(db, attempt)
      if (seconds > 0) await failed(db, request, login, 'tooOften')
      if (seconds > 0) throw new Problem('signInTooOften', { minutes: Math.ceil(seconds / 60) })
      const account = await accounts.byLogin(db, login)
      const right = await opens(password, account?.password ?? null)
      if (!account || !right) {
        log.info({ address: attempt.address }, 'sign-in failed')
        await failed(db, request, login, 'wrong')
        throw new Problem('signInWrong')
      }
      const key = await admit(db, request, response, account.code, device, 'password', (tx) => throttle.succeeded(tx, attempt))
      response.status(201)
      return stateOf((await sessions.find(db, key))!.actor)
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
      if (!arrived) await failed(db, request, null, 'ssoFailed', 'sso')
      if (!arrived) return response.redirect('/?signin=ssoFailed')
      const account = await accounts.bySubject(db, arrived.subject, arrived.login && loginOf(arrived.login))
      if (!account) await failed(db, request, arrived.login && loginOf(arrived.login), 'ssoUnknown', 'sso')
      if (!account) return response.redirect('/?signin=ssoUnknown')
      await admit(db, request, response, account, null, 'sso')
      response.redirect(ownPage(journey.to))
    }))
    .delete('/api/session', endpoint('anyone', async (request, response) => {
      const session = sessionOf(request)
      if (session) await db.transaction(async (tx) => (await sessions.end(tx, session.actor.account, session.code)) && did(tx, request, 'signedOut'))
      drop(request, response, 'session')
      return stateOf(null)
    }))
    .put('/api/session/behalf', endpoint('signedIn', async (request) => {
      const { chief } = read(ActFor, request.body)
      const session = sessionOf(request)!
      if (chief !== null && !(await accounts.chiefsOf(db, session.actor.person)).some(({ person }) => person === chief)) throw new Problem('notAssistant')
      await db.transaction(async (tx) => {
        await accounts.actFor(tx, session.code, chief)
        await did(tx, request, 'actedFor', chief === null ? [] : [chief])
      })
      return stateOf((await sessions.find(db, cookieOf(request, 'session')!))?.actor ?? null)
    }))
    .put('/api/session/password', endpoint('signedIn', async (request) => {
      const given = read(NewPassword, request.body)
      const session = sessionOf(request)!
      const { account } = session.actor
      const right = await opens(given.old, await accounts.passwordOf(db, account))
      if (!right) audit(request, 'signInFailed', { details: { reason: 'oldPassword', by: 'password' } })
      if (!right) throw new Problem('passwordWrong')
      const password = await sealed(given.new)
      await db.transaction(async (tx) => {
        await accounts.setPassword(tx, account, password)
        await sessions.endOthers(tx, account, session.code)
        await did(tx, request, 'passwordChanged')
      })
      return stateOf(session.actor)
    }))
    .get('/api/session/devices', endpoint('signedIn', (request) => devicesOf(sessionOf(request)!)))
    .delete('/api/session/devices/:code', endpoint('signedIn', async (request) => {
      const session = sessionOf(request)!
      const code = String(request.params.code)
      await db.transaction(async (tx) => (await sessions.end(tx, session.actor.account, code)) && did(tx, request, code === session.code ? 'signedOut' : 'sessionEnded'))
      return devicesOf(session)
    }))
    .get('/api/session/demonstration', endpoint('anyone', () => accounts.demoPeople(db)))
}
