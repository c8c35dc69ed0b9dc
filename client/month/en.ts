import type { zh } from './zh.ts'

export const en: typeof zh = {
  month: { name: 'Month', open: 'Look at any day', day: 'Day', was: 'as it was, by what is known now', believed: 'as the register then had it', believedShort: 'as then recorded', more: 'There is more: zoom in to see all', now: 'Back to now', title: '{year}-{month}', before: 'Month before', after: 'Month after', then: 'How it was then' },
}
