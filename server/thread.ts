// Threads of our own, for work that would keep the one that answers waiting, or that may have to be stopped in the middle.
import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Worker, type ResourceLimits } from 'node:worker_threads'
import { build, type Plugin } from 'esbuild'
import { cache } from './cache.ts'

/** A module in a file of its own still finds what lies beside where it came from. */
const placed: Plugin = {
  name: 'placed',
  setup: ({ onLoad }) => onLoad({ filter: /\.ts$/ }, async ({ path }) => ({
    loader: 'ts', contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
  })),
}

const make = async (module: URL): Promise<URL> => {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(module)], bundle: true, write: false, platform: 'node', format: 'esm', packages: 'external', plugins: [placed], logLevel: 'silent',
  })
  const { contents } = outputFiles[0]
  const file = join(cache, 'threads', `${basename(module.pathname, '.ts')}-${createHash('sha256').update(contents).digest('hex').slice(0, 16)}.mjs`)
  if (!existsSync(file)) {
    const fresh = `${file}.${randomUUID()}`
    await mkdir(join(cache, 'threads'), { recursive: true })
    await writeFile(fresh, contents)
    await rename(fresh, file)
  }
  return pathToFileURL(file)
}

const made = new Map<string, Promise<URL | null>>()

/**
 * A module of ours with all it needs of ours as one JavaScript file beside the packages, which a thread has read in half the time
 * it takes with a TypeScript loader; null where nothing can be written there.
 */
const asOneFile = (module: URL): Promise<URL | null> => {
  if (!made.has(module.href)) made.set(module.href, make(module).catch(() => null))
  return made.get(module.href)!
}

/** What a thread imports a module of ours by. */
export const inThread = async (module: URL): Promise<URL> => (await asOneFile(module)) ?? module

/** Starts a module of ours in a thread. Whoever starts one listens to its `error` and `exit`. */
export const startThread = async (module: URL, workerData: unknown, resourceLimits: ResourceLimits = {}): Promise<Worker> => {
  const file = await asOneFile(module)
  return file
    ? new Worker(file, { workerData, resourceLimits, execArgv: [] })
    // A thread does not inherit the TypeScript loader on Node 20, so it registers its own before the first import.
    : new Worker(`import('tsx/esm/api').then(({ register }) => (register(), import(${JSON.stringify(module.href)})))`, { eval: true, workerData, resourceLimits })
}
