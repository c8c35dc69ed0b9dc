// What the browser has to do with passkeys; the library comes when somebody uses one.
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'
import { Problem } from './api.ts'

/** Not in every browser within an app, and nowhere over plain HTTP. */
export const browserHasPasskeys = () => window.isSecureContext && 'PublicKeyCredential' in window

/** Whether this address can have them at all: where it cannot, the server says why. */
export const mayHavePasskeys = () => browserHasPasskeys() && window.location.hostname !== '127.0.0.1'

/** Closed, refused, timed out or known already: the browser does not say which, so that no page learns what somebody has. */
const failed = (reason: unknown): never => {
  const known = reason instanceof Error && (reason.name === 'InvalidStateError' || (reason as { code?: string }).code === 'ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED')
  throw known
    ? new Problem('passkeyKnown', 0, '这台设备上已经有一把了', 'This device has one already')
    : new Problem('passkeyCancelled', 0, '没有完成：取消了、等得太久，或这台设备没有可用的通行密钥', 'Not done: cancelled, too late, or there is no passkey on this device')
}

export const make = async (options: PublicKeyCredentialCreationOptionsJSON) => (await import('@simplewebauthn/browser')).startRegistration({ optionsJSON: options }).catch(failed)
export const show = async (options: PublicKeyCredentialRequestOptionsJSON) => (await import('@simplewebauthn/browser')).startAuthentication({ optionsJSON: options }).catch(failed)
