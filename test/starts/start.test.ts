// Bad days of a start: each gets a sentence, and nobody's data is lost.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import type { LayerEntry } from '../../domain/city/schemas.ts'
import { getJson } from '../http.ts'
import { freePort, startPostgres } from '../postgres.ts'
import { endOf, startProduct } from '../walks/city.ts'

const small = ['--scale', '0.02']
const directory = mkdtempSync(join(tmpdir(), 'one-map-start-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

const waters = async (url: string) => (await getJson<LayerEntry[]>(`${url}/api/layers`)).body.find((layer) => layer.id === 'rivers')!.count

/** A start that is expected to end by itself. */
const refused = (environment: Record<string, string>, args: string[] = []) => endOf(['start', '--silent', '--', ...args], environment)

describe.sequential('a start', () => {
  test('that was killed half-way recovers by itself', async () => {
    const port = String(await freePort())
    const child = spawn('npm', ['start', '--silent', '--', ...small], { env: { ...process.env, DATABASE_URL: '', PORT: port, DATA_DIR: directory }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    await new Promise<void>((resolve) => child.stdout.on('data', (text: Buffer) => text.toString().includes('写入') && resolve()))
    process.kill(-child.pid!, 'SIGKILL')
    await once(child, 'exit')
    const product = await startProduct({ args: small, directory })
    expect(await waters(product.url)).toBe(Math.round(1368 * 0.02))
    await product.stop()
  })

  test('refuses a data folder another process holds, and takes over that of one that was killed', async () => {
    const first = await startProduct({ args: small, directory })
    const second = await refused({ DATA_DIR: directory })
    expect(second.code).toBe(1)
    expect(second.said).toMatch(/进程 \d+ 正在使用/)
    expect(await waters(first.url)).toBe(Math.round(1368 * 0.02))
    await first.kill()
    const again = await startProduct({ args: small, directory })
    expect(await waters(again.url)).toBe(Math.round(1368 * 0.02))
    await again.stop()
  })

  test('that is told twice to stop, as npm passes on what the terminal has said, stops once and in order', async () => {
    const port = await freePort()
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts'], { env: { ...process.env, DATABASE_URL: '', PORT: String(port), DATA_DIR: directory, LOG_LEVEL: 'silent' }, stdio: ['ignore', 'pipe', 'ignore'] })
    await new Promise<void>((resolve) => child.stdout.on('data', (text: Buffer) => text.toString().includes('http://') && resolve()))
    const ended = once(child, 'exit')
    // A screen that listens is waited for.
    const screen = await fetch(`http://127.0.0.1:${port}/api/live`)
    child.kill('SIGTERM')
    await wait(200)
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(existsSync(join(directory, 'lock'))).toBe(false)
    await screen.body?.cancel().catch(() => {})
  })

  test('says at once that the port is taken', async () => {
    const squatter = createServer().listen(0, '127.0.0.1')
    await once(squatter, 'listening')
    const { port } = squatter.address() as { port: number }
    const { code, said } = await refused({ DATA_DIR: directory, PORT: String(port) })
    squatter.close()
    expect(code).toBe(1)
    expect(said).toContain(`端口 ${port} 已被占用`)
    expect(said).not.toContain('    at ')
  })

  test('leaves another version’s folder and a torn one as they are, and --fresh puts it aside', async () => {
    const version = join(directory, 'pg', 'PG_VERSION')
    const before = readFileSync(version, 'utf8')
    writeFileSync(version, '14\n')
    const older = await refused({ DATA_DIR: directory })
    expect([older.code, older.said.includes('另一个版本')]).toEqual([1, true])
    writeFileSync(version, before)
    truncateSync(join(directory, 'pg', 'global', 'pg_control'), 100)
    const torn = await refused({ DATA_DIR: directory })
    expect([torn.code, torn.said.includes('目录原样保留')]).toEqual([1, true])
    const fresh = await startProduct({ args: ['--fresh', '--city', 'none'], directory })
    expect(await waters(fresh.url)).toBe(0)
    await fresh.stop()
    expect(readdirSync(directory).some((name) => name.startsWith('pg.'))).toBe(true)
    expect(existsSync(join(directory, 'building'))).toBe(false)
  })

  test('of options that make no sense explains itself', async () => {
    for (const args of [['--scale', '-1'], ['--city', 'paris'], ['--nonsense']]) {
      const { code, said } = await refused({ DATA_DIR: directory }, args)
      expect([code, said.includes('npm start -- [--fresh]')], args.join(' ')).toEqual([1, true])
    }
  })
})

test('a database that goes away and comes back: said meanwhile, mended without a restart', async () => {
  const cluster = await startPostgres()
  const product = await startProduct({ args: ['--city', 'demo', ...small], environment: { DATABASE_URL: await cluster.create('city') } })
  try {
    const tile = async () => (await fetch(`${product.url}/tiles/rivers/9/417/222.mvt`)).status
    expect(await waters(product.url)).toBe(Math.round(1368 * 0.02))
    await cluster.away(async () => {
      expect((await getJson(`${product.url}/api/health`)).status).toBe(503)
      const asked = await getJson<{ code: string }>(`${product.url}/api/layers`)
      expect([asked.status, asked.body.code, asked.headers.get('retry-after')]).toEqual([503, 'databaseAway', '2'])
    })
    await expect.poll(async () => (await getJson(`${product.url}/api/health`)).status, { timeout: 15_000 }).toBe(200)
    expect(await waters(product.url)).toBe(Math.round(1368 * 0.02))
    expect(await tile()).toBe(200)
  } finally {
    await product.stop()
    await cluster.stop()
  }
})
