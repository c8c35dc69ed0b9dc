// Secrets of authenticator apps have to be read to check a code, so no digest will do. With FACTOR_KEY in the environment they
// are kept encrypted (AES-256-GCM, bound to the account), and a copy of the database alone gives no codes; without it they
// are kept as they are, and only the owner of the database reads them.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const keyFrom = (words: string) => Buffer.from(hkdfSync('sha256', words, '', 'one-map authenticators', 32))

/** As aes$nonce$text$tag, or plain$text where there is no key. */
export const sealSecret = (secret: string, account: string, words = process.env.FACTOR_KEY): string => {
  if (!words) return `plain$${secret}`
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFrom(words), nonce).setAAD(Buffer.from(account))
  const text = Buffer.concat([cipher.update(secret), cipher.final()])
  return ['aes', ...[nonce, text, cipher.getAuthTag()].map((part) => part.toString('base64url'))].join('$')
}

/** The secret; null where the key is not the one it was sealed with. */
export const openSecret = (kept: string, account: string, words = process.env.FACTOR_KEY): string | null => {
  const [kind, ...parts] = kept.split('$')
  if (kind === 'plain') return parts[0] ?? null
  const [nonce, text, tag] = parts.map((part) => Buffer.from(part, 'base64url'))
  if (kind !== 'aes' || !words || !nonce || !text || !tag) return null
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyFrom(words), nonce).setAAD(Buffer.from(account)).setAuthTag(tag)
    return Buffer.concat([decipher.update(text), decipher.final()]).toString()
  } catch {
    return null
  }
}
