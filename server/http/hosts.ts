// By which names we may be called. A page of somebody else's, whose name is made to point at this machine (DNS rebinding), calls
// us by that name: it gets nothing, not even a demonstration on one's own computer.
import type { IncomingMessage, RequestListener } from 'node:http'
import { isIP } from 'node:net'
import { hostname as machineName } from 'node:os'
import { Trouble } from '../db/open.ts'
import { Problem } from './problem.ts'

/** Where people reach us, as PUBLIC_URL says. */
export interface PublicAddress {
  /** https://city.example/map: without a slash at its end. */
  url: string
  hostname: string
  /** '/map' where the address has a sub-path, else ''. */
  path: string
  secure: boolean
}

/** Reads PUBLIC_URL; null where it is not set. Throws `Trouble` where it is no address. */
export const publicAddress = (said: string | undefined): PublicAddress | null => {
  if (!said) return null
  const url = URL.canParse(said) ? new URL(said) : null
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash)
    throw new Trouble(`PUBLIC_URL=${said} 不是网址，应写成 https://map.example.gov.cn (PUBLIC_URL is not an address)`)
  const path = url.pathname.replace(/\/+$/, '')
  // Whether a proxy has taken such a sub-path off could not be told; and what is written into the page is plain.
  if (/^\/(api|tiles|relief|assets)(\/|$)/.test(path) || !/^[\w/.~-]*$/.test(path) || path.includes('//'))
    throw new Trouble(`PUBLIC_URL=${said} 的路径不能用：api、tiles、relief、assets 是系统自己的，其余只用字母、数字和 - _ . ~ (this sub-path will not do)`)
  return { url: url.origin + path, hostname: plain(url.hostname), path, secure: url.protocol === 'https:' }
}

/** 'LOCALHOST.' is localhost, '[::1]' is ::1. */
export const plain = (hostname: string) => hostname.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '')

/** Whether an address or a name is this machine speaking to itself. */
export const isLoopback = (host: string): boolean => {
  // What browsers make of [::ffff:127.0.0.1] is [::ffff:7f00:1].
  const name = plain(host).replace(/^::ffff:7f([0-9a-f]{2}):[0-9a-f]{1,4}$/, '127.0.0.1').replace(/^::ffff:/, '')
  return name === 'localhost' || name === '::1' || name === '0:0:0:0:0:0:0:1' || (isIP(name) === 4 && name.startsWith('127.'))
}

/** Where people on this machine find us, listening on `host`: http://localhost:8080, http://[2001:db8::8]:8080. */
export const shownAddress = (host: string, port: number, secure: boolean): string => {
  const name = plain(host)
  // Every address of the machine is this one too.
  const shown = /^(0\.0\.0\.0|[0:]+)$/.test(name) ? 'localhost' : isIP(name) === 6 ? `[${name}]` : name
  return `http${secure ? 's' : ''}://${shown}:${port}`
}

/** Whether a Host header names a host. */
export const isName = (header: string | undefined, hostname: string): boolean => nameIn(header) === hostname

/** The name in a Host header, without its port; null where it is none. */
const nameIn = (header: string | undefined): string | null =>
  header && !/[\s/?#@\\]/.test(header) && URL.canParse(`http://${header}`) ? plain(new URL(`http://${header}`).hostname) : null

/**
 * Whether we may be called so, listening on `listens`. With PUBLIC_URL by its name alone, and by loopback's from this machine
 * (health checks); without it on loopback by loopback's names, and beyond by any number and the machine's own name: a page that
 * was made to point here has neither.
 */
export const answersTo = (name: string, address: PublicAddress | null, listens: string, fromHere: boolean): boolean => {
  if (address && name === address.hostname) return true
  if (address) return fromHere && isLoopback(name)
  if (isLoopback(name)) return true
  const own = plain(machineName())
  return !isLoopback(listens) && (isIP(name) !== 0 || [own, own.split('.')[0], `${own}.local`].includes(name))
}

const fromThisMachine = ({ socket }: IncomingMessage) => isLoopback(socket.remoteAddress ?? '')

/** Lets through to `rest` what calls us by a name of ours, with the sub-path of our address taken off; refuses the rest. */
export const hostFirst = (
  address: PublicAddress | null, listens: string, rest: RequestListener,
): RequestListener => (request, response) => {
  const name = nameIn(request.headers.host)
  // A whole address where a path should be is meant for a proxy.
  if (name !== null && request.url?.startsWith('/') && answersTo(name, address, listens, fromThisMachine(request))) {
    const { path } = address ?? { path: '' }
    // A proxy may take the sub-path off or leave it.
    if (path && request.url.startsWith(path) && /^[/?]?$/.test(request.url.charAt(path.length))) request.url = `/${request.url.slice(path.length).replace(/^\//, '')}`
    return rest(request, response)
  }
  const problem = new Problem('hostUnknown', { host: request.headers.host ?? '' })
  response
    .writeHead(problem.status, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff', Connection: 'close' })
    .end(JSON.stringify(problem.body()))
}
