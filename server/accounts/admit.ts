// The one door: however somebody has shown who they are, from here on it is the same.
import type { Request, Response } from 'express'
import type { Database, Queryable } from '../db/database.ts'
import { addressOf } from '../http/address.ts'
import { cookieOf, keep, sessionOf } from '../http/session.ts'
import { cameIn } from './audited.ts'
import { notify } from './notices.ts'
import { inDemonstration } from './queries.ts'
import { pendingOf, type By } from './owed.ts'
import { signInRules } from './rules.ts'
import * as sessions from './sessions.ts'

export interface Arrival {
  account: string
  by: By
  /** The second factor has been proven with it: by a passkey, or by the provider's own word. */
  proven?: boolean
  /** Done in the same transaction. */
  alongside?: (tx: Queryable) => Promise<unknown>
}

/**
 * Lets somebody in on this browser: a new key whatever it had before, and the device is theirs from now on. The session
 * counts once nothing is owed any more.
 */
export const admit = async (
  db: Database, request: Request, response: Response, { account, by, proven = false, alongside }: Arrival,
): Promise<sessions.Session> => {
  const before = sessionOf(request)
  const rules = await signInRules(db)
  const agent = request.get('user-agent') ?? ''
  const { key, device } = await db.transaction(async (tx) => {
    await alongside?.(tx)
    if (before) await sessions.end(tx, before.actor.account, before.code)
    const pending = (await pendingOf(tx, account, by, rules)).filter((one) => !proven || one === 'password')
    // A device is not theirs by the password alone where there is more to prove: it would have tries of its own.
    const device = pending.includes('factor') ? null : await sessions.trust(tx, account, cookieOf(request, 'device'), rules.deviceDays)
    const key = await sessions.begin(tx, account, agent, pending, device?.key ?? null, proven)
    // In a demonstration everybody comes as everybody, on devices of all the world.
    if (device?.strange && !(await inDemonstration(tx))) await notify(tx, account, 'newDevice', { agent: agent.slice(0, 300), address: addressOf(request), session: (await sessions.find(tx, key))!.code })
    await cameIn(tx, request, account, before, { by, knownDevice: device?.known ?? false })
    return { key, device: device?.key }
  })
  if (device !== undefined) keep(request, response, 'device', device)
  const session = (await sessions.find(db, key))!
  keep(request, response, 'session', key, new Date(session.endsAt))
  return session
}
