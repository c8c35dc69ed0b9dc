import type { PublicKeyCredentialCreationOptionsJSON } from '@simplewebauthn/browser'
import { part, path } from '../path.ts'
import type { Factors, FactorsChanged, NewAuthenticator } from './schemas.ts'

export const factorPaths = {
  all: () => path<{ GET: Factors }>('/api/session/factors'),
  authenticator: () => path<{ POST: NewAuthenticator; PUT: FactorsChanged; DELETE: Factors }>('/api/session/factors/authenticator'),
  passkeys: () => path<{ POST: FactorsChanged }>('/api/session/factors/passkeys'),
  passkeyOptions: () => path<{ POST: PublicKeyCredentialCreationOptionsJSON }>('/api/session/factors/passkeys/options'),
  passkey: (code: string) => path<{ DELETE: Factors }>(`/api/session/factors/passkeys/${part(code)}`),
  recovery: () => path<{ POST: FactorsChanged }>('/api/session/factors/recovery'),
}
