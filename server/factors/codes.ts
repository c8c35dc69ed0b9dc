// Codes a person types: six digits of an authenticator app (TOTP, RFC 6238: SHA-1, 30 s, the one before and the one after
// also count), and recovery codes for the day the phone is lost.
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'

const window = 1

/** A new secret of 160 bits, in base32 as apps take it. */
export const newSecret = (): string => new Secret({ size: 20 }).base32

/** What an app reads from the square (Key Uri Format). `label` is the sign-in name, `issuer` the city's. */
export const keyUri = (secret: string, label: string, issuer: string): string => new TOTP({ secret, label, issuer }).toString()

/** Which thirty seconds since 1970 a code is of; null where it is of none that counts now. `now` in milliseconds. */
export const stepOf = (secret: string, code: string, now = Date.now()): number | null => {
  const delta = TOTP.validate({ token: code, secret: Secret.fromBase32(secret), timestamp: now, window })
  return delta === null ? null : TOTP.counter({ timestamp: now }) + delta
}

/** However it is grouped, and whatever keyboard it was typed on. */
export const digitsOf = (typed: string): string => typed.normalize('NFKC').replaceAll(/[\s-]/g, '')

// ── Recovery codes ──

export const recoveryCodes = 10
// 32 signs without those that look alike (Crockford): i l o u.
const signs = '0123456789abcdefghjkmnpqrstvwxyz'

/** 16 signs in groups of four: 80 bits. */
export const newRecoveryCode = (): string => Array.from(randomBytes(16), (byte) => signs.charAt(byte % 32)).join('').replaceAll(/(.{4})(?=.)/g, '$1-')

/** However it is grouped, and with what looks alike read as what it can only be. */
export const recoveryOf = (typed: string): string => digitsOf(typed).toLowerCase().replaceAll('o', '0').replaceAll(/[il]/g, '1')

export interface KeptRecoveryCode {
  salt: string
  digest: string
}

const digestWith = (salt: string, code: string) => createHmac('sha256', salt).update(recoveryOf(code)).digest('hex')

/** What is kept of a recovery code. */
export const keepRecovery = (code: string): KeptRecoveryCode => {
  const salt = randomBytes(16).toString('base64url')
  return { salt, digest: digestWith(salt, code) }
}

/** Which of the kept codes this is. */
export const whichRecovery = (kept: readonly KeptRecoveryCode[], code: string): KeptRecoveryCode | null =>
  kept.find(({ salt, digest }) => timingSafeEqual(Buffer.from(digestWith(salt, code)), Buffer.from(digest))) ?? null
