// The evidence pack on paper: every character is drawn, or said by its number.
import { expect, test } from 'vitest'
import { drawnIn } from '../../test/pdf.ts'
import type { Pack } from './contents.ts'
import { pdf } from './pdf.ts'

const nowhere = { lines: new Float64Array(), firstVertex: [0] }

/** A pack about one section and one suspect so called. */
const packOf = (name: string): Pack => ({
  key: { place: 'S', item: 'NH3N', sampledAt: '2026-07-03T10:00:00+08:00' },
  place: { water: name, measureM: 12, point: null, name },
  judged: [], history: [], rainMm: 3.2, looks: [], water: `退潮 ${name}`, by: name, madeAt: new Date(0), trace: [], excluded: [],
  rules: { code: 'r', title: name, from: '2026-01-01', proposal: true, rainHours: 24 },
  network: { version: '1', seq: 1, ...nowhere }, counts: { suspects: 1, excluded: 0 },
  suspects: [{
    place: 1, layer: 'outfalls', code: 'P1', name, share: 1, kind: { zh: name, en: name }, metres: 1500, seconds: 7200, certain: true, at: null,
    chain: [], water: 'R', measureM: 12, score: 1, waterName: name, terms: [{ id: 't', zh: name, en: name, words: { zh: name, en: name }, factor: -0.5 }],
  }],
})

const drawn = async (name: string) => {
  const { words, undefinedGlyphs } = drawnIn(await pdf(packOf(name)))
  return { words: words.replace(/\s/g, ''), undefinedGlyphs }
}

test.each(['漖塱垌涌滘氹冚墈㙟䃟', '劣ⅤⅠⅡⅢⅣ类℃≥≤m³/s±×²①→', '𬒈𣲘𬇙𪨰镕喆', 'éǖα−“”…〇㎡', 'e\u0301u\u0308\u0304'])('draws %s, in each of its fonts', async (name) => {
  const { words, undefinedGlyphs } = await drawn(name)
  expect(undefinedGlyphs).toBe(0)
  expect(words.split(name.normalize('NFC')).length).toBeGreaterThan(8)
  expect(words).not.toContain('U+')
})

test.each([['𠮷', '〔U+20BB7〕'], ['🌊', '〔U+1F30A〕'], ['\ue000', '〔U+E000〕'], ['\ud842', '〔U+D842〕']])('writes %s, which no font has, as %s and says so', async (sign, number) => {
  const { words, undefinedGlyphs } = await drawn(`甲${sign}乙`)
  expect(undefinedGlyphs).toBe(0)
  expect(words).toContain(`甲${number}乙`)
  expect(words).toMatch(/字体里没有的字.*：〔U\+/)
})

test('leaves out what has no mark of its own, and draws nothing in the place of a control character', async () => {
  const { words, undefinedGlyphs } = await drawn('甲\u200b\ufe0f\u202e\u0007乙\t丙')
  expect([undefinedGlyphs, words.includes('U+')]).toEqual([0, false])
  expect(words).toContain('甲乙丙')
})
