import type { Noun } from '../noun.ts'
import { later } from '../ui/later.ts'
import { zh } from './zh.ts'

/** Persons, their posts, tenures and accounts. */
export const people: Noun = {
  words: { zh, en: () => import('./en.ts') },
  addresses: [{ path: '/people/:code?', name: 'people', page: later(() => import('./PeoplePage.vue')) }],
  entry: { title: 'people.title', address: 'people', right: 'managePeople' },
}
