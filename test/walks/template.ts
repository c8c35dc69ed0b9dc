// Before the walks: a small demonstration city is built once, as a newcomer's start builds it. Walks that read share one of it, those
// that write take a copy each.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startProduct } from './city.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The data folder of the small city; nobody has it open. */
    smallCity: string
    /** http://127.0.0.1:… of the small city that walks share. */
    sharedCity: string
  }
}

export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'one-map-template-'))
  const [directory, shared] = [join(folder, 'city'), join(folder, 'shared')]
  await (await startProduct({ args: ['--scale', '0.1'], directory })).stop()
  cpSync(directory, shared, { recursive: true })
  const product = await startProduct({ directory: shared })
  project.provide('smallCity', directory)
  project.provide('sharedCity', product.url)
  return async () => {
    await product.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
