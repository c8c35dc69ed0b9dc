// A second factor beside the password, as the server says it and as somebody sends it.
import { z } from 'zod'

const Passkey = z.object({ code: z.string(), name: z.string(), madeAt: z.string(), usedAt: z.string().nullable() })
type Passkey = z.infer<typeof Passkey>

export const Factors = z.object({
  asked: z.enum(['none', 'offered', 'required']).describe('by the strictest of one’s roles, by the rules of signing in'),
  authenticator: z.object({ since: z.string() }).nullable().describe('an app on a phone that shows codes'),
  passkeys: z.array(Passkey),
  recovery: z.number().int().describe('recovery codes left'),
  passkeysHere: z.object({ away: z.enum(['plain', 'elsewhere']).nullable(), address: z.string().nullable() }).describe('why there can be no passkeys at this address, or nulls'),
})
export type Factors = z.infer<typeof Factors>

/** What enrolling did. The recovery codes are said this once. */
export const FactorsChanged = z.object({ factors: Factors, codes: z.array(z.string()).nullable() })
export type FactorsChanged = z.infer<typeof FactorsChanged>

export const NewAuthenticator = z.object({ secret: z.string().describe('base32'), uri: z.string().describe('otpauth://, for the square to scan') })
export type NewAuthenticator = z.infer<typeof NewAuthenticator>

const Code = z.string().min(1, '请填写 (missing)').max(100)
/** What a browser says of a passkey; what it means is for the library to judge. */
const Said = z.looseObject({ id: z.string().max(2000), response: z.looseObject({ clientDataJSON: z.string().max(5000) }) })

export const ConfirmAuthenticator = z.strictObject({ code: Code })
export const NewPasskey = z.strictObject({ name: z.string().trim().min(1, '请填写 (missing)').max(50, '最多 50 个字 (at most 50 characters)'), said: Said })
export const SaidPasskey = z.strictObject({ said: Said })
/** One way of proving that it is oneself. */
export const Proof = z.union([
  z.strictObject({ code: Code }),
  z.strictObject({ recovery: Code }),
  z.strictObject({ password: z.string().min(1, '请填写 (missing)').max(1000) }),
  SaidPasskey,
])
export type Proof = z.input<typeof Proof>
