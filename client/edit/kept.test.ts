import { describe, expect, it } from 'vitest'
import type { Subject } from './draft.ts'
import { draftKeeper, type KeptDraft } from './kept.ts'

const storage = (most = Infinity) => {
  const rows = new Map<string, string>()
  return {
    getItem: (name: string) => rows.get(name) ?? null,
    setItem(name: string, value: string) {
      if (value.length > most) throw new DOMException('full', 'QuotaExceededError')
      rows.set(name, value)
    },
    removeItem: (name: string) => void rows.delete(name),
  }
}
const subject: Subject = { layer: 'gates', code: 'Z1', name: '河口闸', version: 2, versions: { 'gates/Z2': 5 }, may: { edit: true, keep: false }, base: { fields: { name: '河口闸' }, shapes: {} }, names: {} }
const left: KeptDraft = { id: 'gates/Z1', by: 'A-lin', subject, draft: { fields: { name: '河口水闸' }, shapes: { 'gates/Z1': { type: 'Point', coordinates: [113, 23] } } }, changeId: 'c-1' }

describe('a draft on this device', () => {
  it('is there after the page was closed, as it was left', () => {
    const device = storage()
    draftKeeper(device).keep(left)
    expect(draftKeeper(device).all('A-lin')).toEqual([left])
  })
  it('is gone once it was saved or put away', () => {
    const keeper = draftKeeper(storage())
    keeper.keep(left)
    keeper.forget('gates/Z1', 'A-lin')
    expect(keeper.all('A-lin')).toEqual([])
  })
  it('is one for each thing, the latest first, and leaves the others when it goes', () => {
    const keeper = draftKeeper(storage())
    const other = { ...left, id: 'gates/Z2', subject: { ...subject, code: 'Z2' } }
    for (const one of [left, other, left]) keeper.keep(one)
    expect(keeper.all('A-lin')).toEqual([left, other])
    keeper.forget(left.id, left.by)
    expect(keeper.all('A-lin')).toEqual([other])
  })
  it('is offered to whoever wrote it, and two people keep one each of the same thing', () => {
    const keeper = draftKeeper(storage())
    const theirs = { ...left, by: 'A-wang', changeId: 'c-2' }
    keeper.keep(left)
    keeper.keep(theirs)
    expect([keeper.all('A-lin'), keeper.all('A-wang'), keeper.all('A-li'), keeper.all('')]).toEqual([[left], [theirs], [], []])
    keeper.forget('gates/Z1', 'A-wang')
    expect(keeper.all('A-lin')).toEqual([left])
  })
  it('is read as one was kept when there was only one', () => {
    const device = storage()
    device.setItem('one-map.draft', JSON.stringify({ subject, draft: left.draft, versions: [['gates/Z2', 5]], changeId: 'c-1' }))
    expect(draftKeeper(device).all('A-lin')).toEqual([{ ...left, by: '' }])
  })
  it('is none where something else stands in its place', () => {
    for (const text of ['', '{', 'null', '[]', '{"subject":{}}']) {
      const device = storage()
      device.setItem('one-map.draft', text)
      expect(draftKeeper(device).all('A-lin'), text).toEqual([])
    }
  })
  it('goes on without it where it is too large to be kept', () => {
    const keeper = draftKeeper(storage(10))
    expect(() => keeper.keep(left)).not.toThrow()
    expect(keeper.all('A-lin')).toEqual([])
  })
})
