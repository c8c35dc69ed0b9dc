import type { FeatureCard } from '../../domain/features/schemas.ts'
import type { Noun } from '../noun.ts'
import { useSession } from '../stores/session.ts'
import { later } from '../ui/later.ts'
import AddMenu from './AddMenu.vue'
import ComparedLayer from './ComparedLayer.vue'
import EditButton from './EditButton.vue'
import { useEditing } from './editing.ts'
import EditKept from './EditKept.vue'
import EditLayer from './EditLayer.vue'
import { zh } from './zh.ts'

const history = {
  order: 100, title: 'edit.history', when: () => useSession().actor !== null,
  part: later(() => import('./ThingHistory.vue')),
  props: ({ layer, code, may }: Pick<FeatureCard, 'layer' | 'code' | 'may'>) => ({ layer, code, mayEdit: may.edit }),
}

/** Changing what is on the map, and how it changed. */
export const edit: Noun = {
  words: { zh, en: () => import('./en.ts') },
  panel: {
    part: later(() => import('./EditPanel.vue')), lies: 'over',
    when: () => useEditing().subject !== null,
    wants: () => (useEditing().tool === 'shape' ? 'half' : 'peek'),
  },
  layers: [EditLayer, ComparedLayer],
  onCard: EditButton,
  folds: [{ on: 'water', ...history }, { on: 'thing', ...history }],
  controls: { head: AddMenu, thumb: AddMenu, notes: EditKept },
}
