// docs/example-noun.md, followed to the letter in a copy of the product: it compiles, and its own test passes.
import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'

interface Block {
  kind: string
  path: string
  text: string
}

const blocks = (guide: string): Block[] =>
  [...guide.matchAll(/^```(\w+) (\S+)\n([\s\S]*?)^```$/gm)].map(([, kind, path, text]) => ({ kind: kind, path: path, text: text }))

/** Lines of a diff with one of these marks, without it. */
const side = (diff: string, marks: string) => diff.split('\n').filter((line) => marks.includes(line[0] ?? '-')).map((line) => line.slice(1)).join('\n')

/** Writes a new file, or changes one that is there: what is to be changed stands in it once. */
const put = (copy: string, { kind, path, text }: Block) => {
  const file = join(copy, path)
  if (kind !== 'diff') {
    mkdirSync(dirname(file), { recursive: true })
    return writeFileSync(file, text, { flag: 'wx' })
  }
  const [before, after] = [side(text.trimEnd(), ' -'), side(text.trimEnd(), ' +')]
  const parts = readFileSync(file, 'utf8').split(`${before}\n`)
  expect([path, parts.length]).toEqual([path, 2])
  writeFileSync(file, parts.join(`${after}\n`))
}

test('whoever follows the example of a layer and a noun step by step has them', () => {
  const copy = mkdtempSync(join(tmpdir(), 'one-map-example-'))
  try {
    const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { encoding: 'utf8' }).split('\0').filter(Boolean)
    for (const file of tracked) cpSync(file, join(copy, file))
    symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'))
    const steps = blocks(readFileSync('docs/example-noun.md', 'utf8'))
    expect(steps.length).toBeGreaterThan(15)
    for (const step of steps) put(copy, step)
    const run = (program: string, ...command: string[]) => {
      const { status, stdout } = spawnSync(process.execPath, [join(copy, 'node_modules', program), ...command], { cwd: copy, encoding: 'utf8' })
      return { status, stdout }
    }
    expect(run('vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'tsconfig.json')).toEqual({ status: 0, stdout: '' })
    expect(run('vitest/vitest.mjs', 'run', '--project', 'server', 'server/boards').stdout).toContain('1 passed')
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
})
