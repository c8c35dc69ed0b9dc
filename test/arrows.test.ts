// What may look at what: no circle of files, and between the top folders arrows point one way. Types count, and so do files that
// are loaded late or run in a thread: whoever reads, moves or drops a file has to do with what it looks down to and nothing else.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

/** The folders each may look at beside itself, and why at no other. Tests and benches may look at all. */
const folders: Record<string, { sees: string[]; because: string }> = {
  domain: { sees: [], because: 'domain/ imports nothing of ours' },
  geodata: { sees: ['domain'], because: 'geodata/ knows files and a made-up city, and neither the database nor the screen' },
  server: { sees: ['domain', 'geodata'], because: 'only the browser runs the client, and tests are no part of the product; share rules through domain/' },
  client: { sees: ['domain'], because: 'the client talks to the server over HTTP; share rules through domain/' },
}
const isTest = (file: string) => /^(test|bench)\/|\.(test|fixture)\.ts$/.test(file)

const files = new Set(execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.vue'], { encoding: 'utf8' }).split('\n').filter(Boolean).filter(existsSync))
const named = /(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*'(\.[^']+)'/g
const seenFrom = (file: string) => new Set([...readFileSync(file, 'utf8').matchAll(named)].map(([, path]) => join(dirname(file), path)).filter((path) => files.has(path)))
const seenBy = new Map([...files].map((file) => [file, [...seenFrom(file)]]))

/** The shortest way from a file back to itself. */
const circleOf = (file: string): string[] | null => {
  const cameFrom = new Map<string, string>()
  const waiting = [file]
  for (const at of waiting)
    for (const next of seenBy.get(at)!) {
      if (next === file) {
        const way = [file]
        for (let step = at; step !== file; step = cameFrom.get(step)!) way.unshift(step)
        return [file, ...way]
      }
      if (cameFrom.has(next)) continue
      cameFrom.set(next, at)
      waiting.push(next)
    }
  return null
}

test('no file looks back at itself', () => {
  const circles = [...files].map(circleOf).filter((way) => way !== null)
  // Each is told once, beginning with the first of its names.
  expect(circles.filter(([first, ...others]) => others.every((one) => first <= one)).map((way) => way.join(' → '))).toEqual([])
})

test('arrows between the top folders point one way', () => {
  const top = (file: string) => file.split('/')[0]
  const wrong = [...files].filter((file) => !isTest(file)).flatMap((file) => {
    const folder = folders[top(file)]
    if (!folder) return []
    return seenBy.get(file)!.filter((seen) => top(seen) !== top(file) && !folder.sees.includes(top(seen))).map((seen) => `${file} → ${seen}: ${folder.because}`)
  })
  expect(wrong).toEqual([])
})

test('nothing of the product looks at what is drawn for tests', () => {
  const product = [...files].filter((file) => file.split('/')[0] in folders && !isTest(file))
  expect(product.flatMap((file) => seenBy.get(file)!.filter(isTest).map((seen) => `${file} → ${seen}`))).toEqual([])
})

test('imports of every kind are seen: in a view, late, and of a thread', () => {
  expect(seenBy.get('client/main.ts')).toEqual(expect.arrayContaining(['client/App.vue', 'client/router.ts']))
  expect(seenBy.get('client/router.ts')).toContain('client/shells/WallShell.vue')
  expect(seenBy.get('server/imports/apart.ts')).toEqual(expect.arrayContaining(['server/imports/prepare.ts', 'server/imports/prepare.worker.ts']))
})

const clientNouns = [...files].flatMap((file) => /^client\/(\w+)\/noun\.ts$/.exec(file)?.[1] ?? [])
/** The folder of the client a file stands in; null at its top. */
const roomOf = (file: string) => /^client\/(\w+)\//.exec(file)?.[1] ?? null

test('folders of the client look one way: none looks back at itself by any way round', () => {
  const rooms = new Map<string, Set<string>>()
  for (const [file, seen] of seenBy)
    if (roomOf(file) && !isTest(file)) for (const other of seen) if (roomOf(other) && roomOf(other) !== roomOf(file))
      rooms.set(roomOf(file)!, (rooms.get(roomOf(file)!) ?? new Set()).add(roomOf(other)!))
  const reached = (from: string, seen = new Set<string>()): Set<string> => {
    for (const next of rooms.get(from) ?? []) if (!seen.has(next)) reached(next, seen.add(next))
    return seen
  }
  expect([...rooms.keys()].filter((room) => reached(room).has(room))).toEqual([])
})

test('the one map knows no noun: it looks into none, and has no property named after one', () => {
  expect(clientNouns.length).toBeGreaterThan(10)
  const seen = [...files].filter((file) => roomOf(file) === 'map' && !isTest(file)).flatMap((file) => seenBy.get(file)!)
  expect(seen.filter((file) => clientNouns.includes(roomOf(file)!))).toEqual([])
  const [, block] = /defineProps<\{\n([\s\S]*?)\n\}>/.exec(readFileSync('client/map/OneMap.vue', 'utf8'))!
  const properties = [...block.matchAll(/^ {2}(\w+)\??:/gm)].map(([, name]) => name)
  expect(properties).toContain('layers')
  expect(properties.filter((name) => clientNouns.some((noun) => name.toLowerCase().startsWith(noun.replace(/s$/, ''))))).toEqual([])
})

test('nouns on which nothing else is built are named by the list alone', () => {
  for (const noun of ['imports', 'month', 'samples', 'suspects', 'waters'])
    expect([...files].filter((file) => roomOf(file) !== noun && !isTest(file) && seenBy.get(file)!.some((seen) => roomOf(seen) === noun)), noun).toEqual(['client/nouns.ts'])
})
