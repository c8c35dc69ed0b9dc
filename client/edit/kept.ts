// A crash, a closed tab, a telephone call, a ✕: drafts are on this device until they are saved or thrown away, one for each thing.
import type { Draft, Subject } from './draft.ts'

export interface KeptDraft {
  /** `layer/code`; of something new, its own. */
  id: string
  /** Account it was written in: nobody else at a shared device is offered it. */
  by: string
  subject: Subject
  draft: Draft
  /** Of the change it would be: sent twice it is one. */
  changeId: string
}

const name = 'one-map.draft'
/** More drafts than this nobody comes back to: the oldest goes. */
const most = 20

type Stored = Omit<KeptDraft, 'id' | 'by'> & { id?: string; by?: string; versions: [string, number][] }

export function draftKeeper(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  /** Everybody's, the latest first. */
  function stored(): KeptDraft[] {
    try {
      const read = JSON.parse(storage.getItem(name)!) as Stored | Stored[]
      // Until there could be several, one stood here by itself, of nobody in particular.
      return [read].flat().map(({ id, by = '', subject, draft, versions, changeId }) =>
        ({ id: id ?? `${subject.layer}/${subject.code ?? changeId}`, by, subject: { ...subject, versions: Object.fromEntries(versions) }, draft, changeId }))
    } catch {
      return []
    }
  }
  function put(drafts: readonly KeptDraft[]) {
    if (!drafts.length) return storage.removeItem(name)
    try {
      const written = drafts.slice(0, most).map((one) => ({ ...one, versions: Object.entries(one.subject.versions) }))
      storage.setItem(name, JSON.stringify(written))
    } catch {
      // A shape too large for this storage lives as long as the page.
    }
  }
  const isOf = (one: KeptDraft, by: string) => one.by === by || one.by === ''
  const others = (id: string, by: string) => stored().filter((one) => one.id !== id || !isOf(one, by))
  return {
    /** Those of an account. */
    all: (by: string) => stored().filter((one) => isOf(one, by)),
    keep: (kept: KeptDraft) => put([kept, ...others(kept.id, kept.by)]),
    forget: (id: string, by: string) => put(others(id, by)),
  }
}
