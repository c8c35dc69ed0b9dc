// Who could have done it, and where to look first.
export { termTitles, type TermId } from './evidence.ts'
export { quantile, type Inquiry, type Witness } from './inquiry.ts'
export { findingTitles, nextLooks, spotKey, type Look, type NextLook, type Spot } from './looks.ts'
export { arithmetic, rank, reasons, updated, type Ranked, type Reason, type Term } from './rank.ts'
export { findings, SuspectRules, type Finding } from './rules.ts'
export { keyOf, things, type Facts, type Things } from './things.ts'
