// Passwords: scrypt (RFC 7914) with N = 2^15, r = 8, p = 3, one of the equivalent settings of the OWASP Password Storage
// Cheat Sheet: 32 MB and about a quarter of a second each. Kept as scrypt$N$r$p$salt$key, so that it can be raised later.
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(scrypt)
const cost = { N: 2 ** 15, r: 8, p: 3 }
const keyBytes = 32

const keyOf = (password: string, salt: Buffer, { N, r, p }: typeof cost) =>
  // Typed on one keyboard or another, the same characters (NIST SP 800-63B 5.1.1.2).
  derive(password.normalize('NFKC'), salt, keyBytes, { N, r, p, maxmem: 256 * N * r })

/** What is kept of a password. */
export const sealed = async (password: string): Promise<string> => {
  const salt = randomBytes(16)
  const key = await keyOf(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$')
}

/** Whether a password is the one kept. Takes as long where none is kept, so that nobody learns who has an account. */
export const opens = async (password: string, kept: string | null): Promise<boolean> => {
  const [kind, N, r, p, salt, key] = (kept ?? '').split('$')
  if (kind !== 'scrypt' || !salt || !key) {
    await keyOf(password, Buffer.alloc(16), cost)
    return false
  }
  const found = await keyOf(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) })
  const wanted = Buffer.from(key, 'base64url')
  return wanted.length === found.length && timingSafeEqual(found, wanted)
}

/** However a telephone number is grouped, it is one; and nobody should have to know whether a name has capitals. */
export const loginOf = (typed: string): string => typed.trim().toLowerCase().replaceAll(/[\s-]/g, '')

/** Least length of a password one chooses oneself (NIST SP 800-63B). */
export const leastLength = 8
