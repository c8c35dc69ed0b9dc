// The city's own single sign-on: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636), state and nonce.
import * as oidc from 'openid-client'
import { z } from 'zod'

export interface Provider {
  /** Address of the provider: https, or http on this machine only. */
  issuer: string
  clientId: string
  clientSecret: string
  /** What the button says: the name people know it by. */
  name: string
  /** The claim that holds what they would type to sign in: a telephone number, an account name. */
  claim: string
  /** What in `amr` or `acr` says that a second factor was proven there (RFC 8176); nothing where its word is not taken. */
  factors?: readonly string[]
}

/** OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME, OIDC_CLAIM, OIDC_MFA; null where no issuer is set. */
export const providerFromEnvironment = (): Provider | null => {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId = '', OIDC_CLIENT_SECRET: clientSecret = '', OIDC_NAME: name, OIDC_CLAIM: claim, OIDC_MFA: factors = '' } = process.env
  return issuer ? { issuer, clientId, clientSecret, name: name || '统一身份认证', claim: claim || 'phone_number', factors: factors.split(/[\s,]+/).filter(Boolean) } : null
}

/** What the browser keeps between leaving for the provider and coming back. */
const Journey = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), to: z.string() })
export type Journey = z.infer<typeof Journey>

export const readJourney = (kept: string | null): Journey | null => {
  try {
    return Journey.parse(JSON.parse(Buffer.from(kept ?? '', 'base64url').toString()))
  } catch {
    return null
  }
}
export const writeJourney = (journey: Journey): string => Buffer.from(JSON.stringify(journey)).toString('base64url')

/** A page of ours to return to; anything else is the map. */
export const ownPage = (asked: unknown): string => (typeof asked === 'string' && /^\/(?![/\\])[^\\\s]*$/.test(asked) ? asked : '/')

const onThisMachine = (issuer: URL) => issuer.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(issuer.hostname)

export const singleSignOn = ({ issuer, clientId, clientSecret, claim, factors = [] }: Provider) => {
  let known: Promise<oidc.Configuration> | null = null
  /** Asked once; again after a failure. */
  const configuration = () => {
    const at = new URL(issuer)
    known ??= oidc.discovery(at, clientId, clientSecret, undefined, { timeout: 10, execute: onThisMachine(at) ? [oidc.allowInsecureRequests] : [] })
    known.catch(() => (known = null))
    return known
  }

  return {
    /** Where to send the browser, and what it must bring back. Throws where the provider does not answer. */
    async leave(callback: string, to: string): Promise<{ address: URL; journey: Journey }> {
      const journey = { state: oidc.randomState(), nonce: oidc.randomNonce(), verifier: oidc.randomPKCECodeVerifier(), to }
      const address = oidc.buildAuthorizationUrl(await configuration(), {
        redirect_uri: callback,
        scope: 'openid profile phone',
        state: journey.state,
        nonce: journey.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(journey.verifier),
        code_challenge_method: 'S256',
      })
      return { address, journey }
    },

    /** Who has come back: the provider's own name for them, and the sign-in name it vouches for, and whether they proved a second factor there. Throws where anything does not fit. */
    async arrive(address: URL, { state, nonce, verifier }: Journey): Promise<{ subject: string; login: string | null; proven: boolean }> {
      const config = await configuration()
      const tokens = await oidc.authorizationCodeGrant(config, address, { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true })
      const { iss, sub, ...claims } = tokens.claims()!
      const more = claim in claims ? claims : await oidc.fetchUserInfo(config, tokens.access_token, sub)
      const vouched = claim !== 'phone_number' || more.phone_number_verified !== false
      const login = (more as Record<string, unknown>)[claim]
      return { subject: `${iss} ${sub}`, login: vouched && typeof login === 'string' ? login : null, proven: [claims.acr, claims.amr].flat().some((said) => typeof said === 'string' && factors.includes(said)) }
    },
  }
}
