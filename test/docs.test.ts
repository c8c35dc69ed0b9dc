// Prose about paths rots. This walks the Markdown and fails on links and paths that lead nowhere.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { layerIds } from '../domain/catalogue.ts'

const documents = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' }).split('\n').filter(Boolean).filter(existsSync)
const folders = /^(client|server|domain|geodata|sql|bench|test|docs|public)\//

test.each(documents)('%s links only to what exists', (document) => {
  const text = readFileSync(document, 'utf8').replace(/```[\s\S]*?```/g, '')
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, target]) => join(dirname(document), target))
  const paths = [...text.matchAll(/`([\w./-]+\/[\w./-]*)`/g)].map(([, path]) => path).filter((path) => folders.test(path) && !/[{}<>*…]/.test(path))
  expect([...links, ...paths].filter((target) => !existsSync(target))).toEqual([])
})

test('the README names every layer of the catalogue that others rely on', () => {
  const readme = readFileSync('README.md', 'utf8')
  expect(layerIds.filter((id) => !readme.includes(id))).toEqual([])
})
