// Builds the client when its sources have changed since the last build, in a process of its own.
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Trouble } from './db/open.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['client', 'domain', 'public', 'index.html', 'vite.config.ts', 'package-lock.json']

function* filesUnder(path: string): Generator<string> {
  if (!existsSync(path)) return
  if (statSync(path).isDirectory()) for (const name of readdirSync(path).sort()) yield* filesUnder(join(path, name))
  else yield path
}

const digest = () => {
  const hash = createHash('sha256')
  for (const source of sources)
    for (const file of filesUnder(join(root, source))) hash.update(file.slice(root.length)).update(readFileSync(file))
  return hash.digest('hex')
}

/** Resolves when dist/ holds the client of these sources. */
export const buildClient = async (): Promise<void> => {
  const stamp = join(root, 'dist', 'sources.sha256')
  const now = digest()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return
  const build = spawn(process.execPath, [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [build.stdout, build.stderr]) stream.on('data', (text: Buffer) => (said += text.toString()))
  const code = await new Promise<number | null>((resolve, reject) => build.once('error', reject).once('close', resolve))
  if (code !== 0) throw new Trouble(`网页没有建成 (the client did not build)：\n${said}`)
  writeFileSync(stamp, now)
}
