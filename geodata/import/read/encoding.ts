// Which encoding text is in. Chinese offices send UTF-8, GBK with a hint, GBK without one, and GBK that claims to be something else.
import { createReadStream } from 'node:fs'
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

/** Encoding of a text file, by reading all of it once. */
export async function encodingOfText(path: string, asked: string | null): Promise<Encoding> {
  if (asked) return encodingOfDbf(new Uint8Array(), 0, null, asked)
  const utf8 = new TextDecoder('utf-8', { fatal: true })
  let first = true
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>) {
      if (first && chunk[0] === 0xff && chunk[1] === 0xfe) return { name: 'utf-16le', why: text('文件头 BOM', 'byte order mark') }
      if (first && chunk[0] === 0xfe && chunk[1] === 0xff) return { name: 'utf-16be', why: text('文件头 BOM', 'byte order mark') }
      first = false
      utf8.decode(chunk, { stream: true })
    }
    utf8.decode()
    return { name: 'utf-8', why: text('内容是合法 UTF-8', 'the bytes are valid UTF-8') }
  } catch (caught) {
    if (!(caught instanceof TypeError)) throw caught
    return { name: 'gb18030', why: text('内容不是 UTF-8，按 GB18030（含 GBK）读', 'not UTF-8, read as GB18030, which includes GBK') }
  }
}

/** A text file, piece by piece. */
export async function* decoded(path: string, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 }) as AsyncIterable<Buffer>)
    yield decoder.decode(chunk, { stream: true })
  yield decoder.decode()
}
