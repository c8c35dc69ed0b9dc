// The store that holds an edit together, with a server that answers as it is told to.
import { createPinia, setActivePinia } from 'pinia'
import { nextTick, reactive } from 'vue'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { i18n } from '../i18n.ts'
import { zh as shared } from '../words/zh.ts'
import { zh } from './zh.ts'

for (const words of [shared, zh]) i18n.global.mergeLocaleMessage('zh', words)

const server = vi.hoisted(() => ({ get: vi.fn(), send: vi.fn() }))
const around = vi.hoisted(() => ({
  session: {} as Record<string, unknown>, connection: {} as { recoveries: number }, told: [] as string[],
}))
class Refusal extends Error {
  constructor(readonly code: string, readonly details: unknown = null) {
    super(code)
  }
}
vi.mock('../api.ts', () => ({ ...server, Problem: Refusal }))
vi.mock('../stores/session.ts', () => ({ useSession: () => around.session }))
vi.mock('../stores/connection.ts', () => ({ useConnection: () => around.connection }))
vi.mock('../stores/done.ts', () => ({ useDone: () => ({ tell: (words: string) => around.told.push(words) }) }))

const card = (version: number, width_m: number) => ({
  layer: 'reaches', code: 'R1', name: '石榕涌', version, may: { edit: true, keep: true }, names: {}, facts: { name: '石榕涌', width_m }, geometry: { type: 'LineString', coordinates: [[0, 0], [2, 0]] },
})
const saved = (seq: number, version: number | null) => ({ seq, items: [{ layer: 'reaches', code: 'R1', op: 'update', version }] })

async function begun() {
  const { useEditing } = await import('./editing.ts')
  const editing = useEditing()
  server.get.mockResolvedValueOnce(card(4, 12))
  await editing.begin('reaches', 'R1')
  return editing
}

beforeEach(() => {
  setActivePinia(createPinia())
  const rows = new Map<string, string>()
  vi.stubGlobal('localStorage', { getItem: (name: string) => rows.get(name) ?? null, setItem: (name: string, value: string) => void rows.set(name, value), removeItem: (name: string) => void rows.delete(name) })
  around.session = reactive({ actor: null, asking: false, load: vi.fn() })
  around.connection = reactive({ recoveries: 0 })
  around.told = []
  server.get.mockReset()
  server.send.mockReset()
})

describe('an edit', () => {
  it('is saved as what is otherwise, and goes on from what it has become', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    server.send.mockResolvedValueOnce(saved(31, 5))
    server.get.mockResolvedValueOnce(card(5, 15))
    await editing.save('修改石榕涌')
    expect(server.send.mock.calls[0]![2]).toMatchObject({ operations: [{ op: 'update', code: 'R1', version: 4, fields: { width_m: 15 } }] })
    expect(editing.subject).toMatchObject({ version: 5 })
    expect([editing.dirty, editing.canUndo]).toEqual([false, true])
  })

  it('is undone in the draft first, and then goes on into what was saved', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    server.send.mockResolvedValueOnce(saved(31, 5))
    server.get.mockResolvedValueOnce(card(5, 15))
    await editing.save('修改石榕涌')
    editing.setField('width_m', 18)
    await editing.undo()
    expect([editing.draft.fields['width_m'], server.send.mock.calls.length]).toEqual([15, 1])
    server.send.mockResolvedValueOnce({ seq: 32, items: [] })
    server.get.mockResolvedValueOnce(card(6, 12))
    await editing.undo()
    expect(server.send.mock.calls[1]![1]).toContain('31')
    expect([editing.draft.fields['width_m'], editing.canUndo, editing.canRedo]).toEqual([12, false, true])
  })

  it('is sent again under the same id once the server is back, so that it is one change', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    server.send.mockRejectedValueOnce(new Refusal('unreachable'))
    expect(await editing.save('修改石榕涌')).toBeNull()
    expect([editing.dirty, editing.problem?.code]).toEqual([true, 'unreachable'])
    server.send.mockResolvedValueOnce(saved(31, 5))
    server.get.mockResolvedValueOnce(card(5, 15))
    around.connection.recoveries += 1
    await vi.waitFor(() => expect(editing.subject!.version).toBe(5))
    const [first, again] = server.send.mock.calls.map(([, , body]) => (body as { id: string }).id)
    expect(again).toBe(first)
  })

  it('waits for whoever was signed out meanwhile, and asks them in', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    server.send.mockRejectedValueOnce(new Refusal('signInFirst'))
    await editing.save('修改石榕涌')
    expect(around.session['asking']).toBe(true)
    server.send.mockResolvedValueOnce(saved(31, 5))
    server.get.mockResolvedValueOnce(card(5, 15))
    around.session['actor'] = { name: '周晓岚' }
    await vi.waitFor(() => expect(editing.subject!.version).toBe(5))
  })

  it('of what somebody else changed meanwhile shows both sides, and is then saved on theirs', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    const theirs = { fields: { name: '榕涌', width_m: 12 }, geometry: card(5, 12).geometry }
    server.send.mockRejectedValueOnce(new Refusal('changedMeanwhile', { conflicts: [{ layer: 'reaches', code: 'R1', version: 5, by: '周晓岚', theirs }] }))
    await editing.save('修改石榕涌')
    editing.merged(editing.conflicts[0]!, { fields: { name: '榕涌', width_m: 15 }, geometry: theirs.geometry as never })
    expect(editing.conflicts).toEqual([])
    server.send.mockResolvedValueOnce(saved(32, 6))
    server.get.mockResolvedValueOnce(card(6, 15))
    await editing.save('修改石榕涌')
    expect(server.send.mock.calls[1]![2]).toMatchObject({ operations: [{ version: 5, fields: { width_m: 15 } }] })
  })

  it('of what was done beside it, as a link is, keeps what is unsaved', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    server.send.mockResolvedValueOnce({ seq: 31, items: [] })
    await editing.commit([{ op: 'unlink', upstream: 'R0', downstream: 'R1', downstreamM: 0 }], '断开')
    expect([editing.draft.fields['width_m'], editing.dirty, editing.canSave]).toEqual([15, true, true])
  })

  it('merged with another’s goes back one step to theirs, never to mine without theirs', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    const theirs = { fields: { name: '石榕河', width_m: 12 }, geometry: card(5, 12).geometry }
    const conflict = { layer: 'reaches', code: 'R1', version: 5, base: null, theirs, by: '林', at: null } as never
    editing.merged(conflict, { fields: { name: '石榕河', width_m: 15 }, geometry: theirs.geometry as never })
    expect(editing.changedFields).toEqual(['width_m'])
    await editing.undo()
    expect([editing.draft.fields, editing.changedFields]).toEqual([{ name: '石榕河', width_m: 12 }, []])
  })

  it('closes for somebody else at the same screen, and is there again for whoever began it', async () => {
    around.session.actor = { account: 'A-lin' }
    const editing = await begun()
    editing.setField('width_m', 15)
    await nextTick()
    around.session.actor = { account: 'A-wang' }
    await nextTick()
    expect([editing.subject, editing.kept]).toEqual([null, null])
    around.session.actor = { account: 'A-lin' }
    await nextTick()
    expect(editing.kept).toMatchObject({ by: 'A-lin', draft: { fields: { width_m: 15 } } })
  })

  it('left unsaved is offered again, on the next page as on this', async () => {
    const before = await begun()
    before.setField('width_m', 15)
    await nextTick()
    setActivePinia(createPinia())
    const { useEditing } = await import('./editing.ts')
    const editing = useEditing()
    expect(editing.kept).toMatchObject({ subject: { code: 'R1' } })
    server.get.mockResolvedValueOnce(card(4, 12))
    editing.resume(true)
    expect([editing.draft.fields['width_m'], editing.subject!.version, editing.dirty]).toEqual([15, 4, true])
  })

  it('that is closed is kept and said to be; thrown away, it can be fetched back; begun again, it goes on', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    editing.stop()
    expect([editing.subject, editing.putAway?.id, editing.kept?.id]).toEqual([null, 'reaches/R1', 'reaches/R1'])
    editing.resume(false)
    expect([editing.kept, editing.thrown?.id, localStorage.getItem('one-map.draft')]).toEqual([null, 'reaches/R1', null])
    editing.fetchBack()
    expect([editing.kept?.id, editing.thrown]).toEqual(['reaches/R1', null])
    server.get.mockResolvedValueOnce(card(4, 12))
    await editing.begin('reaches', 'R1')
    expect([editing.draft.fields['width_m'], editing.dirty, editing.conflicts]).toEqual([15, true, []])
  })

  it('closed while it is being saved is not said to be unsaved once it is', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    let answer: (made: unknown) => void = () => undefined
    server.send.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
    const saving = editing.save('修改石榕涌')
    editing.stop()
    answer(saved(31, 5))
    await saving
    expect([editing.kept, editing.putAway, localStorage.getItem('one-map.draft')]).toEqual([null, null, null])
  })

  it('whose thing was changed by another since is told so when it goes on', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    editing.stop()
    server.get.mockResolvedValueOnce(card(5, 13)).mockResolvedValueOnce([{ by: '李兆荣', at: '2026-11-01T00:00:00Z' }])
    await editing.begin('reaches', 'R1')
    expect(editing.conflicts).toMatchObject([{ code: 'R1', version: 5, by: '李兆荣', base: { fields: { width_m: 12 } }, theirs: { fields: { width_m: 13 } } }])
    expect(editing.draft.fields['width_m']).toBe(15)
  })

  it('undone to what it was leaves nothing behind, and unchanged it becomes what another made of it', async () => {
    const editing = await begun()
    editing.setField('width_m', 15)
    await editing.undo()
    server.get.mockResolvedValueOnce(card(5, 13)).mockResolvedValueOnce([{ by: '李兆荣' }]).mockResolvedValueOnce(card(5, 13))
    await editing.compare()
    expect(around.told).toEqual(['李兆荣 刚改过「石榕涌」，这里已换成新的'])
    expect([editing.subject!.version, editing.draft.fields['width_m'], editing.conflicts]).toEqual([5, 13, []])
    editing.stop()
    expect([editing.subject, editing.kept, localStorage.getItem('one-map.draft')]).toEqual([null, null, null])
  })
})
