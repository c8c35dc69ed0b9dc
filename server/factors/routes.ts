// /api/session/factors, /api/session/proof, /api/session/passkey: setting up a second factor, proving it, and signing in by a passkey.
import { Router, json, type Request, type Response } from 'express'
import type { NoticeKind } from '../../domain/accounts/schemas.ts'
import * as factors from '../../domain/factors/schemas.ts'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { admit } from '../accounts/admit.ts'
import { knockAgain } from '../accounts/knock.ts'
import { notify } from '../accounts/notices.ts'
import { inDemonstration } from '../accounts/queries.ts'
import { signInRules } from '../accounts/rules.ts'
import * as sessions from '../accounts/sessions.ts'
import { stateOf } from '../accounts/state.ts'
import * as throttle from '../accounts/throttle.ts'
import * as cities from '../city/queries.ts'
import type { Queryable } from '../db/database.ts'
import { addressOf } from '../http/address.ts'
import { audit } from '../http/audit.ts'
import { endpoint, read } from '../http/endpoint.ts'
import { Problem, type ProblemCode } from '../http/problem.ts'
import { cookieOf, drop, keep, sessionOf } from '../http/session.ts'
import { digitsOf, keyUri, newSecret, stepOf } from './codes.ts'
import * as passkeys from './passkeys.ts'
import * as found from './queries.ts'
import { openSecret, sealSecret } from './seal.ts'
import type { House, Noun } from '../house.ts'
import { description } from './describe.ts'

const mostPasskeys = 20

/** What a browser keeps from here on. */
interface Keys {
  device: string
  session: string
}
const hand = (request: Request, response: Response, keys: Keys | null, { endsAt }: sessions.Session) => {
  if (!keys) return
  keep(request, response, 'device', keys.device)
  keep(request, response, 'session', keys.session, new Date(endsAt))
}

/** The site passkeys are for, where there can be any. */
const siteFor = (request: Request): passkeys.Site => {
  const site = passkeys.siteOf(request.get('host') ?? '')
  if ('away' in site) throw new Problem(site.away === 'plain' ? 'passkeysPlain' : 'passkeysElsewhere', { address: 'address' in site ? site.address : '' })
  return site
}

const routes = ({ database: db, log, exposed }: House) => {
  /** A second factor that was not the one is in the log as a wrong password is. */
  const notProven = (request: Request, reason: string, key?: string): void =>
    audit(request, 'signInFailed', { about: [sessionOf(request)!.actor.person], details: { reason, by: 'factor' }, key })
  const changedFactor = (request: Request, act: 'set' | 'removed' | 'renewed', what: string): void => audit(request, 'factorChanged', { details: { act, what } })

  const factorsOf = async (request: Request): Promise<factors.Factors> => {
    const site = passkeys.siteOf(request.get('host') ?? '')
    return {
      ...(await found.find(db, sessionOf(request)!.actor.account)),
      passkeysHere: { away: 'away' in site ? site.away : null, address: 'address' in site ? site.address : null },
    }
  }

  /** Asks to prove it again where that was a while ago, before anything about the factors changes. */
  const sureOf = async (request: Request): Promise<sessions.Session> => {
    const session = sessionOf(request)!
    // A password somebody else has seen proves nothing: its owner's own comes first.
    if (session.pending.includes('password')) throw new Problem('pendingFirst')
    if (!(await found.isSure(db, session.code, (await signInRules(db)).renewMinutes))) throw new Problem('proveAgain', { ways: await found.waysOf(db, session.actor.account) })
    return session
  }

  const mayEnrol = async (request: Request): Promise<sessions.Session> => {
    const session = await sureOf(request)
    // Where strangers share the accounts, the first one's telephone would shut out all others.
    if (exposed && (await inDemonstration(db))) throw new Problem('demonstrationShared')
    if ((await found.find(db, session.actor.account)).asked === 'none') throw new Problem('factorNotOffered')
    return session
  }

  /**
   * The second factor has just been proven. Where the session did not count before, it does from here on,
   * under a new key, and the device is theirs.
   */
  const prove = async (tx: Queryable, request: Request, session: sessions.Session): Promise<Keys | null> => {
    await found.nowSure(tx, session.code, true)
    if (!session.pending.length) return null
    const { account } = session.actor
    const device = await sessions.trust(tx, account, cookieOf(request, 'device'), (await signInRules(tx)).deviceDays)
    if (device.strange && !(await inDemonstration(tx))) await notify(tx, account, 'newDevice', { agent: request.get('user-agent')?.slice(0, 300) ?? '', address: addressOf(request), session: session.code })
    return { device: device.key, session: await sessions.rekey(tx, session.code, device.key) }
  }

  /**
   * A guess at a code. Only who has the password comes so far, so that nobody else can use up the owner's
   * tries; what is guessed in vain makes the next one wait, and ends the session it was guessed in.
   */
  const guessed = async (
    request: Request, response: Response, session: sessions.Session, wrong: ProblemCode, right: (tx: Queryable) => Promise<boolean>,
  ) => {
    const { account } = session.actor
    const { guesses, deviceDays } = await signInRules(db)
    const nth = await sessions.guess(db, session.code)
    // No sign-in name is written so: these are counted apart from guesses at the password.
    const attempt: throttle.Try = { login: `Factor ${account}`, address: addressOf(request), device: await sessions.knownDevice(db, cookieOf(request, 'device'), session.login, deviceDays) }
    if (nth <= guesses.sessionMost) {
      const seconds = await throttle.enter(db, attempt, guesses)
      if (seconds > 0) {
        notProven(request, 'tooOften', `factor tooOften ${account}`)
        throw new Problem('signInTooOften', { minutes: Math.ceil(seconds / 60), seconds })
      }
      if (await db.transaction(right)) return void (await throttle.forgetSlips(db, attempt))
      log.info({ address: attempt.address }, 'second factor not proven')
      notProven(request, wrong)
      if (nth < guesses.sessionMost) throw new Problem(wrong)
    }
    audit(request, 'sessionEnded', { details: { act: 'factorGuessed' } })
    await db.transaction(async (tx) => {
      if (await sessions.end(tx, account, session.code)) await notify(tx, account, 'factorGuessed')
    })
    drop(request, response, 'session')
    throw new Problem('guessedTooOften')
  }

  const takesCode = async (tx: Queryable, account: string, code: string, confirmed: boolean): Promise<boolean> => {
    const kept = await found.secretOf(tx, account, confirmed)
    if (kept === null) return false
    const secret = openSecret(kept, account)
    if (secret === null) {
      log.error('FACTOR_KEY is not the one this authenticator was set up with')
      throw new Problem('factorUnreadable')
    }
    const step = stepOf(secret, digitsOf(code))
    return step !== null && found.takeStep(tx, account, step)
  }

  /** A passkey's answer, judged. What was asked is asked no more, however it was answered. */
  const judged = async (request: Request, said: unknown, purpose: 'prove' | 'signIn', session: string | null, then: (tx: Queryable, held: found.Held) => Promise<unknown>): Promise<found.Held> => {
    const site = siteFor(request)
    const response = said as AuthenticationResponseJSON
    const challenge = passkeys.challengeIn(response)
    if (challenge === null || !(await found.takeChallenge(db, challenge, purpose, session))) throw new Problem('passkeyWrong')
    return db.transaction(async (tx) => {
      const held = await found.passkey(tx, response.id)
      const counter = held && (await passkeys.proofOf(site, challenge, held, response, purpose === 'signIn'))
      if (!held || counter === null) throw new Problem('passkeyWrong')
      await found.usedPasskey(tx, held.id, counter)
      await then(tx, held)
      return held
    })
  }

  const issuer = async () => `${(await cities.city(db))?.name ?? ''}河长制一张图`

  /** A factor has come: it is proven with that, its owner is told, and has recovery codes if there were none. */
  const enrolled = async (
    tx: Queryable, request: Request, session: sessions.Session, details: Record<string, string>,
  ): Promise<{ keys: Keys | null; codes: string[] | null }> => {
    const { account } = session.actor
    const keys = await prove(tx, request, session)
    await notify(tx, account, 'factorSet', { ...details, session: session.code })
    return { keys, codes: (await found.find(tx, account)).recovery ? null : await found.renewRecovery(tx, account) }
  }

  /** A factor goes, unless it is the last and one is required. */
  const removed = async (
    account: string, remove: (tx: Queryable) => Promise<{ kind: NoticeKind; details: Record<string, string> } | null>,
  ) =>
    db.transaction(async (tx) => {
      await found.alone(tx, account)
      const gone = await remove(tx)
      if (!gone) throw new Problem('factorUnknown')
      const { asked, authenticator, passkeys } = await found.find(tx, account)
      if (!authenticator && !passkeys.length) {
        if (asked === 'required') throw new Problem('factorRequired')
        await found.forgetRecovery(tx, account)
      }
      await notify(tx, account, gone.kind, gone.details)
    })

  return Router()
    .use('/api/session', json({ limit: '10kb' }))
    .post('/api/session/proof', endpoint('proving', async (request, response) => {
      const proof = read(factors.Proof, request.body)
      const session = sessionOf(request)!
      const { account } = session.actor
      let keys: Keys | null = null
      const right = (judge: (tx: Queryable) => Promise<boolean>) => async (tx: Queryable) => {
        const was = await judge(tx)
        if (was) keys = await prove(tx, request, session)
        return was
      }
      if ('said' in proof) {
        await judged(request, proof.said, 'prove', session.code, async (tx, held) => {
          if (held.account !== account) throw new Problem('passkeyWrong')
          keys = await prove(tx, request, session)
        }).catch((reason: unknown) => {
          if (reason instanceof Problem && reason.code === 'passkeyWrong') notProven(request, reason.code)
          throw reason
        })
      } else if ('code' in proof) await guessed(request, response, session, 'codeWrong', right((tx) => takesCode(tx, account, proof.code, true)))
      else if ('recovery' in proof) {
        await guessed(request, response, session, 'recoveryWrong', right(async (tx) => {
          if (!(await found.useRecovery(tx, account, proof.recovery))) return false
          await notify(tx, account, 'recoveryUsed', { left: String((await found.find(tx, account)).recovery) })
          return true
        }))
      } else {
        const ways = await found.waysOf(db, account)
        if (!ways.includes('password')) throw new Problem('proveAgain', { ways })
        await knockAgain(db, request, session, proof.password).catch((reason: unknown) => {
          if (reason instanceof Problem && reason.code === 'guessedTooOften') drop(request, response, 'session')
          throw reason
        })
        await found.nowSure(db, session.code, false)
      }
      // Whoever had more to prove than the password has come in only now.
      if (session.pending.includes('factor') || 'recovery' in proof) audit(request, 'signedIn', { details: { by: 'said' in proof ? 'passkey' : 'code' in proof ? 'code' : 'recovery' in proof ? 'recovery' : 'password' } })
      hand(request, response, keys, session)
      return stateOf(db, await sessions.find(db, (keys as Keys | null)?.session ?? cookieOf(request, 'session')!))
    }))
    .post('/api/session/proof/passkey', endpoint('proving', async (request) => {
      const session = sessionOf(request)!
      const options = await passkeys.askToProve(siteFor(request), await found.passkeysOf(db, session.actor.account))
      await found.ask(db, options.challenge, 'prove', session.code)
      return options
    }))
    .post('/api/session/passkey/options', endpoint('anyone', async (request) => {
      const options = await passkeys.askToProve(siteFor(request), null)
      await found.ask(db, options.challenge, 'signIn', null)
      return options
    }))
    .post('/api/session/passkey', endpoint('anyone', async (request, response) => {
      const { said } = read(factors.SaidPasskey, request.body)
      const { account } = await judged(request, said, 'signIn', null, () => Promise.resolve())
      const session = await admit(db, request, response, { account, by: 'passkey', proven: true })
      response.status(201)
      return stateOf(db, session)
    }))
    .get('/api/session/factors', endpoint('pending', factorsOf))
    .post('/api/session/factors/authenticator', endpoint('pending', async (request, response): Promise<factors.NewAuthenticator> => {
      const { actor, login } = await mayEnrol(request)
      const secret = newSecret()
      if (!(await found.beginAuthenticator(db, actor.account, sealSecret(secret, actor.account)))) throw new Problem('factorHeld')
      response.setHeader('Cache-Control', 'no-store')
      return { secret, uri: keyUri(secret, login, await issuer()) }
    }))
    .put('/api/session/factors/authenticator', endpoint('pending', async (request, response): Promise<factors.FactorsChanged> => {
      const { code } = read(factors.ConfirmAuthenticator, request.body)
      const session = await mayEnrol(request)
      const { account } = session.actor
      if ((await found.secretOf(db, account, false)) === null) throw new Problem('factorNotBegun')
      // Not counted as a guess: they have just been shown the secret.
      const { keys, codes } = await db.transaction(async (tx) => {
        if (!(await takesCode(tx, account, code, false))) throw new Problem('codeWrong')
        return enrolled(tx, request, session, { what: 'authenticator' })
      })
      changedFactor(request, 'set', 'authenticator')
      hand(request, response, keys, session)
      response.setHeader('Cache-Control', 'no-store')
      return { factors: await factorsOf(request), codes }
    }))
    .delete('/api/session/factors/authenticator', endpoint('pending', async (request): Promise<factors.Factors> => {
      const { account } = (await sureOf(request)).actor
      await removed(account, async (tx) => ((await found.removeAuthenticator(tx, account)) ? { kind: 'factorRemoved', details: { what: 'authenticator' } } : null))
      changedFactor(request, 'removed', 'authenticator')
      return factorsOf(request)
    }))
    .post('/api/session/factors/passkeys/options', endpoint('pending', async (request) => {
      const { actor, login, code } = await mayEnrol(request)
      const held = await found.passkeysOf(db, actor.account)
      if (held.length >= mostPasskeys) throw new Problem('passkeysMany', { most: mostPasskeys })
      const options = await passkeys.askToRegister(
        siteFor(request), { account: actor.account, login, name: actor.name, city: await issuer() }, held,
      )
      await found.ask(db, options.challenge, 'register', code)
      return options
    }))
    .post('/api/session/factors/passkeys', endpoint('pending', async (request, response): Promise<factors.FactorsChanged> => {
      const { name, said } = read(factors.NewPasskey, request.body)
      const session = await mayEnrol(request)
      const site = siteFor(request)
      const answer = said as unknown as RegistrationResponseJSON
      const challenge = passkeys.challengeIn(answer)
      if (challenge === null || !(await found.takeChallenge(db, challenge, 'register', session.code))) throw new Problem('passkeyWrong')
      const passkey = await passkeys.passkeyOf(site, challenge, answer)
      if (!passkey) throw new Problem('passkeyWrong')
      const { keys, codes } = await db.transaction(async (tx) => {
        if (!(await found.addPasskey(tx, session.actor.account, name, passkey))) throw new Problem('passkeyWrong')
        return enrolled(tx, request, session, { what: 'passkey', name })
      })
      changedFactor(request, 'set', 'passkey')
      hand(request, response, keys, session)
      response.status(201).setHeader('Cache-Control', 'no-store')
      return { factors: await factorsOf(request), codes }
    }))
    .delete('/api/session/factors/passkeys/:code', endpoint('pending', async (request): Promise<factors.Factors> => {
      const { account } = (await sureOf(request)).actor
      await removed(account, async (tx) => {
        const name = await found.removePasskey(tx, account, String(request.params.code))
        return name === null ? null : { kind: 'factorRemoved', details: { what: 'passkey', name } }
      })
      changedFactor(request, 'removed', 'passkey')
      return factorsOf(request)
    }))
    .post('/api/session/factors/recovery', endpoint('pending', async (request, response): Promise<factors.FactorsChanged> => {
      const { account } = (await sureOf(request)).actor
      const codes = await db.transaction(async (tx) => {
        const { authenticator, passkeys } = await found.find(tx, account)
        if (!authenticator && !passkeys.length) throw new Problem('factorFirst')
        await notify(tx, account, 'factorSet', { what: 'recovery' })
        return found.renewRecovery(tx, account)
      })
      changedFactor(request, 'renewed', 'recovery')
      response.status(201).setHeader('Cache-Control', 'no-store')
      return { factors: await factorsOf(request), codes }
    }))
}

export const noun: Noun = { description, routes }
