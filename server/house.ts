// What every noun is given to work with, and what each brings (nouns.ts).
import type { Router } from 'express'
import type { Logger } from 'pino'
import type { Provider } from './accounts/singleSignOn.ts'
import type { Database } from './db/database.ts'
import type { Description } from './http/describe.ts'
import type { Gate } from './http/heavy.ts'
import type { Live } from './live/live.ts'
import type { LiveNetwork } from './network/network.ts'
import type { Scribe } from './scribe/scribe.ts'
import type { Tiles } from './tiles/tiles.ts'

/** Made once a server. */
export interface House {
  database: Database
  tiles: Tiles
  live: Live
  network: LiveNetwork
  /** Writes files in threads of its own. */
  scribe: Scribe
  /** What is dear is asked through here (http/heavy.ts). */
  gate: Gate
  log: Logger
  /** The city's single sign-on, where there is one. */
  provider: Provider | null
  /** Others than whoever runs it can reach the demonstration. */
  exposed: boolean
  /** How often an open screen is told that the line is alive, ms. */
  beatMs?: number
  /** How long a public screen may be away and still be told, by its code, of what became secret, ms. */
  awayMs?: number
}

/** One noun: its addresses, and what the description of the API says of them. */
export interface Noun {
  routes(house: House): Router
  description: Description
}
