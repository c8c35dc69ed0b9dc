// What a PDF of pdfkit's draws, read out of its bytes: words by each font's own table, and glyphs that are none.
import { inflateSync } from 'node:zlib'

/** Objects of the file by number, streams unpacked; the words of a font are told by its ToUnicode. */
export function drawnIn(pdf: Buffer): { words: string; undefinedGlyphs: number } {
  const bytes = pdf.toString('latin1')
  const objects = new Map([...bytes.matchAll(/(\d+) 0 obj\n([^]*?)endobj/g)].map(([, number, body]) => [Number(number), body] as const))
  const streamOf = (body: string) => {
    const [, packed] = /stream\r?\n([^]*?)\r?\nendstream/.exec(body) ?? []
    if (packed === undefined) return null
    const raw = Buffer.from(packed, 'latin1')
    return (/\/FlateDecode/.test(body) ? inflateSync(raw) : raw).toString('latin1')
  }
  const tableOf = (font: string) => {
    const [, cmap] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(font)) ?? '') ?? []
    const said = cmap ? streamOf(objects.get(Number(cmap)) ?? '') ?? '' : ''
    const table: string[] = []
    for (const [, first, list] of said.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g))
      [...list.matchAll(/<([\w ]*)>/g)].forEach(([, codes], i) => (table[parseInt(first, 16) + i] = Buffer.from(codes.replaceAll(' ', ''), 'hex').swap16().toString('utf16le')))
    return table
  }
  const fonts = new Map([...bytes.matchAll(/\/(F\d+) (\d+) 0 R/g)].map(([, name, font]) => [name, tableOf(font)]))
  const pages = [...bytes.matchAll(/\/Contents (\d+) 0 R/g)].map(([, number]) => streamOf(objects.get(Number(number)) ?? '') ?? '')
  let [words, undefinedGlyphs, table] = ['', 0, [] as string[]]
  for (const [, font, shown] of pages.join('\n').matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (font) table = fonts.get(font) ?? []
    else for (const [, codes] of shown.matchAll(/<(\w+)>/g)) for (const [code] of codes.matchAll(/.{4}/g)) {
      const glyph = parseInt(code, 16)
      if (glyph === 0) undefinedGlyphs++
      words += table[glyph] ?? ''
    }
    if (!font) words += '\n'
  }
  return { words, undefinedGlyphs }
}
