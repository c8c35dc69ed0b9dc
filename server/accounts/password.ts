// Passwords: scrypt (RFC 7914) with N = 2^15, r = 8, p = 3, one of the equivalent settings of the OWASP Password Storage
// Cheat Sheet: 32 MB and about a quarter of a second each. Kept as scrypt$N$r$p$salt$key, so that it can be raised later.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import { derive } from './judge.ts'

const cost = { N: 2 ** 15, r: 8, p: 3 }
const keyBytes = 32

/** Typed on one keyboard or another, the same characters (NIST SP 800-63B 5.1.1.2). */
export const plain = (password: string): string => password.normalize('NFKC')

const keyOf = (password: string, salt: Buffer, of: typeof cost) => derive(plain(password), salt, keyBytes, of)

/** What is kept of a password. */
export const hashOf = async (password: string): Promise<string> => {
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

/**
 * A sign-in name however it is typed: capitals, full-width digits and grouping make no difference, nor whether a Chinese
 * mobile number has its country before it. Numbers of other countries keep theirs. (sql/192_sign_in.sql says the same.)
 */
export const loginOf = (typed: string): string => {
  const name = typed.normalize('NFKC').toLowerCase().replace(/[\s\p{Cf}\p{Pd}\u2212]/gu, '')
  return /^\(?(?:\+|00)?86\)?(1[3-9]\d{9})$/.exec(name)?.[1] ?? name
}
