import { describe, expect, it } from 'vitest'
import { i18n } from '../i18n.ts'
import { zh } from '../words/zh.ts'
import * as fact from './fact.ts'

i18n.global.mergeLocaleMessage('zh', zh)

const field = (of: Partial<fact.Field>): fact.Field => ({ name: 'x', title: { zh: '', en: '' }, type: 'text', ...of })

describe('a fact in words', () => {
  it('gives lengths and areas the unit their size asks for', () => {
    expect(fact.inUnit(3420, 'm')).toBe('3.42 km')
    expect(fact.inUnit(820, 'm')).toBe('820 m')
    expect(fact.inUnit(2_500_000, 'm²')).toBe('2.5 km²')
    expect(fact.inUnit(12.345, 'km²')).toBe('12.35 km²')
  })
  it('reads an enumeration by its label and a reference by its name', () => {
    expect(fact.factOf(field({ values: { tidal: { zh: '双向（感潮）', en: 'tidal' } } }), 'tidal')).toBe('双向（感潮）')
    expect(fact.factOf(field({ refers: 'rivers' }), 'R1', { R1: '石榕涌' })).toBe('石榕涌')
    expect(fact.factOf(field({ refers: 'rivers' }), 'R2', { R1: '石榕涌' })).toBe('R2')
  })
  it('answers yes and no, and tells nothing from none', () => {
    expect(fact.factOf(field({ type: 'boolean' }), false)).toBe('否')
    expect(fact.factOf(field({ type: 'number', unit: 'm' }), 0)).toBe('0 m')
    expect(fact.factOf(field({}), null)).toBeNull()
  })
})
