import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { afterEach, expect, it, vi } from 'vitest'
import { dbfHeader } from '../geodata/export/shapefile.ts'
import { today } from '../domain/today.ts'

afterEach(() => void vi.useRealTimers())

it('at half past midnight in the city it is the new day, wherever the machine stands', () => {
  for (const [utc, day] of [['2026-02-28T16:30:00Z', '2026-03-01'], ['2026-02-28T15:59:59Z', '2026-02-28'], ['2025-12-31T16:00:00Z', '2026-01-01'], ['2026-03-01T00:30:00Z', '2026-03-01']])
    expect(today(new Date(utc)), utc).toBe(day)
})

it('so it is in the files we write', () => {
  vi.useFakeTimers({ now: new Date('2025-12-31T16:30:00Z') })
  expect([...dbfHeader([], 0).subarray(1, 4)]).toEqual([126, 1, 1])
})

it('no day is taken from the clock of a machine: neither by UTC nor by where it stands', () => {
  const files = execFileSync('git', ['ls-files', 'client', 'server', 'domain', 'geodata'], { encoding: 'utf8' }).split('\n').filter((name) => /\.(ts|vue)$/.test(name) && !/\.(test|fixture)\.ts$/.test(name))
  const wrong = /new Date\(\)\.toISOString\(\)\.slice\(0, (7|10)\)|\.get(FullYear|Month|Date|Day|Hours)\(\)|\.toLocale(Date|Time)?String\((?![^)]*timeZone)[^)]*\)(?!.*timeZone)|new Intl\.DateTimeFormat\((?!.*timeZone)/
  const lines = files.flatMap((name) => readFileSync(name, 'utf8').split('\n').filter((text) => wrong.test(text)).map((text) => `${name}: ${text.trim()}`))
  // Numbers are written by their language too.
  expect(lines.filter((line) => !/n\.toLocaleString\('en-US'\)/.test(line))).toEqual([])
})
