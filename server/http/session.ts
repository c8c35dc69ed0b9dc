// Who is asking. The session's key comes in a cookie no script can read; what changes something must come from our own pages.
import type { CookieOptions, Request, RequestHandler, Response } from 'express'
import { parse } from 'cookie'
import type { Actor } from '../../domain/roles.ts'
import * as sessions from '../accounts/sessions.ts'
import type { Way } from '../../domain/accounts/ways.ts'
import type { Database } from '../db/database.ts'
import * as factors from '../factors/queries.ts'
import { isName, type PublicAddress } from './hosts.ts'
import { Problem } from './problem.ts'

/** Names over plain HTTP; under TLS with the prefix that keeps a neighbour's page or a plain answer from setting them (RFC 6265bis). */
const cookies = { session: 'one_map_session', device: 'one_map_device', journey: 'one_map_journey' } as const
type Cookie = keyof typeof cookies
const lastsMs: Record<Cookie, number> = { session: 365 * 86_400_000, device: 365 * 86_400_000, journey: 15 * 60_000 }

const asked = new WeakMap<Request, sessions.Session>()

/** The session a request comes in, also where something is pending: only for what helps to settle that. */
export const sessionOf = (request: Request): sessions.Session | null => asked.get(request) ?? null
/** Who is signed in; null for the public, and while anything is pending. */
export const actorOf = (request: Request): Actor | null => sessions.actorIn(sessionOf(request))

/** '/map' where the city's address has a sub-path, else ''. */
const basePathOf = (request: Request) => (request.app.locals.address as PublicAddress | null)?.path ?? ''

/** With what whoever asks can prove that it is they. */
export const waysOf = async (request: Request): Promise<Way[]> => {
  const account = sessionOf(request)?.actor.account
  return account === undefined ? [] : factors.waysOf(request.app.locals.database as Database, account)
}

/** Under TLS: ours, or a trusted proxy's word; where none is trusted, the name that PUBLIC_URL says is reached by https. */
const isSecure = (request: Request): boolean => {
  const address = request.app.locals.address as PublicAddress | null
  return request.secure || Boolean(!request.app.get('trust proxy') && address?.secure && isName(request.get('host'), address.hostname))
}

const nameOf = (request: Request, name: Cookie) => (!isSecure(request) ? '' : basePathOf(request) ? '__Secure-' : '__Host-') + cookies[name]

export const cookieOf = (request: Request, name: Cookie): string | null => parse(request.headers.cookie ?? '')[nameOf(request, name)] ?? null

/** Under the sub-path of our address, which others may share a name with; called by this machine's own name we are at the root. */
const pathOf = (request: Request): string => {
  const address = request.app.locals.address as PublicAddress | null
  return address?.path && isName(request.get('host'), address.hostname) ? address.path : '/'
}

const options = (request: Request): CookieOptions => ({ httpOnly: true, sameSite: 'lax', secure: isSecure(request), path: pathOf(request) })

/** `until`: where it ends sooner than its kind does. */
export const keep = (request: Request, response: Response, name: Cookie, key: string, until?: Date): void => {
  response.cookie(nameOf(request, name), key, { ...options(request), maxAge: until ? until.getTime() - Date.now() : lastsMs[name] })
}
export const drop = (request: Request, response: Response, name: Cookie): void => {
  response.clearCookie(nameOf(request, name), options(request))
}

/** What an open screen asks by itself, its stream above all, keeps nobody signed in. */
const isUnattended = (request: Request): boolean => request.path === '/live' || request.get('x-unattended') === '1'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Cross-site request forgery (OWASP): every browser of today says where a request comes from, in Sec-Fetch-Site, and
 * where it changes something in Origin. A program that is no browser sends neither, and nobody's cookie with it.
 */
const fromElsewhere = (request: Request): boolean => {
  const site = request.get('sec-fetch-site')
  if (site !== undefined) return site !== 'same-origin'
  const origin = request.get('origin')
  return origin !== undefined && !URL.canParse(origin) || (origin !== undefined && new URL(origin).host !== request.get('host'))
}

/** Finds out who asks, before any route; refuses what another site's page asks to change. */
export const session =
  (db: Database): RequestHandler =>
  async (request, _response, next) => {
    try {
      if (!reading.has(request.method) && fromElsewhere(request)) throw new Problem('fromElsewhere')
      const key = cookieOf(request, 'session')
      const found = key ? await sessions.find(db, key, !isUnattended(request)) : null
      if (found) asked.set(request, found)
      next()
    } catch (reason) {
      next(reason)
    }
  }
