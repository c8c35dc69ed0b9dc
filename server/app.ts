// Every noun on one screen.
import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import compression from 'compression'
import { rateLimit } from 'express-rate-limit'
import express, { type ErrorRequestHandler, type RequestHandler } from 'express'
import helmet from 'helmet'
import type { Logger } from 'pino'
import { providerFromEnvironment, type Provider } from './accounts/singleSignOn.ts'
import { healthRoutes } from './city/health.ts'
import { version } from './city/routes.ts'
import type { Database } from './db/database.ts'
import type { House, Noun } from './house.ts'
import { askerOf } from './http/asker.ts'
import { builtClient } from './http/builtClient.ts'
import { createGate } from './http/heavy.ts'
import { hostFirst, publicAddress, type PublicAddress } from './http/hosts.ts'
import { keptBody } from './http/keptBody.ts'
import { openapi } from './http/openapi.ts'
import { createPace } from './http/pace.ts'
import { fromPostgres, Problem, retryAfter } from './http/problem.ts'
import { session } from './http/session.ts'
import { sweepImports } from './imports/staging.ts'
import { createLive, type Live } from './live/live.ts'
import type { Source } from './live/source.ts'
import { createNetwork } from './network/network.ts'
import * as contents from './nouns.ts'
import { createScribe } from './scribe/scribe.ts'
import { tilesFirst } from './tiles/routes.ts'
import { createTiles, type Tiles } from './tiles/tiles.ts'

const nouns: readonly Noun[] = Object.values(contents)

const built = fileURLToPath(new URL('../dist', import.meta.url))

/** 天地图 is the one outside address a page may load from, and only where the deployer has set a key. */
const security = (tianditu: boolean, secure: boolean) =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        'default-src': ["'self'"],
        'script-src': ["'self'"],
        // Vue and OpenLayers set style attributes.
        'style-src': ["'self'", "'unsafe-inline'"],
        'img-src': ["'self'", 'data:', 'blob:', ...(tianditu ? ['https://*.tianditu.gov.cn'] : [])],
        'connect-src': ["'self'"],
        'worker-src': ["'self'", 'blob:'],
        'object-src': ["'none'"],
        'base-uri': ["'self'"],
        'form-action': ["'self'"],
        'frame-ancestors': ["'self'"],
      },
    },
    // Plain HTTP on a local network must keep working, unless the city has said that its address is HTTPS. Its
    // neighbours' names are not ours to bind.
    strictTransportSecurity: secure && { maxAge: 31_536_000, includeSubDomains: false },
    crossOriginOpenerPolicy: false,
    originAgentCluster: false,
  })

/** Position and camera are for our own pages alone, other sensors for nobody (helmet does not say so). */
const permissions: RequestHandler = (_request, response, next) => {
  response.setHeader('Permissions-Policy', 'geolocation=(self), camera=(self), microphone=(), payment=(), usb=()')
  next()
}

/**
 * Whose word is taken for where a request comes from: TRUST_PROXY names the proxies before us, as Express reads it (a number
 * of hops, or addresses). Without it nobody's: else anyone could say so, and slip from under the limits on guessing.
 */
const trusted = (): string | number | false => {
  const said = process.env.TRUST_PROXY
  return !said ? false : /^\d+$/.test(said) ? Number(said) : said
}

/**
 * How often a minute somebody signed in, or an address of the public, may ask; tiles from memory do not
 * count. A whole office may share an address.
 */
const limited = (perMinute: number): RequestHandler =>
  perMinute === 0
    ? (_request, _response, next) => next()
    : rateLimit({
        windowMs: 60_000,
        limit: perMinute,
        standardHeaders: 'draft-8',
        legacyHeaders: false,
        keyGenerator: askerOf,
        handler: (_request, _response, next) => next(new Problem('tooMany')),
      })

const perMinuteFromEnvironment = () => {
  const said = Number(process.env.RATE_PER_MINUTE || 1200)
  return Number.isInteger(said) && said >= 0 ? said : 1200
}

/** How many files are made at a time (HEAVY_AT_ONCE): about as many as the machine has processors to spare. */
const heavyAtOnceFromEnvironment = () => {
  const said = Number(process.env.HEAVY_AT_ONCE || 2)
  return Number.isInteger(said) && said > 0 ? said : 2
}

/** Nothing answered: there is no such address, or it does not take that. */
const nowhere: RequestHandler = (request, _response, next) => next(new Problem(['GET', 'HEAD', 'OPTIONS'].includes(request.method) ? 'notFound' : 'methodNotAllowed'))

/** What Express, its body reader and its static files refuse by themselves: an address that cannot be decoded, a file that is not there. */
const refusal = (reason: unknown): Problem | null => {
  const { status, type } = (reason ?? {}) as { status?: number; type?: string }
  if (type === 'entity.too.large') return new Problem('bodyTooLarge')
  if (type === 'entity.parse.failed' || type === 'encoding.unsupported' || type === 'charset.unsupported') return new Problem('bodyInvalid')
  return reason instanceof URIError || (status !== undefined && status >= 400 && status < 500) ? new Problem('notFound') : null
}

const answerErrors =
  (log: Logger): ErrorRequestHandler =>
  (reason, request, response, next) => {
    // Gone in the middle of the answer: there is nobody to tell, and nothing is broken.
    if (response.headersSent && response.destroyed) return
    const known = reason instanceof Problem ? reason : (fromPostgres(reason) ?? refusal(reason))
    const id = randomUUID().slice(0, 8)
    const where = { request: id, url: request.originalUrl.slice(0, 500), err: reason as unknown }
    if (!known) log.error(where, 'bug')
    else if (known.status >= 500) log.warn(where, known.code)
    const problem = known ?? new Problem('bug', { request: id })
    if (response.headersSent) return next(reason)
    response.removeHeader('ETag')
    response.setHeader('Cache-Control', 'no-store')
    const wait = retryAfter(problem)
    if (wait !== null && !response.hasHeader('Retry-After')) response.setHeader('Retry-After', String(wait))
    response.status(problem.status).json(problem.body())
  }

export interface AppOptions {
  log: Logger
  /** Whether the people of a demonstration are listed and let in, where the register is one; by default they are not. */
  demonstration?: boolean
  /** Others than whoever sits at this machine can reach the demonstration: every page says so. */
  exposed?: boolean
  /** Where people reach us; by default what PUBLIC_URL says. */
  address?: PublicAddress | null
  /** The address we listen on; by default HOST. */
  listens?: string
  /** Serves the client: the built one, or in development Vite's. */
  client?: RequestHandler
  /** The city's single sign-on; by default what the environment says. */
  provider?: Provider | null
  /** How often a minute one may ask; 0 is as often as one likes. By default what the environment says. */
  ratePerMinute?: number
  /** How many files are made at a time; by default what the environment says. */
  heavyAtOnce?: number
  /** How often an open screen is told that the line is alive, and looked at whether it is still whose it was. */
  beatMs?: number
  /** How long a public screen may be away and still be told, by its code, of what became secret, ms. */
  awayMs?: number
  /** How much memory tiles may keep. */
  tileBytes?: number
}

/** Every address. */
export const createRoutes = (register: Database, tiles: Tiles, live: Live, options: AppOptions, sources: readonly Source[] = []) => {
  const {
    log, client, demonstration = false, address = publicAddress(process.env.PUBLIC_URL), provider = providerFromEnvironment(),
  } = options
  const { ratePerMinute = perMinuteFromEnvironment(), heavyAtOnce = heavyAtOnceFromEnvironment(), beatMs, awayMs } = options
  const database: Database = { ...register, demonstration }
  const gate = createGate({ atOnce: heavyAtOnce, counted: ratePerMinute > 0 })
  const exposed = demonstration && (options.exposed ?? false)
  const network = createNetwork(database, awayMs)
  const house: House = {
    database, tiles, live, sources: [live, ...sources], network, scribe: createScribe(), gate, log, provider, exposed, beatMs,
  }
  const app = express()
  // What the wrappers of every endpoint ask for (http/).
  Object.assign(app.locals, { database, address, pace: ratePerMinute > 0 ? createPace() : undefined })
  app.disable('x-powered-by')
  app.use((_request, response, next) => {
    // Whoever asked may be gone before the answer is written; that is their own affair.
    response.on('error', () => {})
    next()
  })
  app.use(security(Boolean(process.env.TIANDITU_KEY), address?.secure ?? false), permissions)
  app.set('trust proxy', trusted())
  // What the same address answers depends on who asks: no cache on the way keeps it.
  app.use('/api', (_request, response, next) => {
    response.setHeader('Cache-Control', 'private, no-cache')
    response.vary('Cookie')
    next()
  })
  // Before anything that asks the database: whether we are well is answered while nothing else is.
  app.use(healthRoutes(database, version))
  app.use(compression())
  app.use('/api', session(database), limited(ratePerMinute))
  app.get('/api/openapi.json', keptBody('anyone', () => openapi(version, nouns.map(({ description }) => description))))
  app.use(nouns.map(({ routes }) => routes(house)))
  app.use(['/api', '/tiles', '/relief'], nowhere)
  const pages = client ?? builtClient(built, address?.path ?? '')
  if (pages) app.use(pages)
  app.use(answerErrors(log))
  return app
}

/** The whole application over a database. */
export const createApp = async (database: Database, options: AppOptions) => {
  const tiles = await createTiles(database, { bytes: options.tileBytes })
  const tellers = nouns.flatMap(({ tell }) => tell ?? [])
  const live = await createLive(database, tiles, (reason) => options.log.warn({ err: reason }, 'changes not read'), { tellers, awayMs: options.awayMs })
  const sources = await Promise.all(nouns.flatMap(({ source }) => source?.(database) ?? []))
  sweepImports(database, (reason) => options.log.warn({ err: reason }, 'not swept'))
  const { address = publicAddress(process.env.PUBLIC_URL), listens = process.env.HOST || '127.0.0.1' } = options
  return hostFirst(address, listens, tilesFirst(tiles, createRoutes(database, tiles, live, { ...options, address }, sources)))
}
