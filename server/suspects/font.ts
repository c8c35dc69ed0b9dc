// A WOFF font (W3C WOFF 1.0) as the plain OpenType it wraps. fontkit inflates a whole table anew for every glyph it takes
// from a WOFF: a page of Chinese took a minute. Unwrapped once, the same page takes a moment.
import { inflateSync } from 'node:zlib'

const align = (length: number) => (length + 3) & ~3

export function openType(woff: Buffer): Buffer {
  const count = woff.readUInt16BE(12)
  const tables = Array.from({ length: count }, (_, k) => {
    const at = 44 + 20 * k
    const [offset, packed, length] = [woff.readUInt32BE(at + 4), woff.readUInt32BE(at + 8), woff.readUInt32BE(at + 12)]
    const bytes = woff.subarray(offset, offset + packed)
    return { tag: woff.subarray(at, at + 4), checksum: woff.readUInt32BE(at + 16), bytes: packed < length ? inflateSync(bytes) : bytes }
  })
  const head = Buffer.alloc(12 + 16 * count)
  woff.copy(head, 0, 4, 8)
  head.writeUInt16BE(count, 4)
  const power = 2 ** Math.floor(Math.log2(count))
  head.writeUInt16BE(16 * power, 6)
  head.writeUInt16BE(Math.log2(power), 8)
  head.writeUInt16BE(16 * (count - power), 10)
  let offset = head.length
  const parts: Buffer[] = [head]
  tables.forEach(({ tag, checksum, bytes }, k) => {
    const at = 12 + 16 * k
    tag.copy(head, at)
    head.writeUInt32BE(checksum, at + 4)
    head.writeUInt32BE(offset, at + 8)
    head.writeUInt32BE(bytes.length, at + 12)
    parts.push(bytes, Buffer.alloc(align(bytes.length) - bytes.length))
    offset += align(bytes.length)
  })
  return Buffer.concat(parts)
}
