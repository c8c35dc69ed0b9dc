// npm test: everything. The last lines name the slowest files and count the tests.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
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
const reportOf = (project: string) => join(results, `${project}.json`)

type Step = [title: string, command: string, args: string[]]
const vitest = (project: string): Step => [project, process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(project)}`]]

/** Runs a step and says what it said once it has ended, as another may be under way beside it. */
const run = async ([title, command, args]: Step): Promise<boolean> => {
  const began = Date.now()
  const step = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const said: Buffer[] = []
  for (const stream of [step.stdout, step.stderr]) stream.on('data', (part: Buffer) => said.push(part))
  const [code] = (await once(step, 'close')) as [number | null]
  console.log(`\n── ${title} ──\n${Buffer.concat(said).toString()}── ${title}: ${code === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - began) / 1000)} s`)
  return code === 0
}

const inTurn = async (...steps: Step[]): Promise<boolean[]> => {
  const passed: boolean[] = []
  for (const step of steps) passed.push(await run(step))
  return passed
}

interface Report {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  testResults: { name: string; startTime: number; endTime: number }[]
}

// The embedded engine does one thing after the other, so that one of two cores is free for all that is not in front of a screen.
const passed = await Promise.all([
  inTurn(vitest('embedded')),
  inTurn(['lint and types', 'npm', ['run', '--silent', 'check']], vitest('unit'), vitest('city'), vitest('server')),
])
passed.push(...(await Promise.all([inTurn(vitest('starts')), inTurn(vitest('walks'))])))

const projects = ['unit', 'city', 'embedded', 'server', 'starts', 'walks']
const reports = projects.flatMap((project) => {
  if (!existsSync(reportOf(project))) return []
  const report = JSON.parse(readFileSync(reportOf(project), 'utf8')) as Report
  return [{ ...report, files: report.testResults.map(({ name, startTime, endTime }) => ({ project, name: relative(process.cwd(), name), seconds: (endTime - startTime) / 1000 })) }]
})
rmSync(results, { recursive: true, force: true })
console.log('\n── slowest files, s ──')
for (const { project, name, seconds } of reports.flatMap(({ files }) => files).sort((a, b) => b.seconds - a.seconds).slice(0, 20)) console.log(`${seconds.toFixed(0).padStart(5)}  ${project}  ${name}`)
const sum = (of: 'numPassedTests' | 'numFailedTests' | 'numPendingTests') => reports.reduce((all, report) => all + report[of], 0)
console.log(`\n${sum('numPassedTests')} passed, ${sum('numFailedTests')} failed, ${sum('numPendingTests')} skipped`)
process.exit(passed.flat().every(Boolean) && reports.length === projects.length ? 0 : 1)
