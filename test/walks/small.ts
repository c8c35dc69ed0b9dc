// What a walk stands in front of: the small city that walks share, or a copy of its own, in the one browser of all walks.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { inject } from 'vitest'
import { openBrowser, startProduct, type Started } from './city.ts'

// Walks share a process, so this is one for all; each page has a context of its own, with its own cookies and storage.
let opened: Browser | null = null
const theBrowser = async (): Promise<Browser> => (opened?.isConnected() ? opened : (opened = await openBrowser()))

/** The small city for a walk that reads, or leaves nothing others would stumble over. */
export const sharedSmallCity = async (): Promise<[Pick<Started, 'url'>, Browser]> => [{ url: inject('sharedCity') }, await theBrowser()]

/** The small city of test/walks/template.ts, this walk's own to change. */
export const ownSmallCity = async (environment: Record<string, string> = {}): Promise<[Started, Browser]> => {
  const directory = mkdtempSync(join(tmpdir(), 'one-map-walk-'))
  cpSync(inject('smallCity'), directory, { recursive: true })
  const [product, browser] = await Promise.all([startProduct({ directory, environment }), theBrowser()])
  const stop = async () => {
    await product.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  return [{ ...product, stop }, browser]
}
