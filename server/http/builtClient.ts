// The built client: its files for good, and for every other address its one page, which says where it is reached.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import express, { Router } from 'express'

/** What the page says in the source (index.html). */
const atRoot = '<base href="/" />'

/** Serves what `vite build` has put in `folder`, under a sub-path of our address or ''; null where nothing has been built. */
export const builtClient = (folder: string, path: string): Router | null => {
  const index = join(folder, 'index.html')
  if (!existsSync(index)) return null
  const page = readFileSync(index, 'utf8').replace(atRoot, `<base href="${path}/" />`)
  return Router()
    .use('/assets', express.static(join(folder, 'assets'), { acceptRanges: false, immutable: true, maxAge: '1y', fallthrough: false }))
    .use(express.static(folder, { index: false, acceptRanges: false }))
    .get('/{*path}', (_request, response) => void response.setHeader('Cache-Control', 'no-cache').type('html').send(page))
}
