// One thing being changed on the map: what it was, what it is now in the draft, and the way back. Every step of a draft is
// kept whole (shapes and values together), so undo is one stack over both, and goes on into what was saved before.
import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
import type { Geometry } from 'geojson'
import type { Changed, Conflict, Fields, Operation } from '../../domain/changes/schemas.ts'
import { layerOf, type Layer, type LayerId } from '../../domain/catalogue.ts'
import { wrongWith, written } from '../../domain/fields.ts'
import { cutWithin } from '../../domain/topology/short.ts'
import { changePaths } from '../../domain/changes/paths.ts'
import { featurePaths } from '../../domain/features/paths.ts'
import { get, Problem, send } from '../api.ts'
import { i18n } from '../i18n.ts'
import { newId } from '../newId.ts'
import { useConnection } from '../stores/connection.ts'
import { useDone } from '../stores/done.ts'
import { useSession } from '../stores/session.ts'
import { fieldChanges, keyOf, ontoTheirs, operationsOf, shapeChanges, withNeighbours, type Draft, type Subject } from './draft.ts'
import { draftKeeper, type KeptDraft } from './kept.ts'
import { stepBack, stepForth, stepsFrom, stepTo, type Steps } from './steps.ts'

export type Tool = 'shape' | 'draw' | 'pin' | 'walk' | 'split' | 'pick'

/** Something saved, that can be undone. */
interface Act {
  seq: number
  words: string
  /** The whole sentence, where it is not “saved”. */
  whole?: string
}

export const useEditing = defineStore('editing', () => {
  const session = useSession()
  const connection = useConnection()
  const done = useDone()

  const keeper = draftKeeper(localStorage)

  const subject = shallowRef<Subject | null>(null)
  /** What is offered to go on with; whether it was just put away; what was just thrown away. */
  const kept = shallowRef<KeptDraft | null>(null)
  const putAway = shallowRef<KeptDraft | null>(null)
  const thrown = shallowRef<KeptDraft | null>(null)
  const steps = shallowRef<Steps<Draft>>(stepsFrom({ fields: {}, shapes: {} }))
  const draft = computed(() => steps.value.now)
  const me = computed(() => session.actor?.account ?? '')
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
  /** Why what the checks doubt is so, for those who keep the register. */
  const reason = ref('')
  /** A cut asked for too near an end: where it could be instead, metres; null where the reach is too short to be cut. */
  const nearCut = shallowRef<{ code: string; insteadM: number | null } | null>(null)
  /** Goes up with each change made from here. */
  const saves = ref(0)
  let changeId: string = newId()
  watch(reason, () => (changeId = newId()))
  /** Of the draft, on this device, and of whom. */
  let draftId = ''
  let draftBy = ''
  let waiting: 'session' | 'server' | null = null

  const layer = computed<Layer | null>(() => (subject.value && layerOf(subject.value.layer)) ?? null)
  const key = computed(() => (subject.value ? keyOf(subject.value.layer, subject.value.code) : ''))
  const shape = computed<Geometry | null>(() => draft.value.shapes[key.value] ?? null)
  const changedFields = computed(() => (subject.value ? fieldChanges(subject.value, draft.value) : []))
  const changedShapes = computed(() => (subject.value ? shapeChanges(subject.value, draft.value) : []))
  const dirty = computed(() => changedFields.value.length + changedShapes.value.length > 0)
  const wrong = computed(() => {
    if (!layer.value) return {}
    return Object.fromEntries(written(layer.value).flatMap((field) => {
      const words = wrongWith(field, draft.value.fields[field.name] ?? null)
      return words && (!subject.value?.code || changedFields.value.includes(field.name)) ? [[field.name, words]] : []
    }))
  })
  const canUndo = computed(() => steps.value.past.length > 0 || acts.value.length > 0)
  const canRedo = computed(() => steps.value.future.length > 0 || undone.value.length > 0)
  const canSave = computed(() => dirty.value && !saving.value && shape.value !== null && !Object.keys(wrong.value).length)

  function take(next: Subject, start: Draft = next.base) {
    draftBy = me.value
    subject.value = next
    draftId = next.code ? keyOf(next.layer, next.code) : `${next.layer}/${newId()}`
    putAway.value = thrown.value = null
    steps.value = stepsFrom(start)
    conflicts.value = []
    problem.value = null
    since.value = null
    reason.value = ''
    nearCut.value = null
    picking.value = null
    changeId = newId()
  }

  /** Begins changing something that is there, or goes on where it was left unsaved. */
  async function begin(id: LayerId, code: string) {
    const left = keeper.all(me.value).find((one) => one.id === keyOf(id, code))
    return left ? takeUp(left) : load(id, code)
  }

  async function load(id: LayerId, code: string) {
    const { name, version, may, names, facts, geometry } = await get(featurePaths.card(id, code))
    const base = { fields: facts, shapes: { [keyOf(id, code)]: geometry as Geometry } }
    take({ layer: id, code, name, version, versions: {}, may, names, base })
    tool.value = 'shape'
  }

  /** Begins something new. */
  function beginNew(id: LayerId, fields: Fields = {}, how: Tool = 'draw') {
    const nothing = { layer: id, code: null, name: '', version: 0, versions: {}, may: { edit: true, keep: true }, names: {} }
    take({ ...nothing, base: { fields: {}, shapes: {} } }, { fields, shapes: {} })
    tool.value = how
  }

  function step(next: Draft) {
    steps.value = stepTo(steps.value, next)
    undone.value = []
    changeId = newId()
    problem.value = null
  }

  const setField = (name: string, value: Fields[string]) => {
    if ((draft.value.fields[name] ?? null) !== value) step({ ...draft.value, fields: { ...draft.value.fields, [name]: value } })
  }

  /** New shapes of the thing and of what moves with it; versions of the latter. */
  function reshape(shapes: Record<string, Geometry>, bases: Record<string, { version: number; geometry: Geometry }> = {}) {
    if (!subject.value) return
    subject.value = withNeighbours(subject.value, bases)
    step({ ...draft.value, shapes: { ...draft.value.shapes, ...shapes } })
    if (tool.value === 'draw' || tool.value === 'walk' || tool.value === 'pin') tool.value = 'shape'
  }

  /** Saves the draft; resolves with what was done, or null where it could not be. A draft is never lost by trying. */
  async function save(words: string): Promise<Changed | null> {
    if (!canSave.value) return null
    return commit(operationsOf(subject.value!, draft.value, since.value), words, changeId, reason.value.trim() || undefined, true)
  }

  /**
   * Makes a change, of the `whole` draft or of something beside it. Without a server, or signed out meanwhile, it is sent again as soon as
   * that is mended.
   */
  async function commit(
    list: Operation[], words: string, id: string = newId(), why?: string, whole = false,
  ): Promise<Changed | null> {
    saving.value = true
    problem.value = null
    const saved = draftId
    try {
      const made = await send('POST', changePaths.make(), { id, operations: list, ...(why && { reason: why }) })
      acts.value = [...acts.value, { seq: made.seq, words }]
      undone.value = []
      saves.value += 1
      done.tell(`${i18n.global.t('edit.saved')}：${words}`, made.seq, undo)
      conflicts.value = []
      waiting = null
      await goOn(made, saved, whole)
      return made
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
      if (error.code === 'changedMeanwhile') conflicts.value = (error.details as { conflicts: Conflict[] }).conflicts
      waiting = error.code === 'signInFirst' ? 'session' : error.code === 'unreachable' ? 'server' : null
      if (waiting) again = () => commit(list, words, id, why, whole)
      if (waiting === 'session') {
        await session.load()
        session.asking = true
      }
      return null
    } finally {
      saving.value = false
    }
  }
  /** Cuts a reach at a measure; too near an end nothing is cut, and where it could be is said. */
  async function cut(atM: number, lengthM: number) {
    const { code, version, name } = subject.value!
    const insteadM = cutWithin(atM, lengthM)
    nearCut.value = insteadM === atM ? null : { code: code!, insteadM }
    if (!nearCut.value) await commit([{ op: 'split', code: code!, version, atM: Math.round(atM * 100) / 100 }], i18n.global.t('edit.acts.split', { name }))
    tool.value = 'shape'
  }

  /** Something was done elsewhere that is undone like an edit. */
  function did(act: Act) {
    acts.value = [...acts.value, act]
    undone.value = []
    done.tell(act.whole ?? act.words, act.seq, undo)
  }

  /** After a change the thing is what it has become; what is gone is put away. */
  async function goOn(made: Changed, saved: string, whole: boolean) {
    const { layer: id, code } = subject.value ?? {}
    const item = made.items.find((one) => one.layer === id && (code ? one.code === code : one.op === 'insert'))
    // What is done beside an unsaved draft, as a link is, leaves the draft.
    if (!whole && draftId === saved && dirty.value && item?.version !== null) return
    keeper.forget(saved, draftBy)
    // Closed while it was being saved, or another thing begun meanwhile.
    if (kept.value?.id === saved) kept.value = putAway.value = null
    if (draftId !== saved) return
    if (!id) return
    if (item && item.version === null) close()
    else await load(id, code ?? item!.code)
  }
  let again: (() => Promise<unknown>) | null = null
  watch(() => session.actor, (actor) => actor && waiting === 'session' && void again?.())
  watch(() => connection.recoveries, () => waiting === 'server' && void again?.())

  /** What the other one did is the new beginning; what I keep of mine is the draft. */
  function merged(conflict: Conflict, result: { fields: Fields; geometry: Geometry | null }) {
    const next = ontoTheirs(subject.value!, draft.value, conflict, result)
    subject.value = next.subject
    // One step back is theirs, not mine without theirs.
    steps.value = stepsFrom(next.subject.base)
    step(next.draft)
    conflicts.value = conflicts.value.filter((one) => one !== conflict)
  }

  function go(to: Steps<Draft> | null): boolean {
    if (!to) return false
    steps.value = to
    changeId = newId()
    return true
  }
  /** One step back: in the draft, then in what was saved. */
  const undo = async (): Promise<void> => void (go(stepBack(steps.value)) || (await turn(acts, undone, 'done.undone')))
  const redo = async (): Promise<void> => void (go(stepForth(steps.value)) || (await turn(undone, acts, 'edit.saved')))

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
      if (id && code) await load(id, code).catch(() => close())
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      problem.value = error
    } finally {
      saving.value = false
    }
  }

  function close() {
    subject.value = null
    tool.value = 'shape'
    picking.value = null
    kept.value = keeper.all(me.value)[0] ?? null
  }

  /** Puts the draft away: what was not saved stays on this device, and that is said. */
  function stop() {
    const left = keepNow()
    close()
    if (left) kept.value = putAway.value = left
  }

  /** Keeps what is unsaved, and nothing where nothing is. */
  function keepNow(): KeptDraft | null {
    if (!subject.value) return null
    if (!dirty.value) {
      keeper.forget(draftId, draftBy)
      return null
    }
    const left = { id: draftId, by: draftBy, subject: subject.value, draft: draft.value, changeId }
    keeper.keep(left)
    return left
  }
  watch([subject, draft], keepNow)
  // Somebody else at the same screen neither sees nor saves what another has begun; whoever comes back finds it.
  watch(me, (account) => {
    if (subject.value && account && account !== draftBy) close()
    else if (!subject.value) kept.value = keeper.all(account)[0] ?? null
  }, { immediate: true })

  function takeUp(left: KeptDraft) {
    take(left.subject, left.draft)
    changeId = left.changeId
    draftId = left.id
    kept.value = null
    tool.value = 'shape'
    return compare()
  }

  /** Takes up what was left unsaved on this device, or throws it away, which can be taken back. */
  function resume(goesOn: boolean) {
    const left = kept.value
    if (!left) return
    if (goesOn) return void takeUp(left)
    keeper.forget(left.id, left.by)
    kept.value = keeper.all(me.value)[0] ?? null
    putAway.value = null
    thrown.value = left
  }
  /** Takes back what was thrown away. */
  function fetchBack() {
    if (!thrown.value) return
    keeper.keep(thrown.value)
    kept.value = thrown.value
    thrown.value = null
  }

  /** Looks whether somebody else has changed meanwhile what is being edited; what they did is shown beside mine. */
  async function compare() {
    const at = subject.value
    if (!at?.code || saving.value) return
    const versions: Record<string, number> = { [keyOf(at.layer, at.code)]: at.version, ...at.versions }
    for (const each of Object.keys(versions)) {
      const [id, code] = [each.slice(0, each.indexOf('/')) as LayerId, each.slice(each.indexOf('/') + 1)]
      try {
        const now = await get(featurePaths.card(id, code)).catch((error: unknown) => {
          if (error instanceof Problem && error.code === 'featureUnknown') return null
          throw error
        })
        if (subject.value !== at || saving.value) return
        if (now?.version === versions[each]) continue
        const [last] = await get(changePaths.history(id, code))
        if (subject.value !== at || saving.value) return
        if (!dirty.value && now) {
          await load(at.layer, at.code)
          return done.tell(i18n.global.t('edit.refreshed', { by: last?.by ?? i18n.global.t('edit.historySystem'), name: now.name }))
        }
        const own = each === key.value
        const base = { fields: own ? at.base.fields : (now?.facts ?? {}), geometry: at.base.shapes[each] ?? null }
        const found = { layer: id, code, version: now?.version ?? null, base, by: last?.by ?? null, at: last?.at ?? null }
        const others = conflicts.value.filter((one) => keyOf(one.layer, one.code) !== each)
        conflicts.value = [...others, { ...found, theirs: now && { fields: now.facts, geometry: now.geometry } }]
      } catch (error) {
        // Saving looks again.
        if (!(error instanceof Problem)) throw error
      }
    }
  }

  return {
    subject, layer, key, draft, shape, tool, picking, since, reason, nearCut, saving, problem, conflicts, saves,
    kept, putAway, thrown, wrong, dirty, changedFields, changedShapes,
    canUndo, canRedo, canSave, begin, beginNew, setField, reshape, save, commit, cut, did, merged, undo, redo,
    stop, resume, fetchBack, compare,
  }
})
