// Where a request comes from, as far as anything is counted by it.
import { ipKeyGenerator } from 'express-rate-limit'
import type { Request } from 'express'

/** An IPv4 address whole, also where it comes dressed as IPv6; of an IPv6 address the /64, all of which one subscriber has. */
export const addressOf = (request: Pick<Request, 'ip'>): string => ipKeyGenerator((request.ip ?? '').replace(/%.*$/, ''), 64)
