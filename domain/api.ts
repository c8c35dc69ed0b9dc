// What the server says and the client reads: one schema a body, one table of addresses.
// OpenAPI is generated from these.
import { z } from 'zod'
import { layerIds } from './catalogue.ts'
import { roleIds } from './roles.ts'
import { pendings } from './signIn.ts'
import { ways } from './ways.ts'
import { ClassesOfMonth } from './quality/answers.ts'
import { archiveGroups, chiefLevels, flowModes, strategyLists, waterKinds } from './enums.ts'

const keys = <T extends object>(of: T) => Object.keys(of) as [keyof T & string, ...(keyof T & string)[]]

/** [lon, lat] in degrees, EPSG:4490. */
const Position = z.tuple([z.number(), z.number()]).describe('[lon, lat] in degrees, EPSG:4490')
/** [west, south, east, north] in degrees. */
const Extent = z.tuple([z.number(), z.number(), z.number(), z.number()]).describe('[west, south, east, north] in degrees')
const Words = z.object({ zh: z.string(), en: z.string() })
const Day = z.iso.date()

export const Health = z.object({
  status: z.enum(['ok', 'degraded']),
  engine: z.enum(['server', 'embedded']),
  postgis: z.string().nullable(),
  version: z.string(),
  city: z.string().nullable(),
  /** When the database last answered. */
  seenAt: z.string().nullable(),
})
export type Health = z.infer<typeof Health>

export const LayerEntry = z.object({
  id: z.enum(layerIds),
  title: Words,
  group: z.enum(['water', 'facilities', 'areas']),
  geometry: z.enum(['line', 'polygon', 'point']),
  zoom: z.tuple([z.number(), z.number()]),
  water: z.boolean(),
  shown: z.boolean(),
  count: z.number(),
  /** Changes whenever a feature of the layer does; part of the tile address. */
  version: z.number(),
  fields: z.array(
    z.object({
      name: z.string(),
      title: Words,
      type: z.enum(['text', 'number', 'integer', 'date', 'boolean']),
      unit: z.string().optional(),
      values: z.record(z.string(), Words).optional(),
      refers: z.enum(layerIds).optional(),
      inTile: z.boolean().optional(),
      required: z.boolean().optional(),
    }),
  ),
})
export type LayerEntry = z.infer<typeof LayerEntry>

export const Settings = z.object({
  city: z.object({
    name: z.string(), extent: Extent.nullable(),
    /** Nobody in it is real, and everybody of it may be signed in as. */
    demonstration: z.boolean(),
    /** The demonstration is within reach of others than whoever runs it. */
    exposed: z.boolean(),
    /** The map is that of a demonstration which is over, or not served as one: made up, though whoever signs in is real. */
    sample: z.boolean(),
  }).nullable(),
  /** Key of the 天地图 WMTS base map, where the deployer has set one. */
  tianditu: z.string().nullable(),
  /** Name of the city's single sign-on, where there is one. */
  sso: z.string().nullable(),
  /** First and last month that can be shown, YYYY-MM. */
  months: z.tuple([z.string(), z.string()]),
  /** Number of the last change: where the stream of changes goes on from. */
  head: z.number(),
})
export type Settings = z.infer<typeof Settings>

const May = z.object({ edit: z.boolean(), keep: z.boolean() }).describe('whether who asks may correct it; and may also change what identifies it, or remove it')

export const Tenure = z.object({
  code: z.string(),
  /** What it is bound to: this water, its river within a division, or all waters of a division. */
  water: z.string().nullable(),
  division: z.string().nullable(),
  level: z.enum(keys(chiefLevels)),
  name: z.string(),
  person: z.string(),
  post: z.string().nullable(),
  phone: z.string().nullable(),
  org: z.string().nullable(),
  from: Day,
  to: Day.nullable(),
})
export type Tenure = z.infer<typeof Tenure>

export const StrategyItem = z.object({
  code: z.string(),
  list: z.enum(keys(strategyLists)),
  seq: z.number(),
  answers: z.string().nullable(),
  text: z.string(),
  owner: z.string().nullable(),
  quantity: z.number().nullable(),
  done: z.number().nullable(),
  unit: z.string().nullable(),
  dueOn: Day.nullable(),
  doneOn: Day.nullable(),
})
export type StrategyItem = z.infer<typeof StrategyItem>

const Neighbour = z.object({
  code: z.string(),
  name: z.string(),
  flowMode: z.enum(keys(flowModes)),
  /** Measure on this water where the two meet, metres. */
  measure: z.number(),
})

/** The card of a water in one response: 河档 (facts, people, archive, what stands on it) and 河策 (strategy). */
export const WaterCard = z.object({
  code: z.string(),
  kind: z.enum(keys(waterKinds)),
  layer: z.enum(layerIds),
  name: z.string(),
  on: Day,
  /** Field name → value, as of the day; titles and units are the catalogue's. */
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** True where the facts come from a past version. */
  past: z.boolean(),
  version: z.number(),
  extent: Extent,
  at: Position,
  places: z.object({ district: z.string().nullable(), town: z.string().nullable(), village: z.string().nullable(), basin: z.string().nullable() }),
  river: z.object({ code: z.string(), name: z.string() }).nullable(),
  reaches: z.array(z.object({ code: z.string(), name: z.string(), fromM: z.number(), toM: z.number() })).describe('a river’s reaches from source to mouth, or the reach’s neighbours on its river'),
  chiefs: z.object({ now: z.array(Tenure), before: z.array(Tenure) }),
  upstream: z.array(Neighbour),
  downstream: z.array(Neighbour),
  facilities: z.array(z.object({ layer: z.enum(layerIds), code: z.string(), name: z.string(), measure: z.number().nullable(), bank: z.string().nullable(), note: z.string().nullable() })).describe('what stands on or drains to this water, in order of measure; of each layer at most 50, spread over the whole length'),
  facilityCounts: z.record(z.string(), z.number()),
  archive: z.array(z.object({ group: z.enum(keys(archiveGroups)), title: z.string(), value: z.string(), unit: z.string().nullable(), from: Day, to: Day.nullable() })),
  strategy: z.object({ code: z.string(), startsOn: Day, endsOn: Day, edition: z.number(), approvedBy: z.string().nullable(), approvedOn: Day.nullable(), items: z.array(StrategyItem) }).nullable(),
  history: z.array(z.object({ from: Day, to: Day, version: z.number(), changed: z.array(z.string()) })),
  may: May,
})
export type WaterCard = z.infer<typeof WaterCard>

/** Any catalogue feature that is not a water. */
export const FeatureCard = z.object({
  layer: z.enum(layerIds),
  code: z.string(),
  name: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  /** Code → name of what the facts refer to. */
  names: z.record(z.string(), z.string()),
  version: z.number(),
  extent: Extent,
  at: Position,
  geometry: z.unknown().describe('GeoJSON, EPSG:4490'),
  may: May,
})
export type FeatureCard = z.infer<typeof FeatureCard>

/** One page of a layer's rows: the table twin. */
export const FeaturePage = z.object({
  layer: z.enum(layerIds),
  total: z.number(),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))),
  next: z.string().nullable().describe('pass as `after` for the following page'),
})
export type FeaturePage = z.infer<typeof FeaturePage>

export const Found = z.object({
  kind: z.enum(['feature', 'person', 'position']),
  layer: z.enum(layerIds).nullable(),
  code: z.string().nullable(),
  title: z.string(),
  detail: z.string(),
  at: Position,
  extent: Extent.nullable(),
  /** For a position: the coordinate system it was read in, and its offset in metres where it was shifted. */
  crs: z.string().nullable(),
})
export type Found = z.infer<typeof Found>

export const SearchAnswer = z.object({ q: z.string(), found: z.array(Found) })
export type SearchAnswer = z.infer<typeof SearchAnswer>

/** State of the month, apart from geometry: parallel arrays keyed by code, only waters that have something to say. */
export const StateOfMonth = z.object({
  month: z.string().regex(/^\d{4}-\d{2}$/),
  codes: z.array(z.string()),
  /** Strategy tasks past their date at the end of the month. */
  overdue: z.array(z.number()),
  /** Levels of chief that should be filled and are not. */
  vacant: z.array(z.number()),
  /** Where each water's mark stands: on the water, half way along. Tiles hold cut pieces and could not say. */
  at: z.array(Position),
  /** Classes of the water; null where only some waters are told of anew: as it was. */
  quality: ClassesOfMonth.nullable(),
})
export type StateOfMonth = z.infer<typeof StateOfMonth>

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
export const DemoPerson = z.object({ role: z.enum(roleIds), level: z.string(), login: z.string(), name: z.string(), post: z.string().nullable(), org: z.string().nullable(), assistant: z.boolean() })
export type DemoPerson = z.infer<typeof DemoPerson>

export const ProblemBody = z.object({ code: z.string(), message: z.string(), zh: z.string(), details: z.unknown().optional(), request: z.string().optional() })
export type ProblemBody = z.infer<typeof ProblemBody>

export { paths } from './paths.ts'
