// A file on its way in: streamed to a folder of its own, never into memory, and no further than it may be long.
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Request } from 'express'
import { isDiskFull, Problem } from '../http/problem.ts'
import { hoursOld } from '../temporary.ts'

const uploads = join(tmpdir(), 'one-map-imports')
const folderOf = (id: string) => join(uploads, id)

/** A name a person sees again, and no path: what a browser sends as the name of a file is only words. */
export const fileName = (given: string): string => {
  const last = given.normalize('NFC').split(/[\\/]/).at(-1)!.replace(/[\p{Cc}\p{Cf}]/gu, '').trim()
  const dot = last.lastIndexOf('.')
  const [stem, ending] = dot > 0 ? [last.slice(0, dot), last.slice(dot, dot + 12)] : [last, '']
  return `${[...stem].slice(0, 50).join('')}${ending}`.replace(/^\.+$/, '') || '文件'
}

export const receive = async (request: Request, id: string, name: string, mostMegabytes: number): Promise<void> => {
  const mostBytes = mostMegabytes * 1024 ** 2
  const tooLarge = () => new Problem('importTooLarge', { megabytes: mostMegabytes })
  if (Number(request.get('content-length') ?? 0) > mostBytes) throw tooLarge()
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(bytes > mostBytes ? tooLarge() : null, chunk)
    },
  })
  const folder = folderOf(id)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  try {
    await pipeline(request, counted, createWriteStream(join(folder, name)))
  } catch (reason) {
    await discard(id)
    throw reason instanceof Problem || isDiskFull(reason) ? reason : request.destroyed ? new Problem('importCut') : reason
  }
}

/** Where a file lies that was received here; null where it no longer does. */
export const pathOf = async (id: string): Promise<string | null> => {
  const [name] = await readdir(folderOf(id)).catch(() => [])
  return name ? join(folderOf(id), name) : null
}

/** Removes what has lain longer than that many hours, whoever's it was: nobody can ask for it any more. */
export const sweepUploads = async (hours: number): Promise<void> => {
  for (const id of await readdir(uploads).catch(() => [])) {
    const old = await hoursOld(folderOf(id))
    if (old !== null && old > hours) await discard(id)
  }
}

export const discard = (id: string): Promise<void> => rm(folderOf(id), { recursive: true, force: true })
