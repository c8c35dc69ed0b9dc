// /api/session: signing in and out (by password or the city's single sign-on), one's devices, acting for a chief, one's password.
import { Router, json, type Request, type Response } from 'express'
import { z } from 'zod'
import type { Device } from '../../domain/accounts/schemas.ts'
import { demoPassword } from '../../domain/accounts/demonstration.ts'
import { fresh, may } from '../../domain/roles.ts'
import { NewSignInRules } from '../../domain/accounts/signIn.ts'
import { today } from '../../domain/today.ts'
import { addressOf } from '../http/address.ts'
import { audit } from '../http/audit.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem } from '../http/problem.ts'
import { cookieOf, drop, keep, sessionOf } from '../http/session.ts'
import { admit } from './admit.ts'
import { auditOwn, auditFailure } from './audited.ts'
import { knock, knockAgain } from './knock.ts'
import { markSeen, notices, notify } from './notices.ts'
import * as accounts from './queries.ts'
import { loginOf, plain, hashOf } from './password.ts'
import { addRules, ruleSets, signInRules } from './rules.ts'
import * as sessions from './sessions.ts'
import { stateOf } from './state.ts'
import { ownPage, readJourney, singleSignOn, writeJourney } from './singleSignOn.ts'
import { noticeSource } from './told.ts'
import { weakness } from './weak.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'

const Login = z.string().trim().min(1, '请填写').max(100).transform(loginOf).refine((login) => login !== '', '要有字母、数字或汉字 (letters or digits)')
const SignIn = z.strictObject({ login: Login, password: z.string().min(1, '请填写').max(1000) })
const NewPassword = z.strictObject({ old: z.string().max(1000), new: z.string().min(1, '请填写').max(1000) })
const NewLogin = z.strictObject({ login: Login, password: z.string().max(1000) })
const Seen = z.strictObject({ seen: z.int().min(0) })
const ActFor = z.strictObject({ chief: z.string().max(100).nullable() })

const routes = ({ database: db, log, provider }: House) => {
  const sso = provider && singleSignOn(provider)
  const publicOf = (request: Request) => request.app.locals.address
  // Without PUBLIC_URL a host that is ours all the same (server/http/hosts.ts).
  const baseOf = (request: Request) => publicOf(request)?.url ?? `${request.protocol}://${request.get('host') ?? ''}`
  /** A page of ours, under the sub-path of our address. */
  const pageOf = (request: Request, page: string) => (publicOf(request)?.path ?? '') + page
  const devicesOf = async ({ actor, code }: sessions.Session): Promise<Device[]> =>
    (await sessions.list(db, actor.account)).map((one) => ({ ...one, here: one.code === code }))

  const noticesOf = ({ actor, code }: sessions.Session) => notices(db, actor.account, code)

  /** The password once more. A session that guesses ends; what everybody shares nobody changes. */
  const again = async (request: Request, response: Response, session: sessions.Session, password: string) => {
    await knockAgain(db, request, session, password).catch((reason: unknown) => {
      if (reason instanceof Problem && reason.code !== 'signInBusy') audit(request, 'signInFailed', { details: { reason: 'oldPassword', by: 'password' } })
      if (reason instanceof Problem && reason.code === 'guessedTooOften') drop(request, response, 'session')
      throw reason
    })
    if (password === demoPassword && (await accounts.inDemonstration(db))) throw new Problem('demonstrationShared')
  }

  return Router()
    .use('/api/session', json({ limit: '10kb' }))
    .get('/api/session', endpoint('anyone', (request) => stateOf(db, sessionOf(request))))
    .post('/api/session', endpoint('anyone', async (request, response) => {
      const { login, password } = read(SignIn, request.body)
      const { account, forgiven } = await knock(db, request, login, password).catch(async (reason: unknown) => {
        if (reason instanceof Problem && reason.code === 'signInTooOften') await auditFailure(db, request, login, 'tooOften')
        throw reason
      })
      if (!account) {
        log.info({ address: addressOf(request) }, 'sign-in failed')
        await auditFailure(db, request, login, 'wrong')
        throw new Problem('signInWrong')
      }
      const session = await admit(db, request, response, { account, by: 'password', alongside: forgiven })
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
        response.redirect(pageOf(request, '/?signin=ssoAway'))
      }
    }))
    .get('/api/session/sso/callback', endpoint('anyone', async (request, response) => {
      if (!sso) throw new Problem('notFound')
      const journey = readJourney(cookieOf(request, 'journey'))
      drop(request, response, 'journey')
      if (!journey) return response.redirect(pageOf(request, '/?signin=ssoFailed'))
      const arrived = await sso.arrive(new URL(baseOf(request) + request.originalUrl), journey).catch((reason: unknown) => {
        log.warn({ err: reason }, 'single sign-on failed')
        return null
      })
      if (!arrived) await auditFailure(db, request, null, 'ssoFailed', 'sso')
      if (!arrived) return response.redirect(pageOf(request, '/?signin=ssoFailed'))
      const account = await accounts.bySubject(db, arrived.subject, arrived.login && loginOf(arrived.login))
      if (!account) await auditFailure(db, request, arrived.login && loginOf(arrived.login), 'ssoUnknown', 'sso')
      if (!account) return response.redirect(pageOf(request, '/?signin=ssoUnknown'))
      await admit(db, request, response, { account, by: 'sso', proven: arrived.proven })
      response.redirect(pageOf(request, ownPage(journey.to)))
    }))
    .delete('/api/session', endpoint('anyone', async (request, response) => {
      const session = sessionOf(request)
      if (session) await db.transaction(async (tx) => (await sessions.end(tx, session.actor.account, session.code)) && auditOwn(tx, request, 'signedOut'))
      drop(request, response, 'session')
      return stateOf(db, null)
    }))
    .put('/api/session/behalf', endpoint('signedIn', async (request) => {
      const { chief } = read(ActFor, request.body)
      const session = sessionOf(request)!
      if (chief !== null && !(await accounts.chiefsOf(db, session.actor.person)).some(({ person }) => person === chief)) throw new Problem('notAssistant')
      await db.transaction(async (tx) => {
        await accounts.actFor(tx, session.code, chief)
        await auditOwn(tx, request, 'actedFor', chief === null ? [] : [chief])
      })
      return stateOf(db, await sessions.find(db, cookieOf(request, 'session')!))
    }))
    .put('/api/session/password', endpoint('pending', async (request, response) => {
      const given = read(NewPassword, request.body)
      const session = sessionOf(request)!
      const { account } = session.actor
      const weak = weakness(given.new, await accounts.ownerOf(db, account), (await signInRules(db)).password)
      if (weak) throw new Problem('passwordWeak', { field: 'new', ...weak })
      await again(request, response, session, given.old)
      if (plain(given.new) === plain(given.old)) throw new Problem('passwordSame')
      const password = await hashOf(given.new)
      await db.transaction(async (tx) => {
        await accounts.setPassword(tx, account, password)
        await sessions.endOthers(tx, account, session.code)
        await sessions.settle(tx, session.code, 'password')
        await notify(tx, account, 'passwordChanged', { agent: request.get('user-agent')?.slice(0, 300) ?? null, session: session.code })
        await auditOwn(tx, request, 'passwordChanged')
      })
      return stateOf(db, await sessions.find(db, cookieOf(request, 'session')!))
    }))
    .put('/api/session/login', endpoint('signedIn', async (request, response) => {
      const { login, password } = read(NewLogin, request.body)
      const session = sessionOf(request)!
      await again(request, response, session, password)
      await db.transaction(async (tx) => {
        await accounts.setLogin(tx, session.actor, login)
        await notify(tx, session.actor.account, 'loginChanged', { login, session: session.code })
        await auditOwn(tx, request, 'administered', [session.actor.person], { act: 'loginChanged' })
      })
      return stateOf(db, await sessions.find(db, cookieOf(request, 'session')!))
    }))
    .get('/api/session/notices', endpoint('signedIn', (request) => noticesOf(sessionOf(request)!)))
    .put('/api/session/notices', endpoint('signedIn', async (request) => {
      const session = sessionOf(request)!
      await markSeen(db, session.actor.account, read(Seen, request.body).seen)
      return noticesOf(session)
    }))
    .get('/api/session/rules', endpoint('pending', () => ruleSets(db)))
    .put('/api/session/rules', endpoint(fresh('setRules'), async (request) => {
      const { actor } = sessionOf(request)!
      if (!may(actor, 'setRules', await accounts.cityCode(db))) throw new Problem('notAllowed')
      const set = read(NewSignInRules, request.body)
      if (set.from && set.from < today()) throw new Problem('inputInvalid', { field: 'from', reason: '只能从今天或以后起 (from today on or later)' })
      await addRules(db, actor.person, set)
      audit(request, 'administered', { details: { act: 'signInRules', from: set.from ?? null } })
      return ruleSets(db)
    }))
    .get('/api/session/devices', endpoint('signedIn', (request) => devicesOf(sessionOf(request)!)))
    .delete('/api/session/devices/:code', endpoint('signedIn', async (request) => {
      const session = sessionOf(request)!
      const code = String(request.params.code)
      await db.transaction(async (tx) => (await sessions.endThere(tx, session.actor.account, code)) && auditOwn(tx, request, code === session.code ? 'signedOut' : 'sessionEnded'))
      return devicesOf(session)
    }))
    .get('/api/session/demonstration', endpoint('anyone', () => accounts.demoPeople(db)))
}

export const noun: Noun = { description, routes, source: noticeSource }
