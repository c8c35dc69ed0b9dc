// Every request the client makes goes through here: one error a person can read, one place that knows whether the server answers.
import type { ProblemBody } from '../domain/problem.ts'
import type { Text } from '../domain/text.ts'
import type { Way } from '../domain/accounts/ways.ts'
import { at } from './base.ts'
import { isAttended } from './attended.ts'
import type { Method, Path } from '../domain/path.ts'
import { useConnection } from './stores/connection.ts'
import { useProof } from './stores/proof.ts'

/** What went wrong, in words for the person at the screen. `code` is the server's, or `unreachable`. */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly status: number,
    readonly zh: string,
    message: string,
    readonly details: unknown = null,
  ) {
    super(message)
  }
  get words(): Text {
    return { zh: this.zh, en: this.message }
  }
}

export const isAbort = (error: unknown) => error instanceof DOMException && error.name === 'AbortError'

/** What whoever met a problem can do about it: sign in, try again, or nothing, where it is not there. */
export const wayOn = ({ code, status }: Problem): 'signIn' | 'retry' | null =>
  (code === 'signInFirst' || code === 'guessedTooOften' ? 'signIn' : status === 404 ? null : 'retry')

type Answers = Partial<Record<Method, unknown>>

/** GET what an address answers. Rejects with a Problem, or with an AbortError when cancelled. */
export const get = <Answer>(address: Path<{ GET: Answer }>, signal?: AbortSignal): Promise<Answer> => ask('GET', address, { signal }) as Promise<Answer>

/** Changes something; the answer is what the address answers to that method. */
export const send = <Of extends Answers, How extends keyof Of & Method>(method: How, address: Path<Of>, body?: unknown): Promise<Of[How]> =>
  ask(method, address, body === undefined ? { method } : { method, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }) as Promise<Of[How]>

/** Whoever waits for their turn longer than this is told so. */
const patienceMs = 120_000

/**
 * Saves a file under the name the server gives it. Fetched and not followed, so that a refusal comes in words. Where other files
 * are being made it asks again when it was told to, and `waiting` hears so.
 */
export async function download(address: string, waiting: (queued: boolean) => void = () => {}): Promise<void> {
  const until = Date.now() + patienceMs
  let response: Response
  for (;;)
    try {
      response = await reach(address, {})
      break
    } catch (error) {
      const seconds = error instanceof Problem && error.code === 'heavyBusy' ? Number((error.details as { seconds?: number })?.seconds ?? 2) : null
      if (seconds === null || Date.now() + seconds * 1000 > until) throw error
      waiting(true)
      await new Promise((resolve) => setTimeout(resolve, seconds * 1000))
      waiting(false)
    }
  const name = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = decodeURIComponent(name ?? '')
  link.click()
  // Safari reads it only after the click has returned.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  let response: Response
  try {
    response = await fetch(at(address), isAttended() ? init : { ...init, headers: { ...init.headers, 'X-Unattended': '1' } })
  } catch (error) {
    if (isAbort(error)) throw error
    useConnection().lost()
    throw new Problem('unreachable', 0, '连不上服务器，正在重试', 'The server does not answer; trying again')
  }
  if (response.ok) return response
  const problem = await problemOf(response)
  if (wayOn(problem) === 'signIn') useConnection().unknown += 1
  // Asked to prove that it is oneself: then the same request once more, and nothing that was entered is lost.
  if (problem.code === 'proveAgain' && (await useProof().ask((problem.details as { ways: Way[] }).ways))) return reach(address, init)
  throw problem
}

async function ask(method: Method, address: string, init: RequestInit): Promise<unknown> {
  const response = await reach(address, init)
  const body: unknown = await response.json()
  // A body that breaks its contract is our bug: say so loudly while developing; production trusts the server.
  if (import.meta.env.DEV) await (await import('./contract.ts')).check(method, address, response.status, body)
  return body
}

/** Sends a file as it is; `sent` hears how much of it is there, 0 to 1, which fetch does not tell. */
export const upload = <Answer>(address: Path<{ POST: Answer }>, file: File, sent: (share: number) => void): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest()
    sending.open('POST', at(address))
    sending.setRequestHeader('Content-Type', 'application/octet-stream')
    sending.upload.onprogress = ({ loaded, total }) => sent(total ? loaded / total : 0)
    sending.onload = () => {
      const response = new Response(sending.responseText, { status: sending.status })
      if (response.ok) resolve(JSON.parse(sending.responseText) as Answer)
      else void problemOf(response).then(reject)
    }
    sending.onerror = () => reject(new Problem('unreachable', 0, '没有传完：网络断了，或文件超过 200 MB', 'Not sent whole: the network broke off, or the file is over 200 MB'))
    sending.send(file)
  })

async function problemOf(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => null)) as ProblemBody | null
  if (body?.code) return new Problem(body.code, response.status, body.zh, body.message, body.details)
  return new Problem('unexpected', response.status, `服务器没能回答（${response.status}）`, `The server could not answer (${response.status})`)
}
