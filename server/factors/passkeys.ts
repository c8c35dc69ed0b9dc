// Passkeys (WebAuthn level 3): a key on a phone, a computer or a stick that answers only the site it was made for, so that no
// copied page can ask for it. Browsers allow it over https, and over http on this machine's own `localhost` only.
import { createHash } from 'node:crypto'
import type {
  AuthenticationResponseJSON, PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON, RegistrationResponseJSON,
} from '@simplewebauthn/server'

/** Loaded when somebody uses a passkey: a third of a second of every start. */
const library = () => import('@simplewebauthn/server')

/** The site a passkey is for. */
export interface Site {
  /** Domain name: `map.example.gov.cn`. */
  id: string
  /** `https://map.example.gov.cn` */
  origin: string
}

/** Why there are none here: not over https, or this is not the address the city has named. */
export type Away = { away: 'plain' } | { away: 'elsewhere'; address: string }

/**
 * The site a request is on: PUBLIC_URL, else what the browser says where that is this machine, since no other name it may
 * say can be believed.
 */
export const siteOf = (host: string, publicUrl = process.env.PUBLIC_URL): Site | Away => {
  const local = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : null
  const onThisMachine = local?.hostname === 'localhost'
  if (!publicUrl || !URL.canParse(publicUrl)) return onThisMachine ? { id: 'localhost', origin: local.origin } : { away: 'plain' }
  const named = new URL(publicUrl)
  if (named.protocol !== 'https:' && named.hostname !== 'localhost') return { away: 'plain' }
  return named.host === host ? { id: named.hostname, origin: named.origin } : { away: 'elsewhere', address: named.origin }
}

export interface KeptPasskey {
  id: string
  /** COSE, base64url. */
  publicKey: string
  counter: number
  transports: string[]
}

/** The same for all passkeys of an account, so that a device keeps one of each; says nothing of whose it is. */
const handleOf = (account: string) => new Uint8Array(createHash('sha256').update(`one-map passkeys of ${account}`).digest())

/** What to ask the browser for to make a passkey. */
export const askToRegister = async (
  { id }: Site, { account, login, name, city }: { account: string; login: string; name: string; city: string },
  held: readonly KeptPasskey[],
): Promise<PublicKeyCredentialCreationOptionsJSON> =>
  (await library()).generateRegistrationOptions({
    rpName: city, rpID: id, userName: login, userDisplayName: name, userID: handleOf(account), timeout: 120_000,
    excludeCredentials: held.map(({ id, transports }) => ({ id, transports })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })

/** What to ask the browser for to prove oneself: with one of these, or (none) with any that knows its owner. */
export const askToProve = async ({ id }: Site, held: readonly KeptPasskey[] | null): Promise<PublicKeyCredentialRequestOptionsJSON> =>
  (await library()).generateAuthenticationOptions({
    rpID: id, timeout: 120_000,
    ...(held ? { allowCredentials: held.map(({ id, transports }) => ({ id, transports })) } : {}),
    // Alone it stands for the password too: whoever holds it shows a finger, a face or a number.
    userVerification: held ? 'preferred' : 'required',
  })

/** The challenge an answer signs, which says what it answers; null where it is no answer at all. */
export const challengeIn = ({ response }: { response: { clientDataJSON: string } }): string | null => {
  try {
    const { challenge } = JSON.parse(Buffer.from(response.clientDataJSON, 'base64url').toString()) as { challenge?: unknown }
    return typeof challenge === 'string' ? challenge : null
  } catch {
    return null
  }
}

/** The passkey that was made; null where anything does not fit. */
export const passkeyOf = async (site: Site, challenge: string, response: RegistrationResponseJSON): Promise<KeptPasskey | null> => {
  const { verified, registrationInfo } = await (await library()).verifyRegistrationResponse({
    response, expectedChallenge: challenge, expectedOrigin: site.origin, expectedRPID: site.id, requireUserVerification: false,
  }).catch(refused)
  if (!verified || !registrationInfo) return null
  const { id, publicKey, counter, transports } = registrationInfo.credential
  return { id, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports: transports ?? [] }
}

/** The passkey's new count where it was it, and where `alone` it also showed who holds it; null otherwise. */
export const proofOf = async (
  site: Site, challenge: string, { id, publicKey, counter, transports }: KeptPasskey, response: AuthenticationResponseJSON, alone: boolean,
): Promise<number | null> => {
  const { verified, authenticationInfo } = await (await library()).verifyAuthenticationResponse({
    response, expectedChallenge: challenge, expectedOrigin: site.origin, expectedRPID: site.id, requireUserVerification: alone,
    credential: { id, publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')), counter, transports },
  }).catch(refused)
  return verified && authenticationInfo ? authenticationInfo.newCounter : null
}

/** The library throws for whatever does not fit, with words for developers. */
const refused = () => ({ verified: false as const, registrationInfo: undefined, authenticationInfo: undefined })
