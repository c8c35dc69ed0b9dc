import { expect, it } from 'vitest'
import { windowOf } from './window.ts'

const box = { height: 320, rowPixels: 36, rows: 1000 }

it('draws the rows in sight and a few around them', () => {
  expect(windowOf({ ...box, scrollTop: 0 })).toEqual({ from: 0, to: 15 })
  expect(windowOf({ ...box, scrollTop: 3600 })).toEqual({ from: 94, to: 115 })
})

it('stops at the last row, and draws none of none', () => {
  expect(windowOf({ ...box, scrollTop: 36_000 })).toEqual({ from: 994, to: 1000 })
  expect(windowOf({ ...box, scrollTop: 0, rows: 0 })).toEqual({ from: 0, to: 0 })
  expect(windowOf({ ...box, scrollTop: 9999, rows: 5 })).toEqual({ from: 5, to: 5 })
})
