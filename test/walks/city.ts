// For the browser walks: the product started as a newcomer would start it, and Chromium in front of it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { chromium, type Browser, type Page } from 'playwright-core'
import { freePort } from '../postgres.ts'

export interface Started {
  url: string
  /** Seconds from the command to the address. */
  seconds: number
  stop(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
  /** Resolves when it has ended, whoever ended it, with all it said. */
  ended: Promise<string>
}

const lives = (processes: number): boolean => {
  try {
    return process.kill(processes, 0)
  } catch {
    return false
  }
}

/** `npm start` with a port and a data folder of its own; resolves when it prints its address. */
export const startProduct = async (
  options: { args?: string[]; directory?: string; environment?: Record<string, string> } = {},
): Promise<Started> => {
  const directory = options.directory ?? mkdtempSync(join(tmpdir(), 'one-map-walk-'))
  const port = await freePort()
  const began = Date.now()
  const child = spawn('npm', ['start', '--silent', '--', ...(options.args ?? [])], {
    env: { ...process.env, DATABASE_URL: '', PORT: String(port), DATA_DIR: directory, LOG_LEVEL: 'warn', RATE_PER_MINUTE: '0', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text: Buffer) => {
      said += text.toString()
      if (/https?:\/\//.test(said)) resolve()
    })
    child.stderr.on('data', (text: Buffer) => (said += text.toString()))
    child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${said}`)))
  })
  const ended = new Promise<string>((resolve) => child.once('exit', () => resolve(said)))
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    if (child.exitCode === null) process.kill(-child.pid!, signal)
    await ended
    // npm goes before what it has started, which still holds the data folder.
    while (lives(-child.pid!)) await wait(20)
    if (!options.directory) rmSync(directory, { recursive: true, force: true })
  }
  return {
    url: `http://127.0.0.1:${port}`,
    seconds: (Date.now() - began) / 1000,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    ended,
  }
}

/** Runs a command of npm's that is expected to end by itself; its code and what it said. */
export const endOf = async (command: string[], environment: Record<string, string>): Promise<{ code: number | null; said: string }> => {
  const env = { ...process.env, DATABASE_URL: '', PORT: String(await freePort()), LOG_LEVEL: 'silent', ...environment }
  const child = spawn('npm', command, { env })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  return { code, said }
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  })

/** Waits until the map has drawn what it has. */
export const ready = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => document.documentElement.dataset.ready === 'true', undefined, { timeout: 60_000 })
}
