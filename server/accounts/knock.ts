// Somebody says a password: at the door, or again within a session. Either way it is counted, and judged in the line.
import type { Request } from 'express'
import type { Database, Queryable } from '../db/database.ts'
import { addressOf } from '../http/address.ts'
import { Problem } from '../http/problem.ts'
import { cookieOf } from '../http/session.ts'
import { takePlace } from './line.ts'
import { opens } from './password.ts'
import * as accounts from './queries.ts'
import { signInRules } from './rules.ts'
import * as sessions from './sessions.ts'
import * as throttle from './throttle.ts'

export interface Knock {
  /** The open account of the name, where the password is its own. */
  account: string | null
  /** To be called when somebody comes in by it: their own slips are forgotten. */
  forgiven: (db: Queryable) => Promise<void>
}

/** Judges a password. Throws `signInTooOften` and `signInBusy` with the seconds to wait. */
export const knock = async (db: Database, request: Request, login: string, password: string): Promise<Knock> => {
  const rules = await signInRules(db)
  const device = await sessions.knownDevice(db, cookieOf(request, 'device'), login, rules.deviceDays)
  const attempt: throttle.Try = { login, address: addressOf(request), device }
  const leave = takePlace(attempt.address, device !== null)
  try {
    const seconds = await throttle.enter(db, attempt, rules.guesses)
    if (seconds > 0) throw new Problem('signInTooOften', { minutes: Math.ceil(seconds / 60), seconds })
    const account = await accounts.byLogin(db, login)
    const right = await opens(password, account?.password ?? null)
    return { account: account && right ? account.code : null, forgiven: (tx) => throttle.forgetSlips(tx, attempt) }
  } finally {
    leave()
  }
}

/**
 * The password once more, before something is changed that whoever found a screen unlocked must not change. Throws
 * `passwordWrong`; after too many guesses the session ends with `guessedTooOften`.
 */
export const knockAgain = async (
  db: Database, request: Request, { code, actor, login }: sessions.Session, password: string,
): Promise<void> => {
  const { sessionMost } = (await signInRules(db)).guesses
  const guesses = await sessions.guess(db, code)
  const { account, forgiven } = guesses > sessionMost
    ? { account: null, forgiven: async () => {} }
    : await knock(db, request, login, password)
  if (account === actor.account) {
    await forgiven(db)
    return void (await sessions.forgetGuesses(db, code))
  }
  if (guesses < sessionMost) throw new Problem('passwordWrong')
  await sessions.end(db, actor.account, code)
  throw new Problem('guessedTooOften')
}
