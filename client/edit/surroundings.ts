// What lies around the thing being edited: to snap to, to move along, and to be checked against.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Geometry } from 'geojson'
import { layerOf, type LayerId } from '../../domain/catalogue.ts'
import type { Operation } from '../../domain/changes/schemas.ts'
import type { flowModes } from '../../domain/enums.ts'
import { featurePaths } from '../../domain/features/paths.ts'
import { lengthOf, type Line } from '../../domain/lines.ts'
import { check, type Finding, type Piece, type SceneLink } from '../../domain/topology/index.ts'
import { get, Problem } from '../api.ts'
import { say } from '../i18n.ts'
import { keyOf } from './draft.ts'
import { useEditing } from './editing.ts'
import { useView } from '../stores/view.ts'

export type Neighbour = Piece & { version: number }

/** Around what is edited, in degrees: about 300 m. */
const beyond = 0.003
const restMs = 120

/** Layers one draws along: reaches for everything on water, and a layer's own. */
const layersFor = (id: LayerId): LayerId[] => {
  const layer = layerOf(id)!
  const own: LayerId[] = layer.group === 'water' && layer.geometry === 'polygon' ? ['lakes', 'reservoirs', 'small_waters'] : id === 'rivers' ? [] : [id]
  return [...new Set<LayerId>(['reaches', ...own])]
}

const boxOf = (geometry: Geometry): [number, number, number, number] => {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity]
  const walk = (part: unknown): void => {
    if (typeof (part as unknown[])[0] !== 'number') return (part as unknown[]).forEach(walk)
    const [lon, lat] = part as [number, number]
    box[0] = Math.min(box[0], lon)
    box[1] = Math.min(box[1], lat)
    box[2] = Math.max(box[2], lon)
    box[3] = Math.max(box[3], lat)
  }
  if (geometry.type !== 'GeometryCollection') walk(geometry.coordinates)
  return box
}

const lengthWas = (geometry: Geometry | undefined) => (geometry?.type === 'LineString' ? lengthOf(geometry.coordinates as Line) : null)

export const useSurroundings = defineStore('surroundings', () => {
  const editing = useEditing()
  const view = useView()
  const pieces = shallowRef<readonly Neighbour[]>([])
  const links = shallowRef<readonly SceneLink[]>([])
  const findings = shallowRef<readonly Finding[]>([])
  /** Whether what was found is all there is: not while one draws on, and not without what lies around. */
  const looked = ref<'not yet' | 'all' | 'alone'>('not yet')
  let failed = false
  /** The division the thing is registered in. */
  const home = shallowRef<Piece | null>(null)
  /** The box the pieces at hand cover. */
  let covered: [number, number, number, number] | null = null
  let loading = 0

  const wantedBox = computed(() => {
    if (!editing.subject) return null
    if (editing.shape) return boxOf(editing.shape)
    const at = view.at
    return at ? ([at.lon, at.lat, at.lon, at.lat] as [number, number, number, number]) : null
  })

  watch([wantedBox, () => editing.key, () => editing.subject?.version, () => editing.saves], async ([box, key], before) => {
    if (!box) {
      pieces.value = []
      links.value = []
      covered = null
      return
    }
    const same = before && before[1] === key && before[2] === editing.subject?.version && before[3] === editing.saves
    if (same && covered && box[0] >= covered[0] && box[1] >= covered[1] && box[2] <= covered[2] && box[3] <= covered[3]) return
    const wide: [number, number, number, number] = [box[0] - beyond, box[1] - beyond, box[2] + beyond, box[3] + beyond]
    const mine = ++loading
    const layers = layersFor(editing.subject!.layer)
    try {
      const found = await Promise.all(layers.map(async (layer) =>
        (await get(featurePaths.shapes(layer, wide))).pieces.map((piece) => ({ ...piece, layer }))))
      const linked = editing.subject?.layer === 'reaches' && editing.subject.code ? await get(featurePaths.links([editing.subject.code])) : []
      if (mine !== loading) return
      failed = false
      covered = wide
      pieces.value = found.flat()
      links.value = linked
    } catch (error) {
      // Without its surroundings a thing can still be drawn; the server looks again.
      if (!(error instanceof Problem)) throw error
      if (mine !== loading) return
      failed = true
      if (looked.value === 'not yet') looked.value = 'alone'
    }
  }, { immediate: true })

  watch(() => [editing.key, editing.draft.fields['division']] as const, async ([key, division]) => {
    home.value = null
    if (!editing.subject?.code || editing.layer?.geometry === 'point' || typeof division !== 'string' || !division) return
    try {
      const { code, name, geometry } = await get(featurePaths.card('divisions', division))
      if (editing.key === key) home.value = { layer: 'divisions', code, name, geometry: geometry as Geometry }
    } catch (error) {
      if (!(error instanceof Problem)) throw error
    }
  }, { immediate: true })

  const registered = (key: string): Geometry | undefined => editing.subject?.base.shapes[key]

  const asPiece = (key: string, geometry: Geometry): Piece => {
    const slash = key.indexOf('/')
    const [layer, code] = [key.slice(0, slash) as LayerId, key.slice(slash + 1)]
    const known = pieces.value.find((piece) => piece.layer === layer && piece.code === code)
    const own = key === editing.key
    const number = (name: string) => (own ? ((editing.draft.fields[name] as number | null) ?? null) : null)
    return {
      layer, code, geometry, name: own ? String(editing.draft.fields['name'] ?? '') : (known?.name ?? code),
      widthM: known?.widthM ?? number('width_m') ?? undefined, bedFromM: known?.bedFromM ?? null, bedToM: known?.bedToM ?? null,
      water: (own ? (editing.draft.fields['water'] as string | undefined) : known?.water) ?? undefined,
      wasM: (own ? (editing.subject?.base.fields['length_m'] as number | null | undefined) : lengthWas(registered(key))) ?? null,
    }
  }

  // Looked at once the hand rests: a drag does not wait for it.
  let resting = 0
  watch([() => editing.draft, pieces, links, home], () => {
    window.clearTimeout(resting)
    looked.value = 'not yet'
    resting = window.setTimeout(() => {
      const { subject, draft } = editing
      if (!subject || !Object.keys(draft.shapes).length) return void (findings.value = [])
      const edited = new Set(Object.keys(draft.shapes))
      const around = pieces.value.filter((piece) => !edited.has(keyOf(piece.layer, piece.code)))
      // The thing itself comes first, whatever moved with it after.
      const keys = Object.keys(draft.shapes).sort((one, other) => Number(other === editing.key) - Number(one === editing.key))
      const asked = (shapeOf: (key: string) => Geometry | undefined) => check({
        subjects: keys.flatMap((key) => { const shape = shapeOf(key); return shape ? [asPiece(key, shape)] : [] }),
        around, links: links.value, home: editing.draft.shapes[editing.key] ? home.value : null,
      })
      const found = asked((key) => draft.shapes[key])
      // What was like that before needs no reason of whoever changes something else.
      const before = found.some(({ severity }) => severity === 'reason') ? new Set(asked(registered).map(({ id, words }) => id + words.zh)) : null
      findings.value = found.map((finding) => (finding.severity === 'reason' && before?.has(finding.id + finding.words.zh) ? { ...finding, severity: 'warn' } : finding))
      looked.value = covered ? 'all' : failed ? 'alone' : 'not yet'
    }, restMs)
  })

  /** Takes a mend: one more step of the draft. */
  function mend({ mend: how }: Finding) {
    if (!how) return
    const bases = Object.fromEntries(how.changes.flatMap(({ layer, code }) => {
      const known = pieces.value.find((piece) => piece.layer === layer && piece.code === code)
      return known ? [[keyOf(layer, code), { version: known.version, geometry: known.geometry }]] : []
    }))
    if (how.changes.length)
      editing.reshape(Object.fromEntries(how.changes.map(({ layer, code, geometry }) => [keyOf(layer, code), geometry])), bases)
    // Links are not part of a draft: turned at once, and undone at once.
    const turned = (how.links ?? []).flatMap(({ was, becomes }): Operation[] => [
      { op: 'unlink', upstream: was.upstream, downstream: was.downstream, downstreamM: was.downstreamM },
      { op: 'link', ...becomes, flowMode: (was as { flowMode?: keyof typeof flowModes }).flowMode ?? 'one_way' },
    ])
    if (turned.length) void editing.commit(turned, say(how.words))
  }

  const around = computed(() => pieces.value.map(({ layer, code, geometry, version, widthM }) => ({
    key: keyOf(layer, code), geometry, version, widthM: widthM ?? null,
  })))

  return { pieces, around, links, findings, looked, mend }
})
