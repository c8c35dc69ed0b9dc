import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { directions, held, shows, tides, usual } from './heldCodec.ts'

const code = fc.stringMatching(/^[A-Za-z0-9河._:@()/-]{1,20}$/)
const place = fc.record({ code, measureM: fc.option(fc.integer({ min: 0, max: 90_000 })), good: fc.boolean() })

describe('a held trace in the address', () => {
  it('comes back as it was written', () => {
    const any = fc.record({
      places: fc.array(place, { minLength: 1, maxLength: 8 }), direction: fc.constantFrom(...directions), tide: fc.constantFrom(...tides),
      km: fc.option(fc.integer({ min: 1, max: 99 })), hours: fc.option(fc.integer({ min: 1, max: 99 })), inDistrict: fc.boolean(),
      gates: fc.dictionary(fc.stringMatching(/^[A-Z][A-Z0-9-]{1,9}$/), fc.constantFrom('open' as const, 'shut' as const, 'pumping' as const), { noNullPrototype: true }), show: fc.constantFrom(...shows),
    })
    fc.assert(fc.property(any, (value) => {
      expect(held.read(held.write(value))).toEqual(value)
    }))
  })
  it('is as short as what is asked', () => {
    expect(held.write({ ...usual, places: [{ code: '440111-0317-02', measureM: 1200, good: false }] })).toBe('440111-0317-02@1200')
    expect(held.write({ ...usual, places: [{ code: 'A', measureM: null, good: true }], hours: 3, gates: { Z1: 'shut' } })).toBe('A!~~~h3~Z1=shut')
  })
  it('is nothing where a person has mangled the place, and usual where he has mangled the rest', () => {
    for (const text of ['', '@12', 'A@x', 'A@-3', '<b>', 'A,', 'A,,B', 'A@99999999']) expect(held.read(text)).toBeNull()
    expect(held.read('A~sideways~now~km-3;h0;h~Z1=ajar;=shut~upside')).toEqual({ ...usual, places: [{ code: 'A', measureM: null, good: false }] })
  })
  it('takes no more places than there are letters', () => {
    expect(held.read(Array(40).fill('A@1').join(','))?.places).toHaveLength(8)
  })
})
