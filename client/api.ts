// Every request the client makes goes through here: one error a person can read, one place that knows whether the server answers.
import type { DemoPerson, Device, FeatureCard, FeaturePage, LayerEntry, ProblemBody, SearchAnswer, SessionState, Settings, StateOfMonth, WaterCard } from '../domain/api.ts'
import type { Changed } from '../domain/changes.ts'
import type { Org, PeopleChanged, PeoplePage, Person } from '../domain/people.ts'
import type { Text } from '../domain/text.ts'
import { useConnection } from './stores/connection.ts'

interface Bodies {
  Changed: Changed
  DemoPeople: DemoPerson[]
  Devices: Device[]
  FeatureCard: FeatureCard
  FeaturePage: FeaturePage
  Layers: LayerEntry[]
  Orgs: Org[]
  PeopleChanged: PeopleChanged
  PeoplePage: PeoplePage
  Person: Person
  SearchAnswer: SearchAnswer
  SessionState: SessionState
  Settings: Settings
  StateOfMonth: StateOfMonth
  WaterCard: WaterCard
}

/** What went wrong, in words for the person at the screen. `code` is the server's, or `unreachable`. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly zh: string,
    message: string,
  ) {
    super(message)
  }
  get words(): Text {
    return { zh: this.zh, en: this.message }
  }
}

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === 'AbortError'

/** GET a body of the API by its schema's name in domain/api.ts. Rejects with a Problem, or with an AbortError when cancelled. */
export const get = <Name extends keyof Bodies>(name: Name, address: string, signal?: AbortSignal): Promise<Bodies[Name]> => ask(name, address, { signal })

/** Changes something; the answer is a body as of `get`. */
export const send = <Name extends keyof Bodies>(name: Name, method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', address: string, body?: unknown): Promise<Bodies[Name]> =>
  ask(name, address, body === undefined ? { method } : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })

async function ask<Name extends keyof Bodies>(name: Name, address: string, init: RequestInit): Promise<Bodies[Name]> {
  const connection = useConnection()
  let response: Response
  try {
    response = await fetch(address, init)
  } catch (error) {
    if (isAbort(error)) throw error
    connection.lost()
    throw new Problem('unreachable', 0, '连不上服务器，正在重试', 'The server does not answer; trying again')
  }
  if (!response.ok) throw await problemOf(response)
  const body = await response.json()
  if (import.meta.env.DEV) await check(name, body)
  return body as Bodies[Name]
}

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => null)) as ProblemBody | null
  if (body?.code) return new Problem(body.code, response.status, body.zh, body.message)
  return new Problem('unexpected', response.status, `服务器没能回答（${response.status}）`, `The server could not answer (${response.status})`)
}

/** A body that breaks its contract is our bug: say so loudly while developing; production trusts the server. */
async function check(name: keyof Bodies, body: unknown) {
  const schemas = { ...(await import('../domain/api.ts')), ...(await import('../domain/changes.ts')), ...(await import('../domain/people.ts')) }
  const lists = { Orgs: schemas.Org.array(), Layers: schemas.LayerEntry.array(), Devices: schemas.Device.array(), DemoPeople: schemas.DemoPerson.array() }
  const schema = name in lists ? lists[name as keyof typeof lists] : schemas[name as Exclude<typeof name, keyof typeof lists>]
  const { error } = schema.safeParse(body)
  if (error) console.error(`${name} breaks its contract`, error.issues)
}
