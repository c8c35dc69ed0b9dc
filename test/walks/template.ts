// Before the walks: a small demonstration city is built once, as a newcomer's start builds it, and copied by each walk.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startProduct } from './city.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The data folder of the small city; nobody has it open. */
    smallCity: string
  }
}

export default async function setup(project: TestProject) {
  const directory = mkdtempSync(join(tmpdir(), 'one-map-template-'))
  await (await startProduct({ args: ['--scale', '0.1'], directory })).stop()
  project.provide('smallCity', directory)
  return () => rmSync(directory, { recursive: true, force: true })
}
