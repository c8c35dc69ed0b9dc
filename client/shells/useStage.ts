// What every shell needs to put the one map on its stage.
import { computed, nextTick, ref, shallowRef, watch, type ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import type { Found } from '../../domain/search/schemas.ts'
import type { LayerId } from '../../domain/catalogue.ts'
import type OneMap from '../map/OneMap.vue'
import { linkTo } from '../edit/linking.ts'
import type { Where } from '../features/where.ts'
import type { Hit } from '../map/hit.ts'
import type { OnWater } from '../map/tracing.ts'
import type { MenuEntry } from '../trace/WaterMenu.vue'
import { extentOf } from '../trace/extent.ts'
import { letterOf } from '../trace/words.ts'
import { useConnection } from '../stores/connection.ts'
import { useEditing } from '../edit/editing.ts'
import { useEffect } from '../edit/proposed.ts'
import { useImports } from '../imports/importing.ts'
import { useLive } from '../stores/live.ts'
import { useMonth } from '../stores/month.ts'
import { useNetwork } from '../trace/network.ts'
import { usePast } from '../stores/past.ts'
import { useRegister } from '../stores/register.ts'
import { useSession } from '../stores/session.ts'
import { useSurroundings } from '../edit/surroundings.ts'
import { useSuspects } from '../suspects/shown.ts'
import { useTrace } from '../trace/held.ts'
import { useView } from '../stores/view.ts'

export function useStage(map: Readonly<ShallowRef<InstanceType<typeof OneMap> | null>>) {
  const { t } = useI18n()
  const register = useRegister()
  const view = useView()
  const month = useMonth()
  const connection = useConnection()
  const live = useLive()
  const session = useSession()
  const editing = useEditing()
  const surroundings = useSurroundings()
  const past = usePast()
  const imports = useImports()
  const network = useNetwork()
  const trace = useTrace()
  const effect = useEffect()
  const suspects = useSuspects()

  const where = shallowRef<Where | null>(null)
  const extent = shallowRef<[number, number, number, number] | null>(null)
  /**
   * What the map does once the card knows where its thing is. A choice from a list, or a link without a position, flies
   * there; a tap, or a row of the table, only brings it out from under the sheets; a link with a position is left alone.
   */
  const next = ref<'fly' | 'reveal' | 'stay'>(view.selection && !view.at ? 'fly' : 'stay')

  /** What the map shows of a draft. */
  watch(extent, (box) => (past.extent = box))
  const scene = computed(() => {
    const { subject, layer, key, shape, draft, tool } = editing
    if (!subject || !layer) return null
    const others = Object.fromEntries(Object.entries(draft.shapes).filter(([each]) => each !== key))
    return { key, kind: layer.geometry, shape: subject.layer === 'rivers' && subject.code ? null : shape, others, around: surroundings.around, tool }
  })
  const compare = shallowRef<{ before: unknown; after: unknown } | null>(null)

  const mapProps = computed(() => ({
    layers: register.layers,
    shown: view.shown,
    states: month.states,
    classes: month.classes,
    selection: view.selection,
    selectionAt: where.value?.at ?? null,
    selectionShape: where.value?.geometry ?? null,
    at: view.at,
    home: register.settings?.city?.extent ?? null,
    tiandituKey: view.baseMap === 'tianditu' ? (register.settings?.tianditu ?? null) : null,
    name: t('map.name'),
    past: past.past,
    compare: compare.value,
    editing: scene.value,
    preview: imports.visible,
    waters: network.waters,
    traced: trace.lit,
    hanging: trace.hanging,
    numbered: suspects.marks,
    aiming: trace.tool !== 'none' && !editing.subject,
  }))

  watch(() => view.selection, () => {
    where.value = null
    compare.value = null
  })
  watch(extent, (seen) => (imports.extent = seen))
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

  function pick(hit: Hit | null) {
    if (editing.subject) return void picked(hit)
    if (hit) openHere(hit.layer, hit.code)
    else if (view.selection) view.close()
  }

  // ── Trace ──

  /** All of the trace in view. */
  function fitTrace() {
    const box = network.waters && trace.found && extentOf(network.waters, trace.found)
    if (box) map.value?.flyTo({ at: [box[0], box[1]], extent: box })
  }
  // A link to a trace that says not where to look, shows all of it.
  if (!view.at && !view.selection && trace.held) {
    const stop = watch(() => trace.found, (found) => {
      if (!found?.places.length) return
      stop()
      fitTrace()
    })
  }

  /** Where somebody pressed on water, and what can be done there. */
  const pressed = shallowRef<{ on: OnWater; pixel: [number, number]; entries: MenuEntry[] } | null>(null)
  /** A tap for the trace that met no water. */
  const missed = ref(false)

  function aim(on: OnWater | null) {
    missed.value = !on
    if (on) trace.take(on)
  }

  /** A finger that stays means the trace; a right click or the menu key asks what can be done. */
  function press(on: OnWater | null, pixel: [number, number], touch: boolean) {
    pressed.value = null
    if (!on) return
    if (touch) return trace.tool === 'add' ? trace.add(on) : trace.hold(on)
    const places = trace.held?.places.length ?? 0
    pressed.value = {
      on, pixel,
      entries: [
        { id: 'trace', words: t('trace.here'), act: () => trace.hold(on) },
        ...(places ? [{ id: 'add', words: t('trace.addHere', { letter: letterOf(places) }), act: () => trace.add(on) }] : []),
      ],
    }
  }
  watch(() => trace.tool, () => (missed.value = false))

  /** While something is edited a tap on the map is for the tool at hand: to say what a field refers to, or nothing. */
  async function picked(hit: Hit | null) {
    const { tool, picking, layer, subject, shape } = editing
    if (tool === 'pick' && (picking === 'upstream' || picking === 'downstream')) {
      if (hit?.layer !== 'reaches' || hit.code === subject!.code || shape?.type !== 'LineString') return
      editing.tool = 'shape'
      editing.picking = null
      const link = await linkTo({ code: subject!.code!, line: shape.coordinates as [number, number][] }, hit.code, picking)
      return effect.propose([link], t('edit.acts.link', { name: subject!.name }))
    }
    const field = layer?.fields.find(({ name }) => name === picking)
    const fits = hit && field?.refers && (hit.layer === field.refers || (register.layer(field.refers)?.water && register.layer(hit.layer)?.water))
    if (tool !== 'pick' || !fits) return
    editing.setField(field.name, hit.code)
    editing.tool = 'shape'
    editing.picking = null
  }

  /** The reach is cut where somebody pointed. */
  async function split(atM: number) {
    const { code, version, name } = editing.subject!
    await editing.commit([{ op: 'split', code: code!, version, atM: Math.round(atM * 100) / 100 }], t('edit.acts.split', { name }))
    editing.tool = 'shape'
  }

  /** The pin goes to the middle of what can be seen. */
  function pin() {
    const at = map.value?.middle()
    if (at) editing.reshape({ [editing.key]: { type: 'Point', coordinates: at.map((degrees) => Number(degrees.toFixed(8))) } })
  }

  /** A new thing has been saved or put away: its card, or none. */
  function edited(layer: string, code: string | null) {
    compare.value = null
    if (code) openHere(layer, code)
  }

  /** The card knows where its thing is. */
  function located(place: Where) {
    where.value = place
    if (next.value === 'fly') map.value?.flyTo(place)
    if (next.value === 'reveal') map.value?.reveal(place.at)
    next.value = 'stay'
  }

  function open(layer: string, code: string) {
    next.value = 'fly'
    view.select({ layer: layer as LayerId, code })
  }

  /** Opens the card of something that is in view already. */
  function openHere(layer: string, code: string) {
    next.value = 'reveal'
    view.select({ layer: layer as LayerId, code })
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

  return { register, view, imports, month, connection, network, trace, fitTrace, pressed, missed, aim, press, where, extent, mapProps, compare, editing, pick, split, pin, edited, located, open, openHere, choose, home }
}
