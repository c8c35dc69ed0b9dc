// A crash, a closed tab, a telephone call, a ✕: drafts are on this device until they are saved or thrown away, one for each thing.
import type { Draft, Subject } from './draft.ts'

export interface KeptDraft {
  /** `layer/code`; of something new, its own. */
  id: string
  subject: Subject
  draft: Draft
  /** Of the change it would be: sent twice it is one. */
  changeId: string
}

const name = 'one-map.draft'
/** More drafts than this nobody comes back to: the oldest goes. */
const most = 20

type Stored = Omit<KeptDraft, 'id'> & { id?: string; versions: [string, number][] }

export function draftKeeper(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  /** All there are, the latest first. */
  function all(): KeptDraft[] {
    try {
      const stored = JSON.parse(storage.getItem(name)!) as Stored | Stored[]
      // Until there could be several, one stood here by itself.
      return [stored].flat().map(({ id, subject, draft, versions, changeId }) =>
        ({ id: id ?? `${subject.layer}/${subject.code ?? changeId}`, subject: { ...subject, versions: Object.fromEntries(versions) }, draft, changeId }))
    } catch {
      return []
    }
  }
  function put(drafts: readonly KeptDraft[]) {
    if (!drafts.length) return storage.removeItem(name)
    try {
      const stored = drafts.slice(0, most).map((one) => ({ ...one, versions: Object.entries(one.subject.versions) }))
      storage.setItem(name, JSON.stringify(stored))
    } catch {
      // A shape too large for this storage lives as long as the page.
    }
  }
  const others = (id: string) => all().filter((one) => one.id !== id)
  return {
    all,
    keep: (kept: KeptDraft) => put([kept, ...others(kept.id)]),
    forget: (id: string) => put(others(id)),
  }
}
