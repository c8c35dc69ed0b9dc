import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { part, path, query } from '../path.ts'
import type { DemoPerson, Device, Notice, SessionState } from './schemas.ts'
import type { SignInRuleSet } from './signIn.ts'

export const sessionPaths = {
  session: () => path<{ GET: SessionState; POST: SessionState; DELETE: SessionState }>('/api/session'),
  behalf: () => path<{ PUT: SessionState }>('/api/session/behalf'),
  password: () => path<{ PUT: SessionState }>('/api/session/password'),
  login: () => path<{ PUT: SessionState }>('/api/session/login'),
  notices: () => path<{ GET: Notice[]; PUT: Notice[] }>('/api/session/notices'),
  rules: () => path<{ GET: SignInRuleSet[]; PUT: SignInRuleSet[] }>('/api/session/rules'),
  devices: () => path<{ GET: Device[] }>('/api/session/devices'),
  device: (code: string) => path<{ DELETE: Device[] }>(`/api/session/devices/${part(code)}`),
  proof: () => path<{ POST: SessionState }>('/api/session/proof'),
  proofOptions: () => path<{ POST: PublicKeyCredentialRequestOptionsJSON }>('/api/session/proof/passkey'),
  passkey: () => path<{ POST: SessionState }>('/api/session/passkey'),
  passkeyOptions: () => path<{ POST: PublicKeyCredentialRequestOptionsJSON }>('/api/session/passkey/options'),
  demonstration: () => path<{ GET: DemoPerson[] }>('/api/session/demonstration'),
  /** The city's single sign-on, which comes back to `to`: a page, not an answer. */
  sso: (to: string) => `/api/session/sso${query({ to })}`,
}
