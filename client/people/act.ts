// Doing something with people: one recorded change, told with its way back.
import type { PeopleChanged } from '../../domain/people.ts'
import { Problem, send } from '../api.ts'
import { newId } from '../newId.ts'
import { useDone } from '../stores/done.ts'

/** What the server has not answered: tried again, it is the same act, which may have been done already. */
let unanswered: { what: string; id: string } | null = null

/** `address` takes the act's id where there is no body. Rejects with a Problem. */
export async function act(said: string, method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', address: string | ((id: string) => string), body?: object): Promise<PeopleChanged> {
  const what = JSON.stringify([method, String(typeof address === 'string' ? address : address('')), body])
  const id = unanswered?.what === what ? unanswered.id : newId()
  unanswered = { what, id }
  try {
    const done = await send('PeopleChanged', method, typeof address === 'string' ? address : address(id), body && { id, ...body })
    unanswered = null
    useDone().tell(said, done.seq)
    return done
  } catch (error) {
    if (error instanceof Problem && error.code !== 'unreachable') unanswered = null
    throw error
  }
}
