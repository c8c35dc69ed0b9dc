// PostGIS for the embedded engine without what no register asks for: raster, topology and the geocoder are three quarters of the
// package, and each opening would unpack and compile them (2.0 s; 0.9 s without).
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Extension } from '@electric-sql/pglite'
import { postgis as whole } from '@electric-sql/pglite-postgis'
import { cache } from '../cache.ts'

/** What `create extension postgis` and its functions never open. */
const unasked = /^(lib\/postgresql\/postgis_(raster|topology)|share\/postgresql\/(contrib\/|extension\/(postgis_|postgis--(unpackaged|ANY)|address_standardizer)))/

const block = 512
const textAt = (header: Buffer, from: number, length: number) => header.toString('latin1', from, from + length).replace(/\0.*$/s, '')

/** Of a tar archive (POSIX ustar) the entries whose name is asked for; the package has none with long names. */
const tarWithout = (tar: Buffer, names: RegExp): Buffer => {
  const kept: Buffer[] = []
  for (let at = 0; at + block <= tar.length; ) {
    const header = tar.subarray(at, at + block)
    const [name, prefix, size] = [textAt(header, 0, 100), textAt(header, 345, 155), parseInt(textAt(header, 124, 12) || '0', 8)]
    const end = at + block + Math.ceil(size / block) * block
    if (!names.test(join(prefix, name))) kept.push(tar.subarray(at, end))
    at = end
  }
  return Buffer.concat(kept)
}

/** The package's bundle with less in it, made once and kept beside the packages; where nothing can be written there, the bundle itself. */
const lessOf = async (bundle: URL): Promise<URL> => {
  const less = join(cache, `postgis-${(await stat(bundle)).size}.tar.gz`)
  if (existsSync(less)) return pathToFileURL(less)
  try {
    const tar = tarWithout(await promisify(gunzip)(await readFile(bundle)), unasked)
    const made = `${less}.${process.pid}-${Math.random().toString(36).slice(2)}`
    await mkdir(dirname(less), { recursive: true })
    await writeFile(made, await promisify(gzip)(tar, { level: 4 }))
    await rename(made, less)
    return pathToFileURL(less)
  } catch {
    return bundle
  }
}

export const postgis: Extension = {
  ...whole,
  setup: async (pg, options) => {
    const set = await whole.setup(pg, options)
    return { ...set, bundlePath: set.bundlePath && (await lessOf(set.bundlePath)) }
  },
}
