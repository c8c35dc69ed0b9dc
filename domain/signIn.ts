// How somebody comes in: a rule set of kind `sign_in` (sql/192_sign_in.sql), dated data that a city changes by a newer set.
import { z } from 'zod'
import { roleIds, type Role } from './roles.ts'

/** What has to be done before a session counts; until then whoever holds it is the public. */
export const pendings = ['password', 'factor', 'enrol'] as const
export type Pending = (typeof pendings)[number]

const whole = (from: number, to: number) => z.number().int(`要整数 (a whole number)`).min(from, `最少 ${from} (at least ${from})`).max(to, `最多 ${to} (at most ${to})`)
const byRole = <Value extends z.ZodType>(value: Value) => z.strictObject(Object.fromEntries(roleIds.map((role) => [role, value])) as Record<Role, Value>)

export const secondFactors = ['none', 'offered', 'required'] as const

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
    /** Wrong guesses at one name by strangers, and by one address at one name, before waits begin. */
    free: whole(1, 100),
    /** Guesses older than this no longer count. */
    minutes: whole(1, 1440),
    /** Each further guess waits twice as long, up to this. */
    longestWaitMinutes: whole(1, 60),
    /** Any names from one address: a school or an office may share one. */
    addressFree: whole(5, 10_000),
    /** At one name on a device known for it: that device alone waits. */
    deviceMost: whole(3, 100),
    /** At the old password within a session: then it ends. */
    sessionMost: whole(1, 100),
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
