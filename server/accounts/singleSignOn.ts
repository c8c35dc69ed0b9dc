// The city's own single sign-on: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636), state and nonce.
import * as oidc from 'openid-client'
import { z } from 'zod'

export interface Provider {
  /** Address of the provider: https, or http on this machine only. */
  issuer: string
  clientId: string
  /** Empty for a public client, which PKCE alone protects. */
  clientSecret: string
  /** What the button says: the name people know it by. */
  name: string
  /** The claim that holds what they would type to sign in: a telephone number, an account name. */
  claim: string
  /** Takes numbers for verified where the provider never says so: it has to check them itself. Off unless said. */
  trustPhone?: boolean
  /** What in `amr` or `acr` says that a second factor was proven there (RFC 8176); nothing where its word is not taken. */
  factors?: readonly string[]
}

/** OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME, OIDC_CLAIM, OIDC_TRUST_PHONE=1, OIDC_MFA; null where no issuer is set. */
export const providerFromEnvironment = (): Provider | null => {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId = '', OIDC_CLIENT_SECRET: clientSecret = '', OIDC_NAME: name, OIDC_CLAIM: claim, OIDC_TRUST_PHONE: trust, OIDC_MFA: factors = '' } = process.env
  return issuer ? { issuer, clientId, clientSecret, name: name || '统一身份认证', claim: claim || 'phone_number', trustPhone: trust === '1', factors: factors.split(/[\s,]+/).filter(Boolean) } : null
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

const verifiedBy: Record<string, string | undefined> = { phone_number: 'phone_number_verified', email: 'email_verified' }

/**
 * Whether a claim is vouched for. What OpenID Connect knows as verifiable (5.1: telephone number, email) has to be said to be
 * verified: true, or as some providers write it, "true". Anything else said is a no; nothing said is one too, unless the
 * deployer knows better. Other claims, such as an account name, are the provider's own.
 */
export const isVouched = (claim: string, claims: Record<string, unknown>, trusted: boolean): boolean => {
  const verified = verifiedBy[claim]
  if (verified === undefined) return true
  const said = claims[verified]
  return said === undefined || said === null ? trusted : said === true || said === 'true'
}

/**
 * Ways of saying the secret at the token endpoint, those a provider declares first tried; undeclared
 * means basic (OpenID Connect Discovery 3).
 */
const waysOf = (clientSecret: string, declared: readonly string[] = ['client_secret_basic']): oidc.ClientAuth[] => {
  if (!clientSecret) return [oidc.None()]
  const ways: [string, oidc.ClientAuth][] = [['client_secret_basic', oidc.ClientSecretBasic(clientSecret)], ['client_secret_post', oidc.ClientSecretPost(clientSecret)], ['client_secret_jwt', oidc.ClientSecretJwt(clientSecret)]]
  return [...ways.filter(([name]) => declared.includes(name)), ...ways.filter(([name]) => !declared.includes(name) && name !== 'client_secret_jwt')].map(([, way]) => way)
}

/** The provider did not take the way the secret was said; the code has not been used up. */
const isNotOurWay = (reason: unknown): boolean => reason instanceof oidc.ResponseBodyError ? reason.error === 'invalid_client' : reason instanceof oidc.WWWAuthenticateChallengeError

const onThisMachine = (issuer: URL) => issuer.protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(issuer.hostname)

export const singleSignOn = ({ issuer, clientId, clientSecret, claim, trustPhone = false, factors = [] }: Provider) => {
  let known: Promise<oidc.Configuration> | null = null
  /** Ways of saying the secret that have not been refused; a client may be registered for one of several a provider knows. */
  let ways: oidc.ClientAuth[] | null = null
  /** Asked once; again after a failure. */
  const configuration = () => {
    const at = new URL(issuer)
    known ??= oidc.discovery(at, clientId, undefined, (server, client, body, headers) => {
      ways ??= waysOf(clientSecret, server.token_endpoint_auth_methods_supported)
      return ways[0](server, client, body, headers)
    }, { timeout: 10, execute: onThisMachine(at) ? [oidc.allowInsecureRequests] : [] })
    known.catch(() => (known = null))
    return known
  }

  const redeem = async (config: oidc.Configuration, address: URL, checks: oidc.AuthorizationCodeGrantChecks) => {
    for (;;) {
      try {
        return await oidc.authorizationCodeGrant(config, address, checks)
      } catch (reason) {
        if (!isNotOurWay(reason) || !ways) throw reason
        const others: oidc.ClientAuth[] = ways.slice(1)
        // None was taken: the next one to come begins with the first again.
        ways = others.length ? others : null
        if (!ways) throw reason
      }
    }
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

    /**
     * Who has come back: the provider's own name for them, and the sign-in name it vouches for, and whether they proved a second factor
     * there. Throws where anything does not fit.
     */
    async arrive(address: URL, { state, nonce, verifier }: Journey): Promise<{ subject: string; login: string | null; proven: boolean }> {
      const config = await configuration()
      const tokens = await redeem(config, address, {
        expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true,
      })
      const { iss, sub, ...claims } = tokens.claims()!
      // All in the token, or the rest is asked for: a number may be in one and whether it is verified in the other.
      const whole = claim in claims && (verifiedBy[claim] === undefined || verifiedBy[claim] in claims)
      const more: Record<string, unknown> = whole || !config.serverMetadata().userinfo_endpoint
        ? claims
        : { ...claims, ...(await oidc.fetchUserInfo(config, tokens.access_token, sub)) }
      const login = more[claim]
      return { subject: `${iss} ${sub}`, login: isVouched(claim, more, trustPhone) && typeof login === 'string' ? login : null, proven: [claims.acr, claims.amr].flat().some((said) => typeof said === 'string' && factors.includes(said)) }
    },
  }
}
