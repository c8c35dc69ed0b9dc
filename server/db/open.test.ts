import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { claim, files, Trouble } from './open.ts'

const directory = mkdtempSync(join(tmpdir(), 'one-map-claim-'))
const { holder } = files(directory)
afterEach(() => rmSync(holder, { force: true }))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Another process that claims the directory, says so, and goes on living. */
const other = async () => {
  const module = new URL('./open.ts', import.meta.url).href
  const child = spawn('npx', ['tsx', '-e', `import('${module}').then(async ({ claim }) => { await claim(process.argv[1]); console.log('held'); setInterval(() => {}, 1000) })`, directory], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  await once(child.stdout, 'data')
  return { end: (signal: NodeJS.Signals) => process.kill(-child.pid!, signal) }
}

test('a folder held by a living process is refused, naming the process; once that was killed the folder is free', async () => {
  const { end } = await other()
  const [pid] = readFileSync(holder, 'utf8').split(' ')
  await expect(claim(directory)).rejects.toThrow(Trouble)
  await expect(claim(directory)).rejects.toThrow(`进程 ${pid}`)
  end('SIGKILL')
  // It may take the kernel a moment to bury it, and its parent another.
  await claim(directory)
  expect(Number(readFileSync(holder, 'utf8').split(' ')[0])).toBe(process.pid)
}, 30_000)

test('a number that after a power cut belongs to someone else holds nothing', async () => {
  writeFileSync(holder, `${process.ppid} 1`)
  await claim(directory)
  expect(Number(readFileSync(holder, 'utf8').split(' ')[0])).toBe(process.pid)
})

test('a holder’s file that was torn holds nothing', async () => {
  for (const text of ['', 'x', '-5', '99999999 1']) {
    writeFileSync(holder, text)
    await claim(directory)
    expect(Number(readFileSync(holder, 'utf8').split(' ')[0])).toBe(process.pid)
  }
})
