// What every shell does with the one map on its stage.
import { computed, nextTick, provide, ref, shallowRef, watch, type ShallowRef } from 'vue'
import type { Found } from '../../domain/search/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import type { Hit } from '../map/hit.ts'
import { useConnection } from '../stores/connection.ts'
import { useLive } from '../stores/live.ts'
import { useRegister } from '../stores/register.ts'
import { useSession } from '../stores/session.ts'
import { useView } from '../stores/view.ts'
import { stageKey, type Where } from '../stage.ts'
import type StageMap from './StageMap.vue'

export function provideStage(stageMap: Readonly<ShallowRef<InstanceType<typeof StageMap> | null>>, { touch }: { touch: boolean }) {
  const register = useRegister()
  const view = useView()
  const connection = useConnection()
  const live = useLive()
  const session = useSession()
  const map = computed(() => stageMap.value?.map ?? null)

  const where = shallowRef<Where | null>(null)
  /**
   * What the map does once the card knows where its thing is. A choice from a list, or a link without a position, flies
   * there; a tap, or a row of the table, only brings it out from under the sheets; a link with a position is left alone.
   */
  const next = ref<'fly' | 'reveal' | 'stay'>(view.selection && !view.at ? 'fly' : 'stay')

  watch(() => view.selection, () => (where.value = null))
  watch(() => connection.recoveries, () => map.value?.refresh())
  // The versions reach the map before its tiles are asked for.
  watch(() => live.event, (event) => event?.areas.length && void nextTick(() => map.value?.touch(event.areas)))
  // Whoever signs in or out sees more or less.
  watch(() => session.actor?.account, (account, before) => {
    if (account === before || !register.ready) return
    void register.load()
    map.value?.refresh()
  })
  watch(() => live.resets, () => map.value?.refresh())

  const flyTo = (place: Where) => map.value?.flyTo(place)

  function located(place: Where) {
    where.value = place
    if (next.value === 'fly') flyTo(place)
    if (next.value === 'reveal') map.value?.reveal(place.at)
    next.value = 'stay'
  }

  function open(layer: string, code: string) {
    next.value = 'fly'
    view.select({ layer: layer as LayerId, code })
  }

  function openHere(layer: string, code: string) {
    next.value = 'reveal'
    view.select({ layer: layer as LayerId, code })
  }

  function pick(hit: Hit | null) {
    if (hit) openHere(hit.layer, hit.code)
    else if (view.selection) view.close()
  }

  function choose(found: Found) {
    if (found.layer && found.code) open(found.layer, found.code)
    else if (found.extent) flyTo({ at: found.at, extent: found.extent })
    else map.value?.goTo(found.at)
  }

  function home() {
    const whole = register.settings?.city?.extent
    if (whole) flyTo({ at: [whole[0], whole[1]], extent: whole })
  }

  provide(stageKey, { touch, where, located, flyTo, open, openHere, middle: () => map.value!.middle() })
  return { map, pick, openHere, choose, home }
}
