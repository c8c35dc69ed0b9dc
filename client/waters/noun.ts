import type { WaterCard } from '../../domain/waters/schemas.ts'
import { i18n } from '../i18n.ts'
import type { Noun } from '../noun.ts'
import { later } from '../ui/later.ts'
import { dueOf } from './due.ts'
import type * as folds from './folds.ts'
import { zh } from './zh.ts'

/** The folds of a water's card are one chunk. */
const part = <Name extends keyof typeof folds>(name: Name) => later(async () => ({ default: (await import('./folds.ts'))[name] }))

const late = ({ strategy, on }: WaterCard): number => strategy?.items.filter((item) => dueOf(item, on).late).length ?? 0
const strategyNote = (card: WaterCard): string => {
  const { t } = i18n.global
  const [overdue, open] = [late(card), card.strategy?.items.filter((item) => item.dueOn && !item.doneOn).length ?? 0]
  return overdue ? t('water.strategy.late', { n: overdue }) : open ? t('water.strategy.open', { n: open }) : ''
}
const counted = (n: number): string => (n ? String(n) : '')

/** Rivers, reaches, lakes, reservoirs, small waters: one card. */
export const waters: Noun = {
  words: { zh, en: () => import('./en.ts') },
  addresses: [{ path: '/water/:code', name: 'water', panel: later(() => import('./WaterCard.vue')), props: ({ code }) => ({ code }) }],
  folds: [
    { on: 'water', order: 10, title: 'water.sections.people', open: true, part: part('WaterPeople'), props: (card) => ({ card }) },
    {
      on: 'water', order: 30, title: 'water.sections.strategy', note: strategyNote, alarm: (card) => late(card) > 0, open: true,
      part: part('WaterStrategy'), props: ({ strategy, on }) => ({ strategy, on }),
    },
    {
      on: 'water', order: 40, title: 'water.sections.neighbours', open: true,
      part: part('WaterNeighbours'), props: ({ code, upstream, downstream }) => ({ code, upstream, downstream }),
    },
    {
      on: 'water', order: 50, title: 'water.sections.reaches',
      when: ({ reaches }) => reaches.length > 1, note: ({ reaches }) => String(reaches.length),
      part: part('WaterReaches'), props: ({ reaches, code }) => ({ reaches, code }),
    },
    {
      on: 'water', order: 60, title: 'water.sections.facilities',
      note: ({ facilityCounts }) => counted(Object.values(facilityCounts).reduce((sum, n) => sum + n, 0)),
      part: part('WaterFacilities'), props: (card) => ({ card }),
    },
    { on: 'water', order: 70, title: 'water.sections.facts', part: part('FactList'), props: ({ layer, facts }) => ({ layer, facts }) },
    {
      on: 'water', order: 80, title: 'water.sections.archive', note: ({ archive }) => counted(archive.length),
      part: part('WaterArchive'), props: ({ archive }) => ({ entries: archive }),
    },
    {
      on: 'water', order: 90, title: 'water.sections.history', note: ({ history }) => counted(history.length),
      part: part('WaterHistory'), props: ({ history, layer }) => ({ history, layer }),
    },
  ],
}
