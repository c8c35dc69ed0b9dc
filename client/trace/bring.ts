// Brings the network from the server: whole at first, then only what changed since.
import { applyChanges, contentsOf, type NetworkContents } from '../../domain/network/index.ts'
import { networkPaths } from '../../domain/network/paths.ts'
import { get } from '../api.ts'

export interface Copy {
  version: string
  seq: number
  contents: NetworkContents
}

/** The copy at hand where nothing changed; a fresh one otherwise. Rejects with a Problem. */
export async function bring(before: Copy | null): Promise<Copy> {
  if (before) {
    const changes = await get(networkPaths.changes(before.seq))
    if (changes.version === before.version) return { ...before, seq: changes.seq }
    const contents = applyChanges(before.contents, changes)
    if (contents) return { version: changes.version, seq: changes.seq, contents }
  }
  const answer = await get(networkPaths.whole())
  await breathe()
  return { version: answer.version, seq: answer.seq, contents: contentsOf(answer) }
}

/** Lets the page breathe: no step of the making may hold a frame up. */
export const breathe = () => new Promise<void>((resolve) => setTimeout(resolve, 0))
