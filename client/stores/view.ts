// How the map is looked at and what is selected, kept in the address and nowhere else: every view is a link.
import { defineStore } from 'pinia'
import { computed } from 'vue'
import { useRouter, type LocationQueryRaw, type RouteLocationRaw } from 'vue-router'
import type { LayerId } from '../../domain/catalogue.ts'
import { markIds } from '../../domain/marks.ts'
import * as codecs from './codecs.ts'
import { useRegister } from './register.ts'

/** A water opens its card by code alone; anything else by layer and code. */
export type Selection = { layer: LayerId | 'water'; code: string }

export const useView = defineStore('view', () => {
  const register = useRegister()
  // Asked of the app: the module that makes it imports every view.
  const router = useRouter()
  const route = router.currentRoute

  /**
   * A parameter of the address; null without it, or where it is nonsense. It goes through its text first, so that it stays the
   * same object until its own part of the address changes, which every pan does: a new set of layers would restyle every tile.
   */
  function read<T>(codec: { read(text: string): T | null }, name: string) {
    const text = computed(() => route.value.query[name])
    return computed(() => (typeof text.value === 'string' ? codec.read(text.value) : null))
  }
  const at = read(codecs.at, 'at')
  const month = read(codecs.month, 'month')
  const day = read(codecs.day, 'day')
  /** As we then believed it was, not as it is now known to have been. */
  const believed = computed(() => route.value.query['believed'] === '1')
  const table = read(codecs.table, 'table')
  const chosen = read(codecs.layers, 'layers')
  const baseMap = computed(() => (route.value.query['base'] === 'tianditu' && register.settings?.tianditu ? 'tianditu' : 'own'))

  const defaults = computed<codecs.Switch[]>(() => [...register.layers.filter((layer) => layer.shown).map((layer) => layer.id), ...markIds])
  const shown = computed<ReadonlySet<codecs.Switch>>(() => new Set(chosen.value ?? defaults.value))

  const path = computed(() => {
    const { name, params } = route.value
    if (name === 'water') return `water/${String(params['code'])}`
    if (name === 'feature') return `${String(params['layer'])}/${String(params['code'])}`
    return ''
  })
  const selection = computed<Selection | null>(() => {
    const slash = path.value.indexOf('/')
    return slash < 0 ? null : { layer: path.value.slice(0, slash) as Selection['layer'], code: path.value.slice(slash + 1) }
  })

  // Two changes in one tick must both arrive, and navigation is asynchronous: collect, then go once.
  let pending: { location: RouteLocationRaw | null; query: LocationQueryRaw; push: boolean } | null = null

  /** Changes the view: some parameters of the address, and the path where `to` is given; `push` is a step one can go back. */
  function go(query: LocationQueryRaw, { to = null, push = false }: { to?: RouteLocationRaw | null; push?: boolean } = {}) {
    if (pending) {
      Object.assign(pending.query, query)
      pending.location = to ?? pending.location
      pending.push ||= push
      return
    }
    pending = { location: to, query, push }
    queueMicrotask(() => {
      const { location, query: changes, push: asPush } = pending!
      pending = null
      const target = { ...((location as object | null) ?? { path: route.value.path }), query: { ...route.value.query, ...changes } }
      void (asPush ? router.push(target) : router.replace(target))
    })
  }

  const addressOf = ({ layer, code }: Selection): RouteLocationRaw =>
    layer === 'water' || register.layer(layer)?.water ? { name: 'water', params: { code } } : { name: 'feature', params: { layer, code } }

  /** The address of a card, with the view as it is: for links. */
  const link = (thing: Selection) => router.resolve({ ...(addressOf(thing) as object), query: route.value.query }).href

  const moved = (to: codecs.At) => go({ at: codecs.at.write(to) })
  const select = (thing: Selection) => go({}, { to: addressOf(thing), push: true })
  const close = () => go({}, { to: { name: 'map' }, push: true })
  const showMonth = (value: string | null) => go({ month: value ?? undefined, day: undefined, believed: undefined }, { push: true })
  const showDay = (value: string | null, asBelieved: boolean) => go({ month: value?.slice(0, 7), day: value ?? undefined, believed: value && asBelieved ? '1' : undefined }, { push: true })
  const showTable = (value: codecs.TableView | null) => go({ table: value ? codecs.table.write(value) : undefined })
  const showBase = (value: 'own' | 'tianditu') => go({ base: value === 'own' ? undefined : value })

  function toggle(id: codecs.Switch, on: boolean) {
    const next = new Set(shown.value)
    if (on) next.add(id)
    else next.delete(id)
    const order: codecs.Switch[] = [...register.layers.map((layer) => layer.id), ...markIds]
    const ids = order.filter((each) => next.has(each))
    const usual = ids.length === defaults.value.length && ids.every((each) => defaults.value.includes(each))
    go({ layers: usual ? undefined : codecs.layers.write(ids) })
  }

  return {
    at, month, day, believed, table, shown, baseMap, selection, read, go, link, moved, select, close, showMonth,
    showDay, showTable, showBase, toggle,
  }
})
