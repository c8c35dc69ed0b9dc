// npm test: everything, in the order in which a failure is cheapest to find. One line at the end counts the tests.
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasPostgres, hasRouting } from './postgres.ts'

const packages = [
  ...(hasPostgres() ? [] : ['postgresql-15-postgis-3']),
  ...(hasRouting() ? [] : ['postgresql-15-pgrouting']),
  ...(existsSync('/usr/bin/chromium') ? [] : ['chromium']),
  ...(existsSync('/usr/share/fonts/opentype/noto') ? [] : ['fonts-noto-cjk']),
]

if (packages.length) {
  const root = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!root) {
    console.error(`缺少测试要用的软件，请先安装 (missing for the tests): sudo apt-get install ${packages.join(' ')}`)
    process.exit(1)
  }
  console.log(`安装 (installing) ${packages.join(' ')}`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit', env })
  execFileSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { stdio: ['ignore', 'ignore', 'inherit'], env })
}

const results = mkdtempSync(join(tmpdir(), 'one-map-tests-'))
const run = (title: string, command: string, args: string[]): boolean => {
  console.log(`\n── ${title} ──`)
  const began = Date.now()
  const { status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  console.log(`── ${title}: ${status === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - began) / 1000)} s`)
  return status === 0
}

const vitestOf = (project: string) => ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${join(results, project)}.json`]
const vitest = (project: string) => run(project, process.execPath, vitestOf(project))

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  success: boolean
}

/** The suites of the two engines side by side: each waits for a database of its own half of the time. What they say comes one after the other. */
const engines = async (): Promise<boolean[]> =>
  Promise.all(['embedded', 'server'].map(async (project) => {
    const began = Date.now()
    const suite = spawn(process.execPath, vitestOf(project), { stdio: ['ignore', 'pipe', 'pipe'] })
    const said: Buffer[] = []
    for (const stream of [suite.stdout, suite.stderr]) stream.on('data', (part: Buffer) => said.push(part))
    const [code] = (await once(suite, 'close')) as [number | null]
    console.log(`\n── ${project} ──\n${Buffer.concat(said).toString()}── ${project}: ${code === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - began) / 1000)} s`)
    return code === 0
  }))

const projects = ['unit', 'city', 'embedded', 'server', 'walks']
const checked = run('lint and types', 'npm', ['run', '--silent', 'check'])
const passed = [vitest('unit'), vitest('city'), ...(await engines()), vitest('walks')]
const reports = projects.flatMap((project) => {
  const file = `${join(results, project)}.json`
  return existsSync(file) ? [JSON.parse(readFileSync(file, 'utf8')) as Report] : []
})
rmSync(results, { recursive: true, force: true })
const sum = (of: 'numPassedTests' | 'numFailedTests' | 'numPendingTests') => reports.reduce((all, report) => all + report[of], 0)
console.log(`\n${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${sum('numPendingTests')} skipped`)
process.exit(checked && passed.every(Boolean) && reports.length === projects.length ? 0 : 1)
