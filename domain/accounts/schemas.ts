// Who is signed in, where, and what they are told about their account.
import { z } from 'zod'
import { roleIds } from '../roles.ts'
import { pendings } from './signIn.ts'
import { ways } from './ways.ts'

/** Who is signed in: null is the public. */
const Actor = z.object({
  account: z.string(),
  person: z.string(),
  name: z.string(),
  behalf: z.object({ person: z.string(), name: z.string() }).nullable().describe('the chief an assistant acts for'),
  posts: z.array(z.object({ role: z.enum(roleIds), division: z.string(), place: z.string() })),
})

export const SessionState = z.object({
  actor: Actor.nullable().describe('null also while something is pending'),
  who: z.object({ name: z.string(), login: z.string() }).nullable().describe('whose session it is, also while something is pending'),
  pending: z.array(z.enum(pendings)).describe('what is to be done before it counts: change a first password, prove a second factor, set one up'),
  ways: z.array(z.enum(ways)).describe('with what they can prove that it is they'),
  notices: z.number().describe('what one has not been told yet (/api/session/notices)'),
  chiefs: z.array(z.object({ person: z.string(), name: z.string(), post: z.string().nullable() })).describe('chiefs one may act for'),
})
export type SessionState = z.infer<typeof SessionState>

/** What somebody can be told about their own account. */
const noticeKinds = ['passwordReset', 'passwordChanged', 'newDevice', 'loginChanged', 'unlocked', 'factorSet', 'factorRemoved', 'factorReset', 'factorGuessed', 'recoveryUsed'] as const
export type NoticeKind = (typeof noticeKinds)[number]

export const Notice = z.object({
  code: z.number(),
  kind: z.enum(noticeKinds),
  details: z.record(z.string(), z.string().nullable()).describe('`by` whom, null is whoever runs the server; `agent` and `address` of a device; a new `login`; `what` factor, its `name`; recovery codes `left`'),
  at: z.string(),
  seen: z.boolean(),
})
export type Notice = z.infer<typeof Notice>

export const Device = z.object({ code: z.string(), agent: z.string(), beganAt: z.string(), seenAt: z.string(), here: z.boolean() })
export type Device = z.infer<typeof Device>

/** Somebody of a demonstration city, to sign in as with one click. */
export const DemoPerson = z.object({
  role: z.enum(roleIds), level: z.string(), login: z.string(), name: z.string(), post: z.string().nullable(),
  org: z.string().nullable(), assistant: z.boolean(),
})
export type DemoPerson = z.infer<typeof DemoPerson>
