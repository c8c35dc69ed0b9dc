import { expect, it } from 'vitest'
import { lastDay, monthAfter } from './months.ts'

it('steps over the end of a year in both directions', () => {
  expect(monthAfter('2026-12', 1)).toBe('2027-01')
  expect(monthAfter('2026-01', -1)).toBe('2025-12')
  expect(monthAfter('2026-11', -23)).toBe('2024-12')
})

it('knows the last day of a month, in leap years too', () => {
  expect(lastDay('2026-11')).toBe('2026-11-30')
  expect(lastDay('2028-02')).toBe('2028-02-29')
})
