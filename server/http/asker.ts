// Who is counted as one: an account wherever it is signed in, also before a session counts, or an address of the public.
import type { Request } from 'express'
import { addressOf } from './address.ts'
import { sessionOf } from './session.ts'

export const askerOf = (request: Request): string => {
  const account = sessionOf(request)?.actor.account
  return account ? `account ${account}` : `address ${addressOf(request)}`
}
