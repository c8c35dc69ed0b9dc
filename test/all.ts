// npm test: everything. The last lines name what was tried again and the slowest files, and count the tests.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasGdal } from './gdal.ts'
import { hasPostgres, hasRouting } from './postgres.ts'
import type { Report } from './report.ts'

const packages = [
  ...(hasPostgres() ? [] : ['postgresql-15-postgis-3']),
  ...(hasRouting() ? [] : ['postgresql-15-pgrouting']),
  ...(hasGdal() ? [] : ['gdal-bin']),
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
const reportOf = (project: string) => join(results, `${project}.json`)
const began = Date.now()

interface Step {
  title: string
  command: [string, ...string[]]
}
const check: Step = { title: 'lint and types', command: ['npm', 'run', '--silent', 'check'] }
const reporters = ['--reporter=default', '--reporter=./test/report.ts']
const suite = (project: string): Step => ({ title: project, command: [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--project', project, ...reporters] })

/** What steps that failed said last: whoever sees only the end of a long log sees this. */
const failed: string[] = []
const lastLines = 60

/** Runs a step and says what it said once it has ended, as another may be under way beside it. */
const run = async ({ title, command: [command, ...args] }: Step) => {
  const began = Date.now()
  const step = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, REPORT: reportOf(title) } })
  const said: Buffer[] = []
  for (const stream of [step.stdout, step.stderr]) stream.on('data', (part: Buffer) => said.push(part))
  const [code, signal] = (await once(step, 'close')) as [number | null, string | null]
  const text = Buffer.concat(said).toString()
  const end = `── ${title}: ${code === 0 ? 'passed' : `FAILED (${signal ?? code})`} in ${seconds(began)} s`
  console.log(`\n── ${title} ──\n${text}${end}`)
  if (code !== 0) failed.push([...text.trimEnd().split('\n').slice(-lastLines), end].join('\n'))
}
const seconds = (since: number) => Math.round((Date.now() - since) / 1000)

// Each keeps about one of two cores busy. The longest come first, so that both are to the end; whichever is free takes the next.
const suites = ['server', 'starts', 'walks', 'embedded', 'city', 'unit']
const steps = [...suites.map(suite), check].values()
const lane = async () => {
  for (const step of steps) await run(step)
}
await Promise.all([lane(), lane()])

const reports = suites.filter((project) => existsSync(reportOf(project))).map((project) => {
  const report = JSON.parse(readFileSync(reportOf(project), 'utf8')) as Report
  return { ...report, files: report.files.map((file) => ({ project, ...file })) }
})
rmSync(results, { recursive: true, force: true })
const retried = reports.flatMap(({ retried }) => retried)
if (retried.length) console.log('\n── passed only when tried again ──')
for (const { name, times, said } of retried) console.log(`${times} ×  ${name}: ${said}`)
console.log('\n── slowest files, s ──')
const slowest = reports.flatMap(({ files }) => files).sort((one, other) => other.seconds - one.seconds).slice(0, 20)
for (const { project, name, seconds } of slowest) console.log(`${seconds.toFixed(0).padStart(5)}  ${project}  ${name}`)
const sum = (of: 'passed' | 'failed' | 'skipped') => reports.reduce((all, report) => all + report[of], 0)
for (const said of failed) console.log(`\n── failed, its last lines ──\n${said}`)
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped in ${seconds(began)} s`)
process.exit(failed.length || reports.length < suites.length ? 1 : 0)
