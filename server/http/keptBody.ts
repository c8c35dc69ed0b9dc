// An answer that is the same for as long as the server runs: made when it is first asked for, and kept as it is sent.
import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { RequestHandler } from 'express'
import type { Allow } from '../../domain/roles.ts'
import { endpoint } from './endpoint.ts'

export const keptBody = (allow: Allow, make: () => object): RequestHandler => {
  let kept: { plain: Buffer; packed: Buffer; etag: string } | null = null
  return endpoint(allow, (request, response) => {
    if (!kept) {
      const plain = Buffer.from(JSON.stringify(make()))
      kept = { plain, packed: gzipSync(plain), etag: `"${createHash('sha1').update(plain).digest('base64url')}"` }
    }
    response.setHeader('ETag', kept.etag)
    response.vary('Accept-Encoding')
    response.setHeader('Content-Type', 'application/json; charset=utf-8')
    if (request.get('if-none-match')?.includes(kept.etag)) return void response.status(304).end()
    const packed = /\bgzip\b/.test(request.get('accept-encoding') ?? '')
    if (packed) response.setHeader('Content-Encoding', 'gzip')
    response.end(packed ? kept.packed : kept.plain)
  })
}
