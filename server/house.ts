// What every noun is given to work with, and what each brings (nouns.ts).
import type { Router } from 'express'
import type { Logger } from 'pino'
import type { Provider } from './accounts/singleSignOn.ts'
import type { Database } from './db/database.ts'
import type { Description } from './http/describe.ts'
import type { Gate } from './http/heavy.ts'
import type { Live } from './live/live.ts'
import type { Source, Teller } from './live/source.ts'
import type { LiveNetwork } from './network/network.ts'
import type { Scribe } from './scribe/scribe.ts'
import type { Tiles } from './tiles/tiles.ts'

/** Made once a server. */
export interface House {
  database: Database
  tiles: Tiles
  live: Live
  /** What the stream tells: the record first, then what nouns add. */
  sources: readonly Source[]
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
}

/** One noun: its addresses, and what the description of the API says of them; and what it has the stream tell. */
export interface Noun {
  routes(house: House): Router
  description: Description
  /** Adds to what is told of a change. */
  tell?: Teller
  /** Something told besides changes. */
  source?(database: Database): Promise<Source>
}
