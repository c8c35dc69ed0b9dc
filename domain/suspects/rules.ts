// How suspects are ranked: a rule set of kind `suspects`, dated data and our own proposal (sql/180_suspects.sql).
import { z } from 'zod'

const Odds = z.number().positive()
const byItem = z.record(z.string(), z.number().min(0))

/** What a look can find. */
export const findings = ['flowing', 'dry', 'smell', 'none', 'high', 'normal', 'notFound'] as const
export type Finding = (typeof findings)[number]

export const SourceKind = z.object({
  key: z.string(),
  zh: z.string(),
  en: z.string(),
  /** mg/L, unless the item is counted otherwise. */
  holds: byItem,
  /** What a typical one lets go. */
  m3Day: Odds,
  /** How often one breaks the rules, against the other kinds. */
  odds: Odds,
  wet: Odds,
  dry: Odds,
  /** Hours of the day it mostly runs, from and to. */
  hours: z.tuple([z.number(), z.number()]).optional(),
})
export type SourceKind = z.infer<typeof SourceKind>

export const SuspectRules = z.object({
  /** A section's usual level is this quantile of its samples: below the middle, since bad months are among them. */
  usualQuantile: z.number().min(0).max(1),
  /** Water that took longer has forgotten where it came from. */
  horizonHours: Odds,
  /** What is left of a discharge below which nobody would notice it, 0 to 1. */
  notice: z.number().min(0).max(1),
  /** How far readings scatter around what is expected: standard deviation of their natural logarithm. */
  spread: Odds,
  /** How many such deviations one item can count for or against. */
  itemCap: Odds,
  /** Water of a dry day from a kilometre of river above, and how uncertain what a discharge carries is (log, deviations). */
  flowM3sPerKm: Odds,
  loadSpread: Odds,
  loadCap: Odds,
  decayPerDay: byItem,
  /** Items that fall because of others: which ones are looked for instead, the first that was measured. */
  standsFor: z.record(z.string(), z.array(z.string()).min(1)),
  /** Odds where water came at that hour's tide and gates, and where only over the hours before. */
  connection: z.object({ now: Odds, over: Odds }),
  outsideHours: Odds,
  rain: z.object({ hours: Odds, wetMm: Odds, unseparatedWet: Odds, unseparatedDry: Odds }),
  dryFlow: z.object({ dryYes: Odds, dryNo: Odds, wetYes: Odds, wetNo: Odds }),
  licence: z.object({ none: Odds, expired: Odds, held: Odds }),
  unit: z.object({ notCompliant: Odds, notSeparated: Odds, compliant: Odds }),
  /** By the state of an outfall or source; `rebound` each time it came back. */
  found: z.record(z.string(), Odds),
  /** Chance a year that something begins unseen, and its bounds against `usualDays` since the last look. */
  looked: z.object({ perYear: Odds, usualDays: Odds, least: Odds, most: Odds }),
  /** Other sections: within so many days and hours of water, at most so many; how far one can raise and lower (log). */
  others: z.object({ days: Odds, hoursAway: Odds, most: z.number().int(), up: z.number(), down: z.number() }),
  /** How often a look finds this where the source is behind it, and where it is not. */
  looks: z.record(z.enum(findings), z.tuple([z.number().gt(0).max(1), z.number().gt(0).max(1)])),
  kinds: z.array(SourceKind).min(1),
  /** By layer; what it does not name is no suspect. */
  kindOf: z.record(z.string(), z.record(z.string(), z.string())),
  layerOdds: z.record(z.string(), Odds),
}).refine(({ kinds, kindOf }) => Object.values(kindOf).every((of) => of['*'] && Object.values(of).every((key) => kinds.some((kind) => kind.key === key))), 'kindOf names a kind that is not there, or has no *')
export type SuspectRules = z.infer<typeof SuspectRules>
