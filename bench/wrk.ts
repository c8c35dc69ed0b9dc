// wrk asks as fast as it is answered: what a server gives at most, where latency under load is of interest.
import { execFile } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export const hasWrk = () => existsSync('/usr/bin/wrk')

export interface Pressed {
  requestsPerSecond: number
  p50: number
  p99: number
  /** Answers that were none: broken connections and other than 2xx. */
  failed: number
}

const script = (paths: readonly string[]) => `
local paths = { ${paths.map((path) => JSON.stringify(path)).join(', ')} }
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at], { ["Accept-Encoding"] = "gzip" })
end
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format('{"requestsPerSecond":%f,"p50":%f,"p99":%f,"failed":%d}',
    summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000, latency:percentile(99) / 1000, e.connect + e.read + e.write + e.status + e.timeout))
end
`

/** The paths of a server in turn, 16 connections on 2 threads, for some seconds. */
export const press = async (url: string, paths: readonly string[], seconds: number): Promise<Pressed> => {
  const folder = mkdtempSync(join(tmpdir(), 'one-map-wrk-'))
  try {
    writeFileSync(join(folder, 'paths.lua'), script(paths))
    const { stdout } = await run('wrk', ['-t2', '-c16', `-d${seconds}s`, '-s', join(folder, 'paths.lua'), url])
    return JSON.parse(stdout.slice(stdout.indexOf('{"requestsPerSecond"'))) as Pressed
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
