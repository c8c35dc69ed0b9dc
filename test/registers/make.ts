// npx tsx test/registers/make.ts COMMIT: the book of a version and some rows, for the test that opens it with a later one.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import type { EarlierRegister } from './earlier.ts'

const [version] = process.argv.slice(2)
if (!version) throw new Error('which commit or tag?')
const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8', maxBuffer: 64 << 20 })
const names = git('ls-tree', '-r', '--name-only', version, 'sql/').trim().split('\n').filter((name) => name.endsWith('.sql'))
const book = names.map((name) => ({ name: name.replace(/^sql\//, ''), text: git('show', `${version}:${name}`) }))
const register: EarlierRegister = { version, book, rows: readFileSync(new URL('rows.sql', import.meta.url), 'utf8') }
writeFileSync(new URL(`${version}.json.gz`, import.meta.url), gzipSync(JSON.stringify(register), { level: 9 }))
