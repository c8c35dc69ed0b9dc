// The trace that is held: what the address asks, answered by the network on this page.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import { common, drains, drainsTo, union, without, type Stretches } from '../../domain/network/index.ts'
import type { Lit } from './light.ts'
import { i18n } from '../i18n.ts'
import { nothing, traced, type Sure } from './traced.ts'
import { letterOf } from './words.ts'
import { useNetwork } from './network.ts'
import { held as heldCodec, mostPlaces, usual, type Held, type HeldPlace } from './heldCodec.ts'
import { useView } from '../stores/view.ts'

/** More outfalls than this are a smear. */
const mostOutlets = 4000

export const useTrace = defineStore('trace', () => {
  const view = useView()
  const network = useNetwork()

  const held = view.read(heldCodec, 'trace')
  const found = computed(() => (network.waters && held.value ? traced(network.waters, held.value) : null))
  /** What the next tap on water does: begins a trace, adds a place to it, or opens what it hits. */
  const tool = ref<'none' | 'hold' | 'add'>('none')
  const flowing = ref(true)
  /** What somebody points at in the list. */
  const pointed = shallowRef<Stretches | null>(null)
  /** What an edit would change, while it is being thought over. */
  const proposed = shallowRef<{ gains: Stretches; loses: Stretches } | null>(null)

  /** A place is a step back and forth in the browser; how it is looked at is not. */
  const write = (next: Held | null, push = false, alone = false) =>
    view.go({ trace: next ? heldCodec.write(next) : undefined }, { to: alone && view.selection ? { name: 'map' } : null, push })
  const spot = ({ code, measureM }: { code: string; measureM: number | null }): HeldPlace => ({
    code, measureM: measureM === null ? null : Math.round(measureM), good: false,
  })

  function hold(at: { code: string; measureM: number | null }) {
    tool.value = 'none'
    write({ ...usual, places: [spot(at)] }, true, true)
  }
  function add(at: { code: string; measureM: number | null }) {
    tool.value = 'none'
    if (!held.value) return hold(at)
    if (held.value.places.length < mostPlaces) write({ ...held.value, places: [...held.value.places, spot(at)] }, true)
  }
  function take(at: { code: string; measureM: number | null }) {
    if (tool.value === 'add') add(at)
    else hold(at)
  }
  const change = (to: Partial<Held>) => held.value && write({ ...held.value, ...to })
  function drop(index: number) {
    const places = held.value!.places.filter((_, i) => i !== index)
    if (places.length) write({ ...held.value!, places, show: places.length > 1 ? held.value!.show : usual.show }, true)
    else end()
  }
  const mark = (index: number, good: boolean) =>
    change({ places: held.value!.places.map((place, i) => (i === index ? { ...place, good } : place)) })
  function end() {
    tool.value = 'none'
    pointed.value = null
    write(null, true)
  }

  const lit = computed<Lit | null>(() => {
    const waters = network.waters
    if (proposed.value && waters)
      return { certain: proposed.value.gains, possible: nothing.certain, lost: proposed.value.loses, places: [] }
    if (!found.value || !held.value || !waters) return null
    const { ways, steps, places, alone, path } = found.value
    const { made, sets } = { made: waters.network, sets: Object.values(ways) }
    const all: Sure = {
      certain: sets.map(({ certain }) => certain).reduce((a, b) => union(a, b), nothing.certain),
      possible: sets.map(({ possible }) => possible).reduce((a, b) => union(a, b), nothing.certain),
    }
    const letters = places.map(({ place, at }, i) => ({ water: at.water, measureM: at.measureM, letter: places.length > 1 ? letterOf(i) : '', good: place.good }))
    if (path) {
      const way = path.stretches.map(({ code, fromM, toM }) => ({
        water: made.indexOf.get(code)!, fromM: Math.min(fromM, toM), toM: Math.max(fromM, toM),
      }))
      return {
        certain: {
          water: Int32Array.from(way, ({ water }) => water), fromM: Float64Array.from(way, ({ fromM }) => fromM),
          toM: Float64Array.from(way, ({ toM }) => toM),
        },
        possible: nothing.certain, places: letters, flowing: flowing.value,
      }
    }
    const seen = pointed.value
    const shown: Sure = seen ? { certain: common(all.certain, seen), possible: common(all.possible, seen) } : all
    const hanging = held.value.direction === 'down' ? [] : outletsOf(ways.up ?? nothing)
    return {
      certain: shown.certain, possible: without(shown.possible, shown.certain), places: letters, outlets: hanging, flowing: flowing.value, flood: held.value.tide === 'flood',
      faint: seen ? all.possible : places.length > 1 && held.value.show === 'common' ? alone.map(({ possible }) => possible).reduce((a, b) => union(a, b), nothing.certain) : undefined,
      steps: steps.length && held.value.direction === 'down' ? steps.map(({ hours, stretches, at }) => ({ stretches, at, words: hours < Infinity ? i18n.global.t('trace.step', { n: hours }) : '' })) : undefined,
    }
  })

  function outletsOf({ certain, possible }: Sure) {
    const { hung } = network.waters!
    const sure = new Set(drainsTo(hung, certain).outfalls)
    const codes = drainsTo(hung, possible).outfalls
    if (codes.length > mostOutlets) return []
    return codes.flatMap((code) => {
      const { water, measureM } = hung.of.outfalls.get(code)!
      return measureM === null ? [] : [{ water, measureM, certain: sure.has(code) }]
    })
  }

  /** Codes of things lit where tiles draw them: certain or not is told by the lists. */
  const hanging = computed<ReadonlySet<string> | null>(() => {
    const up = found.value?.ways.up
    if (!up || !network.waters) return null
    const drained = drainsTo(network.waters.hung, up.possible)
    return new Set(drains.filter((kind) => kind !== 'outfalls').flatMap((kind) => drained[kind]))
  })

  return { held, found, tool, flowing, pointed, proposed, lit, hanging, hold, add, take, change, drop, mark, end }
})
