// A crash, a closed tab, a telephone call: a draft is on this device until it is saved or put away.
import type { Draft, Subject } from './draft.ts'

export interface KeptDraft {
  subject: Subject
  draft: Draft
  /** Of the change it would be: sent twice it is one. */
  changeId: string
}

const name = 'one-map.draft'

export function draftKeeper(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
  return {
    read(): KeptDraft | null {
      try {
        const { subject, draft, versions, changeId } = JSON.parse(storage.getItem(name)!)
        return { subject: { ...subject, versions: Object.fromEntries(versions) }, draft, changeId }
      } catch {
        return null
      }
    },
    keep({ subject, draft, changeId }: KeptDraft) {
      try {
        storage.setItem(name, JSON.stringify({ subject, draft, versions: Object.entries(subject.versions), changeId }))
      } catch {
        // A shape too large for this storage lives as long as the page.
      }
    },
    forget: () => storage.removeItem(name),
  }
}
