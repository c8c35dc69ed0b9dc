// People, their posts and tenures, as the server says them and as somebody enters them. Every act carries an id its maker
// gives it, so that sending it twice does it once.
import { z } from 'zod'
import { layerIds } from '../catalogue.ts'
import { chiefLevels } from '../enums.ts'
import { roleIds } from '../roles.ts'

const keys = <T extends object>(of: T) => Object.keys(of) as [keyof T & string, ...(keyof T & string)[]]

const Id = z.uuid().describe('made by the sender; the same id again gives the same answer')
const Code = z.string().min(1).max(100)
const Name = z.string().trim().min(1, '请填写 (missing)').max(50, '最多 50 个字 (at most 50 characters)')
const Words = z.string().trim().max(100, '最多 100 个字 (at most 100 characters)')
const Phone = z.string().trim().max(30).regex(/^(\+?[\d() -]{3,})?$/, '电话只能有数字、空格和 + - ( ) (digits, spaces and + - ( ) only)')
const Login = z.string().trim().min(1, '请填写 (missing)').max(100)
const Day = z.iso.date('写成 YYYY-MM-DD').refine((day) => !day.startsWith('0000'), '没有公元 0 年 (there is no year 0)')
/** The day after the last: what ends on a day is the next one's from that day. */
const To = Day.nullable().describe('from this day no longer; null goes on')

// ── As the server says them ──

const Place = z.object({ code: z.string(), name: z.string() })
const Held = z.object({ role: z.enum(roleIds), division: z.string(), place: z.string() })

export const PersonRow = z.object({
  code: z.string(),
  name: z.string(),
  post: z.string().nullable().describe('title, 职务'),
  org: z.string().nullable(),
  place: z.string().nullable(),
  phone: z.string().nullable().describe('null also where it is not yours to see'),
  login: z.string().nullable().describe('null also where it is not yours to see'),
  closed: z.boolean(),
  posts: z.array(Held),
})
export type PersonRow = z.infer<typeof PersonRow>

export const PeoplePage = z.object({ total: z.number(), rows: z.array(PersonRow), next: z.string().nullable().describe('pass as `after` for the following page') })
export type PeoplePage = z.infer<typeof PeoplePage>

export const PersonPost = Held.extend({ code: z.string(), from: Day, to: To })
export type PersonPost = z.infer<typeof PersonPost>

export const PersonTenure = z.object({
  code: z.string(),
  level: z.enum(keys(chiefLevels)),
  water: Place.extend({ layer: z.enum(layerIds) }).nullable(),
  division: Place.nullable(),
  document: z.string().nullable(),
  from: Day,
  to: To,
  vacant: z.boolean().describe('nobody else holds this at this level: without it it is vacant'),
})
export type PersonTenure = z.infer<typeof PersonTenure>

export const Assisting = z.object({ person: z.string(), name: z.string(), post: z.string().nullable(), from: Day, to: To })
export type Assisting = z.infer<typeof Assisting>

export const Person = z.object({
  code: z.string(),
  name: z.string(),
  post: z.string().nullable(),
  org: Place.nullable(),
  division: Place.nullable(),
  phone: z.string().nullable(),
  posts: z.array(PersonPost).describe('now and past, the latest first'),
  tenures: z.array(PersonTenure).describe('now and past, the latest first'),
  assists: z.array(Assisting).describe('chiefs this person acts for'),
  assistants: z.array(Assisting).describe('who acts for this person'),
  account: z.object({ login: z.string(), closedAt: z.string().nullable(), createdAt: z.string() }).nullable().describe('null also where it is not yours to see'),
  may: z.object({ manage: z.boolean() }),
})
export type Person = z.infer<typeof Person>

export const Org = z.object({ code: z.string(), name: z.string() })
export type Org = z.infer<typeof Org>

/** What an act did. A change can be undone at /api/changes/{seq}/undo. */
export const PeopleChanged = z.object({
  seq: z.number(),
  code: z.string().describe('the person, post or tenure it was about'),
  password: z.string().nullable().describe('a new password, said this once and kept nowhere'),
})
export type PeopleChanged = z.infer<typeof PeopleChanged>

// ── As somebody enters them ──

const About = z.object({
  name: Name,
  post: Words.nullable(),
  org: Code.nullable(),
  division: Code,
  phone: Phone.nullable(),
})

const NewPostFields = z.object({ role: z.enum(roleIds), division: Code, from: Day, to: To.optional() })

export const NewPerson = z.strictObject({
  id: Id,
  ...About.partial({ post: true, org: true, phone: true }).shape,
  posts: z.array(z.strictObject(NewPostFields.shape)).max(20).default([]),
  account: z.strictObject({ login: Login }).optional(),
})
export type NewPerson = z.input<typeof NewPerson>

export const PersonUpdate = z.strictObject({ id: Id, ...About.partial().shape })
export type PersonUpdate = z.infer<typeof PersonUpdate>

export const NewPost = z.strictObject({ id: Id, ...NewPostFields.shape })
export type NewPost = z.infer<typeof NewPost>
export const PostUpdate = z.strictObject({ id: Id, ...NewPostFields.partial().shape })
export type PostUpdate = z.infer<typeof PostUpdate>

export const AccountUpdate = z
  .strictObject({
    id: Id,
    login: Login.optional().describe('makes an account where there is none'),
    closed: z.boolean().optional(),
    newPassword: z.boolean().optional().describe('ends all sessions; to be changed at its first use'),
    resetFactors: z.boolean().optional().describe('the telephone is lost: takes the second factors, ends all sessions'),
    unlock: z.boolean().optional().describe('forgets wrong guesses, so that nobody waits for them any more'),
  })
  .refine(({ login, closed, newPassword, resetFactors, unlock }) => login !== undefined || closed !== undefined || newPassword === true || resetFactors === true || unlock === true, '没有要改的内容 (nothing to change)')
export type AccountUpdate = z.infer<typeof AccountUpdate>

export const AssistantUpdate = z.strictObject({ id: Id, from: Day, to: To.optional() })
export type AssistantUpdate = z.infer<typeof AssistantUpdate>

export const NewTenure = z
  .strictObject({
    id: Id,
    person: Code,
    level: z.enum(keys(chiefLevels)),
    water: Code.nullable(),
    division: Code.nullable().describe('of a river, the part within; without a water, all waters of the division'),
    document: Words.optional(),
    from: Day,
    replaces: Code.optional().describe('the tenure handed over: it ends on the day this one begins'),
  })
  .refine(({ water, division }) => water !== null || division !== null, '要写明水体或区划 (a water or a division)')
export type NewTenure = z.infer<typeof NewTenure>

export const TenureUpdate = z.strictObject({ id: Id, document: Words.nullable().optional(), from: Day.optional(), to: To.optional() })
export type TenureUpdate = z.infer<typeof TenureUpdate>

export const Leave = z.strictObject({
  id: Id,
  on: Day.describe('the first day it no longer holds, today or before'),
  successor: Code.optional().describe('takes over all waters from that day'),
})
export type Leave = z.infer<typeof Leave>
