// A PostGIS server of our own for tests, benches and trials: a throw-away cluster on loopback, or TEST_DATABASE_URL's.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'

const versions = '/usr/lib/postgresql'
const shared = '/usr/share/postgresql'

/** Folder of PostgreSQL's programs; null where there are none. */
export const programs = (): string | null => {
  if (!existsSync(versions)) return null
  const [newest] = readdirSync(versions).sort((a, b) => Number(b) - Number(a))
  const bin = newest && join(versions, newest, 'bin')
  return bin && existsSync(join(bin, 'initdb')) ? bin : null
}

/** True where a cluster can be started here. */
export const hasPostgres = () => Boolean(process.env.TEST_DATABASE_URL) || programs() !== null

/** True where a cluster can have pgRouting, a second opinion on tracing; a server that was given has what it has. */
export const hasRouting = () =>
  Boolean(process.env.TEST_DATABASE_URL)
  || (existsSync(shared) && readdirSync(shared).some((version) => existsSync(join(shared, version, 'extension', 'pgrouting.control'))))

/** A free port from below those that connections going out take, so that it still is when whoever was told listens. */
export const freePort = async (): Promise<number> => {
  for (;;) {
    const port = 12_000 + Math.floor(Math.random() * 20_000)
    const probe = createServer().listen(port, '127.0.0.1')
    const isFree = await once(probe, 'listening').then(() => true, () => false)
    if (!isFree) continue
    probe.close()
    await once(probe, 'close')
    return port
  }
}

export interface Cluster {
  /** postgres://… of its maintenance database. */
  url: string
  /** Address of a database of the cluster. */
  of(database: string): string
  /** Makes a database, from a template where one is named; returns its address. */
  create(database: string, template?: string): Promise<string>
  drop(database: string): Promise<void>
  /** Ends the server as a failing machine would and starts it again on the same data after `work`. */
  away(work: () => Promise<void>): Promise<void>
  stop(): Promise<void>
}

const maintained = (url: string, { away, stop }: Pick<Cluster, 'away' | 'stop'>): Cluster => {
  const of = (database: string) => {
    const address = new URL(url)
    address.pathname = `/${database}`
    return address.href
  }
  const run = async (statement: string) => {
    const client = new pg.Client(url)
    await client.connect()
    await client.query(statement).finally(() => client.end())
  }
  return {
    url,
    of,
    async create(database, template) {
      await run(`create database "${database}"${template ? ` template "${template}"` : ''}`)
      return of(database)
    },
    drop: (database) => run(`drop database if exists "${database}" with (force)`),
    away,
    stop,
  }
}

const answers = async (url: string, given: () => boolean) => {
  for (let tries = 0; ; tries++) {
    const client = new pg.Client(url)
    try {
      await client.connect()
      return await client.end()
    } catch (reason) {
      await client.end().catch(() => {})
      if (tries > 100 || given()) throw reason
      await wait(100)
    }
  }
}

/** Starts a cluster in a temporary folder. PostgreSQL refuses to run as root, so root hands it to the user `postgres`. */
export const startPostgres = async (settings: Record<string, string> = {}): Promise<Cluster> => {
  if (process.env.TEST_DATABASE_URL)
    return maintained(process.env.TEST_DATABASE_URL, { stop: async () => {}, away: () => Promise.reject(new Error('not our server to end')) })
  const bin = programs()
  if (!bin) throw new Error('No PostgreSQL here: apt-get install postgresql-15-postgis-3')
  const folder = mkdtempSync(join(tmpdir(), 'one-map-postgres-'))
  const root = process.getuid?.() === 0
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }))
  const user = root ? { uid: id('-u'), gid: id('-g') } : {}
  if (root) chownSync(folder, user.uid!, user.gid!)
  const data = join(folder, 'data')
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  execFileSync(join(bin, 'initdb'), ['-D', data, '-A', 'trust', '-U', 'postgres', '-E', 'UTF8', '--locale=C.UTF-8', '--no-sync'], { ...user, env, cwd: folder, stdio: 'ignore' })
  const port = await freePort()
  const chosen = { listen_addresses: '127.0.0.1', unix_socket_directories: folder, port: String(port), fsync: 'off', full_page_writes: 'off', shared_buffers: '256MB', max_wal_size: '2GB', log_min_messages: 'fatal', ...settings }
  const run = () => spawn(join(bin, 'postgres'), ['-D', data, ...Object.entries(chosen).flatMap(([name, value]) => ['-c', `${name}=${value}`])], { ...user, env, cwd: folder, stdio: 'ignore' })
  let server = run()
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    if (server.exitCode !== null) return
    const ended = new Promise((resolve) => server.once('exit', resolve))
    server.kill(signal)
    await ended
  }
  process.once('exit', () => server.exitCode === null && server.kill('SIGQUIT'))
  await answers(url, () => server.exitCode !== null)
  return maintained(url, {
    async away(work) {
      await end('SIGQUIT')
      await work()
      server = run()
      await answers(url, () => server.exitCode !== null)
    },
    async stop() {
      // Fast shutdown: does not wait for clients.
      await end('SIGINT')
      rmSync(folder, { recursive: true, force: true })
    },
  })
}
