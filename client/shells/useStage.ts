// What every shell needs to put the one map on its stage.
import { computed, ref, shallowRef, watch, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Found } from '../../domain/api.ts'
import type OneMap from '../map/OneMap.vue'
import type { Where } from '../features/where.ts'
import type { Hit } from '../map/hit.ts'
import { useConnection } from '../stores/connection.ts'
import { useMonth } from '../stores/month.ts'
import { useRegister } from '../stores/register.ts'
import { useView } from '../stores/view.ts'

export function useStage(map: Readonly<ShallowRef<InstanceType<typeof OneMap> | null>>) {
  const { t } = useI18n()
  const register = useRegister()
  const view = useView()
  const month = useMonth()
  const connection = useConnection()

  const where = shallowRef<Where | null>(null)
  const extent = shallowRef<[number, number, number, number] | null>(null)
  /** A link without a position, or a choice from a list, flies to its thing; a tap on the map stays where it is. */
  const flight = ref<'due' | 'none'>(view.selection && !view.at ? 'due' : 'none')

  const mapProps = computed(() => ({
    layers: register.layers,
    shown: view.shown,
    states: month.states,
    selection: view.selection,
    selectionAt: where.value?.at ?? null,
    selectionShape: where.value?.geometry ?? null,
    at: view.at,
    home: register.settings?.city?.extent ?? null,
    tiandituKey: view.baseMap === 'tianditu' ? (register.settings?.tianditu ?? null) : null,
    name: t('map.name'),
  }))

  watch(() => view.selection, () => (where.value = null))
  watch(() => connection.recoveries, () => map.value?.refresh())

  function pick(hit: Hit | null) {
    flight.value = 'none'
    if (hit) view.select({ layer: hit.layer as never, code: hit.code })
    else if (view.selection) view.close()
  }

  /** The card knows where its thing is. */
  function located(place: Where) {
    where.value = place
    if (flight.value === 'due') map.value?.flyTo(place)
    else map.value?.reveal(place.at)
    flight.value = 'none'
  }

  function open(layer: string, code: string) {
    flight.value = 'due'
    view.select({ layer: layer as never, code })
  }

  function choose(found: Found) {
    if (found.layer && found.code) open(found.layer, found.code)
    else if (found.extent) map.value?.flyTo({ at: found.at, extent: found.extent })
    else map.value?.goTo(found.at)
  }

  const home = () => {
    const whole = register.settings?.city?.extent
    if (whole) map.value?.flyTo({ at: [whole[0], whole[1]], extent: whole })
  }

  return { register, view, month, connection, where, extent, mapProps, pick, located, open, choose, home }
}
