// Who is counted as one: an account wherever it is signed in, or an address of the public (of IPv6 the network, since each of its hosts has as many addresses as it likes).
import { ipKeyGenerator } from 'express-rate-limit'
import type { Request } from 'express'
import { actorOf } from './session.ts'

export const askerOf = (request: Request): string => {
  const account = actorOf(request)?.account
  return account ? `account ${account}` : `address ${ipKeyGenerator(request.ip ?? '')}`
}
