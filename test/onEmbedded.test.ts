// Which engine each HTTP test asks (onEmbedded.ts): what is asked for is done.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { embeddedAlone, onBoth } from './onEmbedded.ts'

const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', 'server/*.test.ts'], { encoding: 'utf8' })
const files = listed.split('\n').filter(existsSync)

test('every file that is to ask the embedded engine is there', () => {
  expect([...Object.keys(embeddedAlone), ...Object.keys(onBoth)].filter((file) => !existsSync(file))).toEqual([])
})

test('a test that only the embedded engine can run is in a file that asks it', () => {
  const forEmbedded = files.filter((file) => /runIf\(.*'embedded'\)/.test(readFileSync(file, 'utf8')))
  expect(forEmbedded.length).toBeGreaterThan(0)
  expect(forEmbedded.filter((file) => !(file in embeddedAlone) && !(file in onBoth))).toEqual([])
})
