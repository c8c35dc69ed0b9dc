// Rule sets as the product ships them, from the chapters that bring them into a register.
import { readFileSync } from 'node:fs'
import { QualityStandard } from '../domain/quality/standard.ts'
import { SuspectRules } from '../domain/suspects/index.ts'

const chapter = (name: string) => readFileSync(new URL(`../sql/${name}`, import.meta.url), 'utf8')

export const shippedRules = (): SuspectRules => SuspectRules.parse(JSON.parse(chapter('180_suspects.sql').split('$rules$')[1]))

/** Water is graded by it. */
export const shippedStandard = (): QualityStandard => QualityStandard.parse(JSON.parse(`{${chapter('170_quality.sql').split("'{")[1].split("}')")[0]}}`))
