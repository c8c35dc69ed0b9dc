// What the API answers with, by the name each body is asked for under; schemas.ts says the same for looking at while developing.
import type { DemoPerson, Device, FeatureCard, FeaturePage, LayerEntry, Notice, SearchAnswer, SessionState, Settings, StateOfMonth, WaterCard } from '../domain/api.ts'
import type { AuditDays, AuditMine, AuditPage } from '../domain/audit.ts'
import type { Changed, Passage, State } from '../domain/changes.ts'
import type { Factors, FactorsChanged, NewAuthenticator } from '../domain/factors.ts'
import type { ImportPreview, StagedImport, StagedRows } from '../domain/imports.ts'
import type { Org, PeopleChanged, PeoplePage, Person } from '../domain/people.ts'
import type { QualityMonth, QualitySeries } from '../domain/quality/answers.ts'
import type { SignInRuleSet } from '../domain/signIn.ts'
import type { LookRecord, SuspectsAnswer } from '../domain/suspects/api.ts'
import type { Piece, SceneLink } from '../domain/topology/index.ts'
import type { NetworkAnswer, NetworkChanges } from '../domain/trace.ts'
import type { PublicKeyCredentialCreationOptionsJSON, PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/browser'

export interface Bodies {
  AuditDays: AuditDays
  AuditMine: AuditMine
  AuditPage: AuditPage
  Changed: Changed
  Gone: object
  Hanging: { what: string; count: number; names: string[] }[]
  Links: SceneLink[]
  Passages: Passage[]
  Past: { things: { code: string; state: { props: Record<string, unknown>; geometry: unknown } | null }[]; more: boolean }
  BeforeAndAfter: { before: State | null; after: State | null }
  Pieces: { pieces: (Omit<Piece, 'layer'> & { version: number })[]; more: boolean }
  DemoPeople: DemoPerson[]
  Devices: Device[]
  Factors: Factors
  FactorsChanged: FactorsChanged
  Notices: Notice[]
  SignInRuleSets: SignInRuleSet[]
  FeatureCard: FeatureCard
  FeaturePage: FeaturePage
  ImportPreview: ImportPreview
  Layers: LayerEntry[]
  NewAuthenticator: NewAuthenticator
  NetworkAnswer: NetworkAnswer
  NetworkChanges: NetworkChanges
  Orgs: Org[]
  PasskeyToMake: PublicKeyCredentialCreationOptionsJSON
  PasskeyToShow: PublicKeyCredentialRequestOptionsJSON
  PeopleChanged: PeopleChanged
  PeoplePage: PeoplePage
  Person: Person
  QualityMonth: QualityMonth
  QualitySeries: QualitySeries
  LookRecord: LookRecord
  SuspectsAnswer: SuspectsAnswer
  SearchAnswer: SearchAnswer
  SessionState: SessionState
  Settings: Settings
  StagedImport: StagedImport
  StagedImports: StagedImport[]
  StagedRows: StagedRows
  StateOfMonth: StateOfMonth
  WaterCard: WaterCard
}
