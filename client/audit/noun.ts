import type { Noun } from '../noun.ts'
import { later } from '../ui/later.ts'
import { zh } from './zh.ts'

/** Who was there, and what they did. */
export const audit: Noun = {
  words: { zh, en: () => import('./en.ts') },
  addresses: [{ path: '/audit', name: 'audit', page: later(() => import('./AuditLog.vue')) }],
  entry: { title: 'audit.title', address: 'audit', right: 'seeAudit' },
}
