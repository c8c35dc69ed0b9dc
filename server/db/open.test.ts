import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { letGo } from './lock.ts'
import { claim, Trouble } from './open.ts'

const directory = mkdtempSync(join(tmpdir(), 'one-map-claim-'))
const holder = join(directory, 'holder')
afterEach(() => letGo(directory))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Other processes that claim the directory, say whether they hold it, and go on living. */
const other = async (around: string[] = []) => {
  const module = new URL('./open.ts', import.meta.url).href
  const program = `import('${module}').then(({ claim }) => claim(process.argv[1])).then(() => console.log('held'), (reason) => console.log(reason.message)); setInterval(() => {}, 1000)`
  const [command, ...args] = [...around, 'npx', 'tsx', '-e', program, directory]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  return { said: said.toString(), end: (signal: NodeJS.Signals) => process.kill(-child.pid!, signal) }
}

test('a folder held by a living process is refused, naming the process; once that was killed the folder is free', async () => {
  const { said, end } = await other()
  expect(said).toContain('held')
  const pid = readFileSync(holder, 'utf8')
  await expect(claim(directory)).rejects.toThrow(Trouble)
  await expect(claim(directory)).rejects.toThrow(`进程 ${pid}`)
  end('SIGKILL')
  await claim(directory)
  expect(readFileSync(holder, 'utf8')).toBe(String(process.pid))
}, 60_000)

const namespaces = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0

test.skipIf(!namespaces)('a process of another container that shares the folder is refused too (skipped where no PID namespace can be made)', async () => {
  await claim(directory)
  const { said, end } = await other(['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'])
  expect(said).toContain(`进程 ${process.pid} 正在使用`)
  end('SIGKILL')
}, 60_000)

test('of several at the same instant one gets the folder', async () => {
  const all = await Promise.all([1, 2, 3].map(() => other()))
  expect(all.filter(({ said }) => said.includes('held'))).toHaveLength(1)
  for (const { end } of all) end('SIGKILL')
  // What they left behind holds nobody up.
  await claim(directory)
}, 60_000)

test('a server of before, which knew no lock, is heard at its door', async () => {
  const door = createServer().listen(join(directory, 'socket'))
  await once(door, 'listening')
  writeFileSync(holder, '4711 1')
  await expect(claim(directory)).rejects.toThrow('进程 4711')
  await new Promise((resolve) => door.close(resolve))
  await claim(directory)
}, 30_000)

test('a lock that was torn or never was one holds nothing', async () => {
  for (const text of ['', 'x', '99999999 1']) {
    writeFileSync(join(directory, 'lock'), text)
    writeFileSync(holder, text)
    await claim(directory)
    expect(readFileSync(holder, 'utf8')).toBe(String(process.pid))
    letGo(directory)
  }
})
