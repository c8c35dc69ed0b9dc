// One thing being changed on the map: what it was, what it is now in the draft, and the way back. Every step of a draft is
// kept whole (shapes and values together), so undo is one stack over both, and goes on into what was saved before.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Geometry } from 'geojson'
import type { FeatureCard } from '../../domain/features/schemas.ts'
import type { Changed, Conflict, Fields, Operation } from '../../domain/changes/schemas.ts'
import { layerOf, type Layer, type LayerId } from '../../domain/catalogue.ts'
import { wrongWith, written } from '../../domain/fields.ts'
import { changePaths } from '../../domain/changes/paths.ts'
import { featurePaths } from '../../domain/features/paths.ts'
import { get, Problem, send } from '../api.ts'
import { i18n } from '../i18n.ts'
import { newId } from '../newId.ts'
import { useConnection } from '../stores/connection.ts'
import { useDone } from '../stores/done.ts'
import { useSession } from '../stores/session.ts'

/** Shapes by `layer/code`: the thing's own, and those of neighbours whose corners moved with it. */
export interface Draft {
  fields: Fields
  shapes: Readonly<Record<string, Geometry>>
}

export interface Subject {
  layer: LayerId
  /** Null where it is new. */
  code: string | null
  name: string
  version: number
  may: FeatureCard['may']
  base: Draft
  names: Record<string, string>
}

export type Tool = 'shape' | 'draw' | 'pin' | 'walk' | 'split' | 'pick'

/** Something saved, that can be undone. */
interface Act {
  seq: number
  words: string
  /** The whole sentence, where it is not “saved”. */
  whole?: string
}

export const keyOf = (layer: string, code: string | null) => `${layer}/${code ?? 'new'}`
const keptAs = 'one-map.draft'

export const useEditing = defineStore('editing', () => {
  const session = useSession()
  const connection = useConnection()
  const done = useDone()

  const subject = shallowRef<Subject | null>(null)
  const draft = shallowRef<Draft>({ fields: {}, shapes: {} })
  const past = shallowRef<Draft[]>([])
  const future = shallowRef<Draft[]>([])
  /** What was saved from here, and what of it was undone. */
  const acts = shallowRef<Act[]>([])
  const undone = shallowRef<Act[]>([])
  const tool = ref<Tool>('shape')
  /** The field a pick on the map is for. */
  const picking = ref<string | null>(null)
  const since = ref<string | null>(null)
  const saving = ref(false)
  const problem = shallowRef<Problem | null>(null)
  const conflicts = shallowRef<Conflict[]>([])
  /** Versions of neighbours that move with the thing, by key. */
  const versions = new Map<string, number>()
  /** Goes up with each change made from here. */
  const saves = ref(0)
  let changeId: string = newId()
  let waiting: 'session' | 'server' | null = null

  const layer = computed<Layer | null>(() => (subject.value && layerOf(subject.value.layer)) ?? null)
  const key = computed(() => (subject.value ? keyOf(subject.value.layer, subject.value.code) : ''))
  const shape = computed<Geometry | null>(() => draft.value.shapes[key.value] ?? null)
  const changedFields = computed(() => Object.keys(draft.value.fields).filter((name) => (draft.value.fields[name] ?? null) !== (subject.value?.base.fields[name] ?? null)))
  const changedShapes = computed(() => Object.keys(draft.value.shapes).filter((each) => draft.value.shapes[each] !== subject.value?.base.shapes[each]))
  const dirty = computed(() => changedFields.value.length + changedShapes.value.length > 0)
  const wrong = computed(() => {
    if (!layer.value) return {}
    return Object.fromEntries(written(layer.value).flatMap((field) => {
      const words = wrongWith(field, draft.value.fields[field.name] ?? null)
      return words && (!subject.value?.code || changedFields.value.includes(field.name)) ? [[field.name, words]] : []
    }))
  })
  const canUndo = computed(() => past.value.length > 0 || acts.value.length > 0)
  const canRedo = computed(() => future.value.length > 0 || undone.value.length > 0)
  const canSave = computed(() => dirty.value && !saving.value && shape.value !== null && !Object.keys(wrong.value).length)

  function take(next: Subject, start: Draft = next.base) {
    subject.value = next
    draft.value = start
    past.value = []
    future.value = []
    versions.clear()
    conflicts.value = []
    problem.value = null
    since.value = null
    picking.value = null
    changeId = newId()
  }

  /** Begins changing something that is there. */
  async function begin(id: LayerId, code: string) {
    const card = await get(featurePaths.card(id, code))
    take({ layer: id, code, name: card.name, version: card.version, may: card.may, names: card.names, base: { fields: card.facts, shapes: { [keyOf(id, code)]: card.geometry as Geometry } } })
    tool.value = 'shape'
  }

  /** Begins something new. */
  function beginNew(id: LayerId, fields: Fields = {}, how: Tool = 'draw') {
    take({ layer: id, code: null, name: '', version: 0, may: { edit: true, keep: true }, names: {}, base: { fields: {}, shapes: {} } }, { fields, shapes: {} })
    tool.value = how
  }

  function step(next: Draft) {
    past.value = [...past.value, draft.value].slice(-500)
    future.value = []
    undone.value = []
    draft.value = next
    changeId = newId()
    problem.value = null
  }

  const setField = (name: string, value: Fields[string]) => {
    if ((draft.value.fields[name] ?? null) !== value) step({ ...draft.value, fields: { ...draft.value.fields, [name]: value } })
  }

  /** New shapes of the thing and of what moves with it; versions of the latter. */
  function reshape(shapes: Record<string, Geometry>, bases: Record<string, { version: number; geometry: Geometry }> = {}) {
    if (!subject.value) return
    for (const [each, { version, geometry }] of Object.entries(bases)) {
      if (each === key.value || subject.value.base.shapes[each]) continue
      versions.set(each, version)
      subject.value = { ...subject.value, base: { ...subject.value.base, shapes: { ...subject.value.base.shapes, [each]: geometry } } }
    }
    step({ ...draft.value, shapes: { ...draft.value.shapes, ...shapes } })
    if (tool.value === 'draw' || tool.value === 'walk' || tool.value === 'pin') tool.value = 'shape'
  }

  const operations = (): Operation[] => {
    const { layer: id, code, version } = subject.value!
    const fields = Object.fromEntries(changedFields.value.map((name) => [name, draft.value.fields[name] ?? null]))
    if (!code) return [{ op: 'create', layer: id, fields, geometry: shape.value as never }]
    const own: Operation = { op: 'update', layer: id, code, version, ...(changedFields.value.length && { fields }), ...(changedShapes.value.includes(key.value) && { geometry: shape.value as never }), ...(since.value && { since: since.value }) }
    const others = changedShapes.value.filter((each) => each !== key.value).map((each): Operation => {
      const slash = each.indexOf('/')
      return { op: 'update', layer: each.slice(0, slash) as LayerId, code: each.slice(slash + 1), version: versions.get(each)!, geometry: draft.value.shapes[each] as never }
    })
    return [own, ...others]
  }

  /** Saves the draft; resolves with what was done, or null where it could not be. A draft is never lost by trying. */
  async function save(words: string): Promise<Changed | null> {
    if (!canSave.value) return null
    return commit(operations(), words, changeId)
  }

  /** Makes a change. Without a server, or signed out meanwhile, it is sent again as soon as that is mended. */
  async function commit(list: Operation[], words: string, id: string = newId()): Promise<Changed | null> {
    saving.value = true
    problem.value = null
    try {
      const made = await send('POST', changePaths.make(), { id, operations: list })
      acts.value = [...acts.value, { seq: made.seq, words }]
      undone.value = []
      saves.value += 1
      done.tell(`${i18n.global.t('edit.saved')}：${words}`, made.seq, undo)
      conflicts.value = []
      waiting = null
      await goOn(made)
      return made
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
      if (error.code === 'changedMeanwhile') conflicts.value = (error.details as { conflicts: Conflict[] }).conflicts
      waiting = error.code === 'signInFirst' ? 'session' : error.code === 'unreachable' ? 'server' : null
      if (waiting) again = () => commit(list, words, id)
      if (waiting === 'session') {
        await session.load()
        session.asking = true
      }
      return null
    } finally {
      saving.value = false
    }
  }
  /** Something was done elsewhere that is undone like an edit. */
  function did(act: Act) {
    acts.value = [...acts.value, act]
    undone.value = []
    done.tell(act.whole ?? act.words, act.seq, undo)
  }

  /** After a change the thing is what it has become; what is gone is put away. */
  async function goOn(made: Changed) {
    localStorage.removeItem(keptAs)
    const { layer: id, code } = subject.value ?? {}
    const item = made.items.find((one) => one.layer === id && (code ? one.code === code : one.op === 'insert'))
    if (!id) return
    if (item && item.version === null) stop()
    else await begin(id, code ?? item!.code)
  }
  let again: (() => Promise<unknown>) | null = null
  watch(() => session.actor, (actor) => actor && waiting === 'session' && void again?.())
  watch(() => connection.recoveries, () => waiting === 'server' && void again?.())

  /** What the other one did is the new beginning; what I keep of mine is the draft. */
  function merged(conflict: Conflict, result: { fields: Fields; geometry: Geometry | null }) {
    const own = keyOf(conflict.layer, conflict.code)
    const theirs = conflict.theirs!
    if (own === key.value) {
      subject.value = { ...subject.value!, version: conflict.version!, base: { fields: theirs.fields, shapes: { ...subject.value!.base.shapes, [own]: theirs.geometry as Geometry } } }
      step({ fields: result.fields, shapes: { ...draft.value.shapes, [own]: keepSame(result.geometry, theirs.geometry as Geometry) } })
    } else {
      versions.set(own, conflict.version!)
      subject.value = { ...subject.value!, base: { ...subject.value!.base, shapes: { ...subject.value!.base.shapes, [own]: theirs.geometry as Geometry } } }
      step({ ...draft.value, shapes: { ...draft.value.shapes, [own]: keepSame(result.geometry, theirs.geometry as Geometry) } })
    }
    conflicts.value = conflicts.value.filter((one) => one !== conflict)
  }

  /** One step back: in the draft, then in what was saved. */
  async function undo(): Promise<void> {
    const before = past.value.at(-1)
    if (before) {
      future.value = [draft.value, ...future.value]
      past.value = past.value.slice(0, -1)
      draft.value = before
      changeId = newId()
    } else await turn(acts, undone, 'done.undone')
  }

  async function redo(): Promise<void> {
    const [next, ...rest] = future.value
    if (next) {
      past.value = [...past.value, draft.value]
      future.value = rest
      draft.value = next
      changeId = newId()
    } else await turn(undone, acts, 'edit.saved')
  }

  /** Undoes the last of one list and puts its undoing on the other. */
  async function turn(from: typeof acts, onto: typeof acts, said: string): Promise<void> {
    const last = from.value.at(-1)
    if (!last || saving.value) return
    saving.value = true
    problem.value = null
    try {
      const made = await send('POST', changePaths.undo(last.seq), { id: newId() })
      from.value = from.value.slice(0, -1)
      onto.value = [...onto.value, { ...last, seq: made.seq }]
      saves.value += 1
      done.tell(i18n.global.t(said))
      const { layer: id, code } = subject.value ?? {}
      if (id && code) await begin(id, code).catch(() => stop())
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
    } finally {
      saving.value = false
    }
  }

  /** Puts the draft away. What was not saved can be taken up again. */
  function stop() {
    subject.value = null
    tool.value = 'shape'
    picking.value = null
    localStorage.removeItem(keptAs)
  }

  // A crash, a closed tab, a telephone call: the draft is on this device until it is saved or put away.
  watch([subject, draft], () => {
    if (!subject.value || !dirty.value) return
    try {
      localStorage.setItem(keptAs, JSON.stringify({ subject: subject.value, draft: draft.value, versions: [...versions], changeId }))
    } catch {
      // A shape too large for this storage lives as long as the page.
    }
  })
  const kept = shallowRef<{ subject: Subject; draft: Draft; versions: [string, number][]; changeId: string } | null>(read())
  function read() {
    try {
      return JSON.parse(localStorage.getItem(keptAs) ?? 'null')
    } catch {
      return null
    }
  }
  /** Takes up what was left unsaved on this device, or forgets it. */
  function resume(take_: boolean) {
    const found = kept.value
    kept.value = null
    if (!take_ || !found) return localStorage.removeItem(keptAs)
    take(found.subject, found.draft)
    found.versions.forEach(([each, version]) => versions.set(each, version))
    changeId = found.changeId
    tool.value = 'shape'
  }

  return {
    subject, layer, key, draft, shape, tool, picking, since, saving, problem, conflicts, saves, kept, wrong, dirty, changedFields, changedShapes,
    canUndo, canRedo, canSave, begin, beginNew, setField, reshape, save, commit, did, merged, undo, redo, stop, resume,
  }
})

/** A shape that came out the same is the same: nothing of it is sent. */
const keepSame = (one: Geometry | null, other: Geometry): Geometry => (!one || JSON.stringify(one) === JSON.stringify(other) ? other : one)
