// A walk's own copy of the small city.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { inject } from 'vitest'
import { openBrowser, startProduct, type Started } from './city.ts'

/** The small city of test/walks/template.ts, this walk's own to change, and a browser. */
export const startSmallCity = async (): Promise<[Started, Browser]> => {
  const directory = mkdtempSync(join(tmpdir(), 'one-map-walk-'))
  cpSync(inject('smallCity'), directory, { recursive: true })
  const [product, browser] = await Promise.all([startProduct({ directory }), openBrowser()])
  const stop = async () => {
    await product.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  return [{ ...product, stop }, browser]
}
