// Who may do what: roles a post gives, and the rights each role has. A post holds within its division and all below it;
// the right of a chief over a water follows from a tenure (tenures.ts). The public has no role and reads what is public.
import { layerOf, type LayerId } from './catalogue.ts'
import { text } from './text.ts'

export const roles = {
  administrator: text('系统管理员', 'administrator'),
  supervisor: text('市级督导', 'city supervisor'),
  office: text('河长办工作人员', 'chief-office staff'),
  chief: text('河长', 'chief'),
  reach_chief: text('河段长', 'reach chief'),
  grid_member: text('网格员', 'grid member'),
  department: text('职能部门人员', 'department staff'),
  planner: text('溯源规划员', 'planner'),
  inspector: text('海绵城市检查员', 'sponge-city inspector'),
  delegate: text('人大代表、政协委员', 'NPC/CPPCC delegate'),
} as const
export type Role = keyof typeof roles
export const roleIds = Object.keys(roles) as [Role, ...Role[]]

/** What a route may ask for beyond being signed in (our proposal: no public rule says who administers what). */
export const rights = {
  /** Enters people, posts and tenures within one's division; gives and takes ways to sign in. */
  managePeople: ['administrator', 'office'],
  /** Brings whole files into the register, within one's division. */
  importLayers: ['administrator', 'office'],
  /** Brings in what was found in the water, at the sections within one's division. */
  bringSamples: ['administrator', 'office', 'department'],
  /** Sets how people sign in, for the whole city. */
  setRules: ['administrator'],
  /** Who is suspected, and what was found by looking: everybody who works for the city, nobody who only looks on. */
  seeSuspects: ['administrator', 'supervisor', 'office', 'chief', 'reach_chief', 'grid_member', 'department', 'planner', 'inspector'],
  /** The audit log: administrators of the whole city all of it, others what people of their divisions did (sql/functions/audit.sql). */
  seeAudit: ['administrator', 'office'],
} as const satisfies Record<string, readonly Role[]>
export type Right = keyof typeof rights

/**
 * `anyone` includes the public; `pending` also whoever has signed in but still has to do something before it counts, and
 * `proving` even where that is to prove the second factor.
 */
export type Allow = 'anyone' | 'proving' | 'pending' | 'signedIn' | Right

/** A right that takes a second factor proven lately, from whoever has one or has to (ASVS 4.3.1): what only administrators do. */
export interface Fresh {
  right: Right
  fresh: true
}
export const fresh = (right: Right): Fresh => ({ right, fresh: true })

export interface Post {
  role: Role
  /** GB/T 2260 and its continuation: divisions nest by prefix, the city's own code ends in 00. */
  division: string
  /** The division's name. */
  place: string
}

/** Somebody signed in. Whoever acts on behalf of a chief has the chief's posts, and every record says both. */
export interface Actor {
  account: string
  person: string
  name: string
  /** The chief an assistant (河长助理) is signed in for. */
  behalf: { person: string; name: string } | null
  posts: Post[]
}

/** The beginning all codes within a division share. */
export const withinOf = (division: string): string => (division.length === 6 && division.endsWith('00') ? division.slice(0, 4) : division)

/** Whether a post reaches a division. */
export const reaches = ({ division }: Pick<Post, 'division'>, of: string): boolean => of.startsWith(withinOf(division))

/** Whether somebody may do something, somewhere (`division`) or at all. */
export const may = (actor: Actor | null, allow: Allow, division?: string): boolean => {
  if (allow === 'anyone') return true
  if (!actor) return false
  if (['signedIn', 'pending', 'proving'].includes(allow)) return true
  const allowed: readonly Role[] = rights[allow as Right]
  return actor.posts.some((post) => allowed.includes(post.role) && (division === undefined || reaches(post, division)))
}

/** Who looks: staff, who work for the city, or the public. Some things are for staff only. */
export type Audience = 'staff' | 'public'

/** Delegates look on, as the public does (`actor_is_staff` in sql/functions/access.sql says the same). */
export const audienceOf = (actor: Actor | null): Audience => (actor?.posts.some(({ role }) => role !== 'delegate') ? 'staff' : 'public')

/** Layers each role draws anew (our proposal; the database decides, sql/functions/access.sql). */
const makers: Partial<Record<Role, 'waters' | 'facilities' | 'small'>> = { administrator: 'waters', office: 'waters', department: 'facilities', chief: 'small', reach_chief: 'small', grid_member: 'small' }

/** Whether somebody may add a thing of a layer somewhere. */
export const mayMake = (actor: Actor | null, layer: LayerId): boolean => {
  const { editable, group, patrolled } = layerOf(layer)!
  if (!editable) return false
  return actor?.posts.some(({ role }) => {
    const maker = makers[role]
    return maker === 'waters' || (maker === 'facilities' && group === 'facilities') || (maker === 'small' && patrolled)
  }) ?? false
}
