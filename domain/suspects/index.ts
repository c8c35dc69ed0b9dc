// Who could have done it, and where to look first.
export { spokenFor, termTitles, type TermId } from './evidence.ts'
export { exceeds, judged, type Judged } from './exceeding.ts'
export { quantile, rainBefore, type Inquiry, type Witness } from './inquiry.ts'
export { findingTitles, nextLooks, spotKey, type Look, type NextLook, type Spot } from './looks.ts'
export { arithmetic, rank, reasons, updated, type Ranked, type Reason, type Term } from './rank.ts'
export { findings, SuspectRules, type Finding } from './rules.ts'
export { keyOf, things, type Facts, type Things } from './things.ts'
export { addDays, dayOf, gatesBefore, instant, startOf, watersOf, type Waters } from './water.ts'
