// How many there are of each mark: those that stand on waters are counted here, the others by their nouns.
import { computed } from 'vue'
import { countingIds, markIds, type CountingId, type MarkId } from '../../domain/marks.ts'
import type { Figure } from '../figure.ts'
import { useNouns } from '../noun.ts'
import { useMonth } from '../stores/month.ts'

export function useCounts() {
  const month = useMonth()
  const counted = Object.assign({}, ...useNouns().map((noun) => noun.counted)) as Partial<Record<MarkId, () => Figure>>
  const isCounting = (id: MarkId): id is CountingId => countingIds.includes(id as CountingId)
  return computed(() => markIds.map((id): { id: MarkId; n: Figure } => ({ id, n: isCounting(id) ? month.countOf(id) : counted[id]!() })))
}
