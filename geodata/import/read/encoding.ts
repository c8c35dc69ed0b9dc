// Which encoding text is in. Chinese offices send UTF-8, GBK with a hint, GBK without one, and GBK that claims to be something else.
import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { text, type Text } from '../../../domain/text.ts'
import { Refusal } from '../refusal.ts'

export interface Encoding {
  /** A label TextDecoder knows: utf-8, gb18030, big5 … */
  name: string
  why: Text
}

/** DBF language driver bytes, as far as they name an encoding we may meet. */
const languageDrivers: Record<number, string> = { 0x4d: 'gb18030', 0x7a: 'gb18030', 0x4f: 'big5', 0x78: 'big5', 0x03: 'windows-1252', 0x57: 'windows-1252' }

/** The TextDecoder label of what .cpg files and people write; null for one nobody knows. */
export function encodingCalled(name: string): string | null {
  const plain = name.trim().toLowerCase().replace(/^(ansi|oem|cp|ms|windows)[\s_-]*(?=\d)/, '')
  const label = { 936: 'gb18030', 54936: 'gb18030', 950: 'big5', 65001: 'utf-8', 1252: 'windows-1252', '88591': 'windows-1252', utf8: 'utf-8' }[plain] ?? plain
  try {
    const encoding = new TextDecoder(label).encoding
    // GB18030 reads everything GBK writes, and the characters GBK lacks.
    return encoding === 'gbk' ? 'gb18030' : encoding
  } catch {
    return null
  }
}

export const decodes = (bytes: Uint8Array, encoding: string): boolean => {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** The bytes without the beginning of a UTF-8 character that a field's width has cut off. */
export function withoutCutCharacter(bytes: Buffer): Buffer {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? bytes.subarray(0, bytes.length - back) : bytes
  }
  return bytes
}

/** Whether most lines with Chinese in them are Chinese in UTF-8. */
function mostlyUtf8(bytes: Uint8Array): boolean {
  const lines = Buffer.from(bytes).toString('latin1').split('\n').map((line) => Buffer.from(line, 'latin1')).filter((line) => !isAscii(line))
  const right = lines.filter((line) => decodes(line, 'utf-8') && /[\u2e80-\u9fff]/.test(line.toString()))
  return right.length * 2 > lines.length
}

const isAscii = (bytes: Uint8Array) => bytes.every((byte) => byte < 0x80)

/**
 * Encoding of a DBF. `bytes` are its field names and text fields (or a large part of them), each without a character cut in half;
 * `cpg` is the content of a .cpg beside it. Chinese written in GBK practically never decodes as UTF-8, so the bytes outweigh the hints.
 */
export function encodingOfDbf(bytes: Uint8Array, languageDriver: number, cpg: string | null, asked: string | null): Encoding {
  if (asked) {
    const name = encodingCalled(asked)
    if (!name) throw new Refusal(`不认识的编码 ${asked}`, `unknown encoding ${asked}`)
    return { name, why: text('命令行指定', 'asked for') }
  }
  const hints: [name: string | null | undefined, source: Text][] = [
    [cpg === null ? null : encodingCalled(cpg), text(`.cpg 文件写明 ${cpg?.trim()}`, `.cpg says ${cpg?.trim()}`)],
    [languageDrivers[languageDriver], text(`DBF 语言标识 0x${languageDriver.toString(16)}`, `DBF language driver 0x${languageDriver.toString(16)}`)],
  ]
  const isUtf8 = decodes(bytes, 'utf-8')
  const [name, source] = hints.find(([hint]) => hint) ?? [null, null]
  if (isAscii(bytes)) return { name: name ?? 'utf-8', why: source ?? text('全为 ASCII 字符', 'plain ASCII') }
  if (name && source) {
    // Half a character or a broken row among many: the rows that are lost are named by themselves.
    if (name === 'utf-8' && !isUtf8 && mostlyUtf8(bytes)) return { name, why: text(`${source.zh}；个别文字不合 UTF-8`, `${source.en}; some text is not UTF-8`) }
    if (name === 'utf-8' && !isUtf8)
      return { name: 'gb18030', why: text(`${source.zh}，但内容不是合法 UTF-8，按 GB18030 读`, `${source.en}, but the bytes are not UTF-8: read as GB18030`) }
    // A few GBK characters can be valid UTF-8 by accident, but then they spell Greek or Arabic, never Chinese.
    if (name !== 'utf-8' && isUtf8 && /[\u2e80-\u9fff]/.test(new TextDecoder().decode(bytes)))
      return { name: 'utf-8', why: text(`${source.zh}，但内容是合法 UTF-8 中文，按 UTF-8 读`, `${source.en}, but the bytes are valid UTF-8: read as UTF-8`) }
    return { name, why: source }
  }
  if (isUtf8) return { name: 'utf-8', why: text('没有说明；内容是合法 UTF-8', 'no hint; the bytes are valid UTF-8') }
  return { name: 'gb18030', why: text('没有说明；内容不是 UTF-8，按 GB18030（含 GBK）读', 'no hint; not UTF-8, read as GB18030, which includes GBK') }
}

const chunksOf = (path: string) => createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>

async function decodesWhole(path: string, encoding: string): Promise<boolean> {
  const decoder = new TextDecoder(encoding, { fatal: true })
  try {
    for await (const chunk of chunksOf(path)) decoder.decode(chunk, { stream: true })
    decoder.decode()
    return true
  } catch (caught) {
    if (!(caught instanceof TypeError)) throw caught
    return false
  }
}

/** UTF-16 by its mark, or by the noughts that every second byte of its commas and figures is. */
function utf16Of(first: Buffer): Encoding | null {
  if (first[0] === 0xff && first[1] === 0xfe) return { name: 'utf-16le', why: text('文件头 BOM', 'byte order mark') }
  if (first[0] === 0xfe && first[1] === 0xff) return { name: 'utf-16be', why: text('文件头 BOM', 'byte order mark') }
  const noughts = [0, 0]
  for (let i = 0; i < first.length; i++) if (first[i] === 0) noughts[i % 2]++
  const [even, odd] = noughts
  if (even + odd < 2 || Math.min(even, odd) > Math.max(even, odd) / 20) return null
  return { name: odd > even ? 'utf-16le' : 'utf-16be', why: text('没有 BOM，由字节的样子认出', 'no byte order mark; told by its bytes') }
}

/** What the double bytes of a text look like; lines that are UTF-8 all the same are counted by their number. */
class Pairs {
  pairs = 0
  /** The second byte below 0x7f, as in every third character of Big5 and in the rare ones of GBK. */
  low = 0
  /** The first byte below 0xa1: rare characters of GBK, none of Big5. */
  rare = 0
  utf8Line = 0
  /** Begins no character of any, though decoders let it pass. */
  broken = false
  private line = 0

  see(line: Buffer): void {
    this.line++
    if (isAscii(line)) return
    if (!this.utf8Line && decodes(line, 'utf-8') && /[\u4e00-\u9fff]/.test(new TextDecoder().decode(line))) this.utf8Line = this.line
    for (let i = 0; i < line.length; i++) {
      if (line[i] < 0x80) continue
      if (line[i] === 0xff) this.broken = true
      const second = line[++i] ?? 0
      if (second < 0x40) continue
      this.pairs++
      if (line[i - 1] < 0xa1) this.rare++
      else if (second < 0x7f) this.low++
    }
  }
}

const longestLine = 1 << 20

async function pairsOf(path: string): Promise<Pairs> {
  const pairs = new Pairs()
  let rest = Buffer.alloc(0)
  for await (const chunk of chunksOf(path)) {
    const bytes = Buffer.concat([rest, chunk])
    let from = 0
    for (let to = bytes.indexOf(0x0a); to >= 0; to = bytes.indexOf(0x0a, from)) {
      pairs.see(bytes.subarray(from, to))
      from = to + 1
    }
    rest = bytes.length - from > longestLine ? Buffer.alloc(0) : Buffer.from(bytes.subarray(from))
  }
  if (rest.length) pairs.see(rest)
  return pairs
}

/** Shares of low second bytes: above the first it is Big5, below the second GBK, between them it is asked (our proposal). */
const [surelyBig5, surelyGbk] = [0.2, 0.1]

/** Encoding of a text file, by reading all of it. What is sound in none, or in two of them line by line, is asked about. */
export async function encodingOfText(path: string, asked: string | null): Promise<Encoding> {
  if (asked) return encodingOfDbf(new Uint8Array(), 0, null, asked)
  for await (const first of chunksOf(path)) {
    const utf16 = utf16Of(first.subarray(0, 1 << 16))
    if (utf16) return utf16
    break
  }
  if (await decodesWhole(path, 'utf-8')) return { name: 'utf-8', why: text('内容是合法 UTF-8', 'the bytes are valid UTF-8') }
  const name = basename(path)
  const [gb18030, big5] = [await decodesWhole(path, 'gb18030'), await decodesWhole(path, 'big5')]
  const { pairs, low, rare, utf8Line, broken } = await pairsOf(path)
  if (utf8Line)
    throw new Refusal(`${name} 的文字是混的：第 ${utf8Line} 行是 UTF-8，别的行不是。请在编辑器里统一另存为 UTF-8，或用 --encoding 指定`, `${name} mixes encodings: line ${utf8Line} is UTF-8, others are not. Save it as UTF-8, or name one with --encoding`)
  if (broken || (!gb18030 && !big5))
    throw new Refusal(`${name} 的文字既不是 UTF-8，也不是 GB18030（GBK）或 Big5：请另存为 UTF-8，或用 --encoding 指定`, `the text of ${name} is valid in none of UTF-8, GB18030 and Big5: save it as UTF-8, or name one with --encoding`)
  const share = rare > pairs / 100 ? 0 : low / Math.max(1, pairs)
  if (big5 && (!gb18030 || share >= surelyBig5)) return { name: 'big5', why: text('内容不是 UTF-8，像 Big5（繁体）', 'not UTF-8; it looks like Big5') }
  if (big5 && share > surelyGbk)
    throw new Refusal(`${name} 的文字可能是 GBK，也可能是 Big5（繁体）：请用 --encoding gbk 或 --encoding big5 指定`, `the text of ${name} may be GBK or Big5: name one with --encoding`)
  return { name: 'gb18030', why: text('内容不是 UTF-8，按 GB18030（含 GBK）读', 'not UTF-8, read as GB18030, which includes GBK') }
}

/** A text file, piece by piece. */
export async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of chunksOf(path))
    yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}
