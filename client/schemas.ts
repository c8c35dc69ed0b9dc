// What each body of the API has to be, for looking at while developing: one for every name, or it does not compile. Never in a
// built client: it would bring the whole of zod to a telephone.
import { z } from 'zod'
import * as api from '../domain/api.ts'
import * as audit from '../domain/audit.ts'
import * as changes from '../domain/changes.ts'
import * as factors from '../domain/factors.ts'
import * as imports from '../domain/imports.ts'
import * as people from '../domain/people.ts'
import * as quality from '../domain/quality/answers.ts'
import { SignInRuleSet } from '../domain/signIn.ts'
import * as suspects from '../domain/suspects/api.ts'
import { NetworkAnswer, NetworkChanges } from '../domain/trace.ts'
import { layerIds } from '../domain/catalogue.ts'
import type { Bodies } from './bodies.ts'

const Shape = z.looseObject({ type: z.string() })
const Piece = z.looseObject({ code: z.string(), version: z.number() })

export const schemas: Record<keyof Bodies, z.ZodType> = {
  AuditDays: audit.AuditDays,
  AuditMine: audit.AuditMine,
  AuditPage: audit.AuditPage,
  Changed: changes.Changed,
  Gone: z.object({}),
  Hanging: z.array(z.object({ what: z.union([z.enum(layerIds), z.enum(['links', 'tenures', 'strategies'])]), count: z.number(), names: z.array(z.string().nullable()) })),
  Links: z.array(z.looseObject({ upstream: z.string(), downstream: z.string() })),
  Passages: changes.Passage.array(),
  Past: z.object({ things: z.array(z.object({ code: z.string(), state: z.object({ props: z.record(z.string(), z.unknown()), geometry: Shape.nullable() }).nullable() })), more: z.boolean() }),
  BeforeAndAfter: z.object({ before: changes.State.nullable(), after: changes.State.nullable() }),
  Pieces: z.object({ pieces: z.array(Piece), more: z.boolean() }),
  DemoPeople: api.DemoPerson.array(),
  Devices: api.Device.array(),
  Notices: api.Notice.array(),
  SignInRuleSets: SignInRuleSet.array(),
  Factors: factors.Factors,
  FactorsChanged: factors.FactorsChanged,
  FeatureCard: api.FeatureCard,
  FeaturePage: api.FeaturePage,
  ImportPreview: imports.ImportPreview,
  Layers: api.LayerEntry.array(),
  NetworkAnswer,
  NetworkChanges,
  NewAuthenticator: factors.NewAuthenticator,
  PasskeyToMake: z.looseObject({ challenge: z.string(), rp: z.looseObject({ name: z.string() }) }),
  PasskeyToShow: z.looseObject({ challenge: z.string() }),
  Orgs: people.Org.array(),
  PeopleChanged: people.PeopleChanged,
  PeoplePage: people.PeoplePage,
  Person: people.Person,
  QualityMonth: quality.QualityMonth,
  QualitySeries: quality.QualitySeries,
  LookRecord: suspects.LookRecord,
  SuspectsAnswer: suspects.SuspectsAnswer,
  SearchAnswer: api.SearchAnswer,
  SessionState: api.SessionState,
  Settings: api.Settings,
  StagedImport: imports.StagedImport,
  StagedImports: imports.StagedImport.array(),
  StagedRows: imports.StagedRows,
  StateOfMonth: api.StateOfMonth,
  WaterCard: api.WaterCard,
}
