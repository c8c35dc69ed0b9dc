// Packs a file's parts as they are read.
import { createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import yazl from 'yazl'

export async function writeZip(path: string, fill: (zip: yazl.ZipFile) => void): Promise<void> {
  const zip = new yazl.ZipFile()
  const packed = zip.outputStream as Readable
  // An entry that fails is only told to whoever listens here.
  zip.on('error', (reason: Error) => packed.destroy(reason))
  fill(zip)
  zip.end()
  await pipeline(packed, createWriteStream(path))
}
