// npm start on a fresh data folder and once more: seconds by phase, memory at its highest, bytes on disk.
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort } from '../test/postgres.ts'
import { printTable } from './figures.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

export interface StartFigures {
  start: 'first' | 'later' | 'client alone'
  seconds: number
  /** What the program said it was doing, and for how long. */
  phases: { doing: string; seconds: number }[]
  /** Resident memory of the program and all it started, at its highest; sampled. */
  peakBytes: number
  diskBytes: number
}

/** Resident bytes of a process and its descendants. */
const residentBytes = (pid: number): number => {
  const children = new Map<number, number[]>()
  const resident = new Map<number, number>()
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)))
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      // After the command's closing bracket: state, parent, … and, 22nd, resident pages of 4 kB.
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      children.set(Number(fields[1]), [...(children.get(Number(fields[1])) ?? []), Number(name)])
      resident.set(Number(name), Number(fields[21]) * 4096)
    } catch {
      // The process has ended since the folder was read.
    }
  const of = (one: number): number => (resident.get(one) ?? 0) + (children.get(one) ?? []).reduce((all, child) => all + of(child), 0)
  return of(pid)
}

/** Bytes on disk of all files in a folder. */
export const bytesUnder = (folder: string): number =>
  readdirSync(folder, { withFileTypes: true }).reduce((all, entry) =>
    all + (entry.isDirectory() ? bytesUnder(join(folder, entry.name)) : (statSync(join(folder, entry.name)).blocks * 512)), 0)

export interface Running {
  url: string
  figures: StartFigures
  stop(): Promise<void>
}

/** `npm start` in a data folder; `start` is what the figures are called. */
export const run = async (start: 'first' | 'later', directory: string, args: readonly string[] = []): Promise<Running> => {
  const port = await freePort()
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const child = spawn('npm', ['start', '--silent', '--', ...args], { cwd: root, env: { ...process.env, DATABASE_URL: '', PORT: String(port), DATA_DIR: directory, LOG_LEVEL: 'warn', RATE_PER_MINUTE: process.env.RATE_PER_MINUTE ?? '0' }, stdio: ['ignore', 'pipe', 'pipe'], detached: true })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const end = () => void (child.exitCode === null && process.kill(-child.pid!, 'SIGTERM'))
  process.once('exit', end)
  let peakBytes = 0
  const sampling = setInterval(() => (peakBytes = Math.max(peakBytes, residentBytes(child.pid!))), 250)
  const heard: { doing: string; at: number }[] = [{ doing: 'program', at: 0 }]
  let said = ''
  try {
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (text: Buffer) => {
        said += text.toString()
        for (const [, doing] of text.toString().matchAll(/^\s*\d+% (.+)$/gm)) heard.push({ doing: doing, at: since() })
        if (said.includes('http://')) resolve()
      })
      child.stderr.on('data', (text: Buffer) => (said += text.toString()))
      child.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${said}`)))
    })
  } finally {
    clearInterval(sampling)
  }
  const seconds = since()
  const phases = heard.map(({ doing, at }, i) => ({ doing, seconds: (heard[i + 1]?.at ?? seconds) - at }))
  return {
    url: `http://127.0.0.1:${port}`,
    figures: { start, seconds, phases, peakBytes, diskBytes: bytesUnder(directory) },
    async stop() {
      end()
      process.off('exit', end)
      await ended
    },
  }
}

/** The client built into a folder of its own; on a fresh clone this goes on while the city is built. */
const buildAlone = async (): Promise<StartFigures> => {
  const folder = mkdtempSync(join(tmpdir(), 'one-map-client-'))
  const began = performance.now()
  const child = spawn(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn', '--outDir', folder], { cwd: root, stdio: 'ignore' })
  let peakBytes = 0
  const sampling = setInterval(() => (peakBytes = Math.max(peakBytes, residentBytes(child.pid!))), 250)
  const code = await new Promise((resolve) => child.once('exit', resolve))
  clearInterval(sampling)
  const diskBytes = bytesUnder(folder)
  rmSync(folder, { recursive: true, force: true })
  if (code !== 0) throw new Error(`the client did not build: ${String(code)}`)
  return { start: 'client alone', seconds: (performance.now() - began) / 1000, phases: [], peakBytes, diskBytes }
}

export interface Starts {
  figures: StartFigures[]
  /** The product, started for the second time and still running. */
  running: Running
}

/** A first start in `directory`, and a later one that is left running. */
export const starts = async (directory: string): Promise<Starts> => {
  const client = await buildAlone()
  const first = await run('first', directory)
  await first.stop()
  const later = await run('later', directory)
  const figures = [client, first.figures, later.figures]
  printTable('Start', figures.map((one) => ({ start: one.start, seconds: one.seconds, 'peak MB': one.peakBytes / 1024 ** 2, 'disk MB': one.diskBytes / 1024 ** 2 })))
  printTable('First start by phase', first.figures.phases.filter((phase) => phase.seconds >= 0.1).map(({ doing, seconds }) => ({ seconds, doing })))
  return { figures, running: later }
}
