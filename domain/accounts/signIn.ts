// How somebody comes in: a rule set of kind `sign_in` (sql/192_sign_in.sql), dated data that a city changes by a newer set.
import { z } from 'zod'
import { roleIds, type Role } from '../roles.ts'

/** What has to be done before a session counts; until then whoever holds it is the public. */
export const pendings = ['password', 'factor', 'enrol'] as const
export type Pending = (typeof pendings)[number]

const whole = (from: number, to: number) => z.number().int(`要整数 (a whole number)`).min(from, `最少 ${from} (at least ${from})`).max(to, `最多 ${to} (at most ${to})`)
const byRole = <Value extends z.ZodType>(value: Value) =>
  z.strictObject(Object.fromEntries(roleIds.map((role) => [role, value])) as Record<Role, Value>)

const secondFactors = ['none', 'offered', 'required'] as const

export const SignInRules = z.strictObject({
  password: z.strictObject({
    /** Characters. Eight is the least of NIST SP 800-63B, twelve of ASVS 2.1.1; 64 must be allowed. */
    leastLength: whole(8, 64),
    /** Refuses the commonest of the world and of China (server/accounts/commonest.txt). */
    refuseCommonest: z.boolean(),
    /** A password given by somebody else is changed at its first use. */
    changeFirst: z.boolean(),
  }),
  guesses: z.strictObject({
    /** At one name from one address, before waits begin: each wait is twice the one before. */
    free: whole(1, 100),
    /** At one name from everywhere, in an hour. */
    strangersFree: whole(10, 10_000),
    /** At any names from one address in an hour: a school or an office may share one. */
    addressFree: whole(5, 10_000),
    /** At one name on a device known for it: that device alone waits. */
    deviceMost: whole(3, 100),
    /** At the old password within a session: then it ends. */
    sessionMost: whole(1, 100),
    /** No wait is longer than this, for anybody. */
    longestWaitMinutes: whole(1, 60),
  }),
  /** How long a session may lie idle, and may last in all. Whoever holds several roles has the shortest. */
  limits: byRole(z.strictObject({ idleMinutes: whole(5, 129_600), absoluteHours: whole(1, 8760) })),
  secondFactor: byRole(z.enum(secondFactors)),
  /** How long a proven second factor holds for what only administrators do. */
  renewMinutes: whole(1, 1440),
  /** A device not signed in from for so long is unknown again. */
  deviceDays: whole(1, 400),
})
export type SignInRules = z.infer<typeof SignInRules>

/** A set a city decides on. */
export const NewSignInRules = z.strictObject({
  from: z.iso.date('写成 YYYY-MM-DD').optional().describe('from which day on, today or later; today where left out'),
  source: z.string().trim().min(1, '请写明依据，例如文号 (say what it rests on)').max(200, '最多 200 个字 (at most 200 characters)'),
  body: SignInRules,
})
export type NewSignInRules = z.infer<typeof NewSignInRules>

export const SignInRuleSet = z.object({
  code: z.string(),
  from: z.iso.date(),
  source: z.string(),
  proposal: z.boolean().describe('ours, not the trade’s'),
  madeAt: z.string(),
  madeBy: z.string().nullable(),
  inForce: z.boolean(),
  body: SignInRules,
})
export type SignInRuleSet = z.infer<typeof SignInRuleSet>
