// The write-ahead log beside an SQLite file: pages whose change has been agreed to and not yet been copied into it.

const headBytes = 32
const frameBytes = 24

/** Whether a file says that its last changes may stand in a log beside it. */
export const keepsLog = (file: Buffer): boolean => file[18] === 2 || file[19] === 2

/** The file as it is with its log; the file itself where the log holds nothing whole. */
export function withLog(file: Buffer, log: Buffer): Buffer {
  if (log.length < headBytes) return file
  const magic = log.readUInt32BE(0)
  const page = log.readUInt32BE(8)
  if ((magic >>> 1) !== 0x377f0682 >>> 1 || page < 512 || page > 65_536 || (page & (page - 1)) !== 0) return file
  const big = (magic & 1) === 1
  let [first, second] = [0, 0]
  const sum = (from: number, to: number) => {
    for (let at = from; at < to; at += 8) {
      const [a, b] = big ? [log.readUInt32BE(at), log.readUInt32BE(at + 4)] : [log.readUInt32LE(at), log.readUInt32LE(at + 4)]
      first = (first + a + second) >>> 0
      second = (second + b + first) >>> 0
    }
  }
  const agrees = (at: number) => log.readUInt32BE(at) === first && log.readUInt32BE(at + 4) === second
  sum(0, 24)
  if (!agrees(24)) return file
  let waiting = new Map<number, number>()
  const pages = new Map<number, number>()
  let size = 0
  for (let at = headBytes; at + frameBytes + page <= log.length; at += frameBytes + page) {
    if (log.readUInt32BE(at + 8) !== log.readUInt32BE(16) || log.readUInt32BE(at + 12) !== log.readUInt32BE(20)) break
    sum(at, at + 8)
    sum(at + frameBytes, at + frameBytes + page)
    if (!agrees(at + 16)) break
    waiting.set(log.readUInt32BE(at), at + frameBytes)
    const agreed = log.readUInt32BE(at + 4)
    if (!agreed) continue
    size = agreed
    for (const [number, from] of waiting) pages.set(number, from)
    waiting = new Map()
  }
  // Pages it does not bring are in the file: more than both hold is no size.
  if (!size || size > file.length / page + pages.size) return file
  const made = Buffer.alloc(size * page)
  file.copy(made, 0, 0, Math.min(file.length, made.length))
  for (const [number, from] of pages) if (number >= 1 && number <= size) log.copy(made, (number - 1) * page, from, from + page)
  return made
}
