// Doing something with people: one recorded change, told with its way back.
import type { Method, Path } from '../../domain/path.ts'
import type { PeopleChanged } from '../../domain/people/schemas.ts'
import { Problem, send } from '../api.ts'
import { newId } from '../newId.ts'
import { useDone } from '../stores/done.ts'

type Act<How extends Method> = Path<Record<How, PeopleChanged>>

/** What the server has not answered: tried again, it is the same act, which may have been done already. */
let unanswered: { what: string; id: string } | null = null

/** `address` takes the act's id where there is no body. Rejects with a Problem. */
export async function act<How extends 'POST' | 'PUT' | 'PATCH' | 'DELETE'>(said: string, method: How, address: Act<How> | ((id: string) => Act<How>), body?: object): Promise<PeopleChanged> {
  const what = JSON.stringify([method, typeof address === 'function' ? address('') : address, body])
  const id = unanswered?.what === what ? unanswered.id : newId()
  unanswered = { what, id }
  try {
    const done: PeopleChanged = await send(method, typeof address === 'function' ? address(id) : address, body && { id, ...body })
    unanswered = null
    useDone().tell(said, done.seq)
    return done
  } catch (error) {
    if (error instanceof Problem && error.code !== 'unreachable') unanswered = null
    throw error
  }
}
