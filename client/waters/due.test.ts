import { describe, expect, it } from 'vitest'
import { dueOf } from './due.ts'

const on = '2026-11-22'
const due = (dueOn: string | null, doneOn: string | null = null) => dueOf({ dueOn, doneOn }, on)

describe('how a date stands to today', () => {
  it('counts the days something is late, and the months once it is very late', () => {
    expect(due('2026-11-10')).toEqual({ key: 'lateDays', n: 12, late: true })
    expect(due('2026-06-30')).toEqual({ key: 'lateMonths', n: 4, late: true })
  })
  it('counts what is left in days, months or years as a person would', () => {
    expect(due('2026-12-04')).toMatchObject({ key: 'leftDays', n: 12 })
    expect(due('2027-02-22')).toMatchObject({ key: 'leftMonths', n: 3 })
    expect(due('2027-02-21')).toMatchObject({ key: 'leftMonths', n: 2 })
    expect(due('2029-01-01')).toMatchObject({ key: 'leftYears', n: 2 })
  })
  it('is not late on the day itself', () => {
    expect(due(on)).toEqual({ key: 'today', n: 0, late: false })
  })
  it('is not late once it is done, and without a date never', () => {
    expect(due('2026-01-01', '2026-10-01').late).toBe(false)
    expect(due(null)).toMatchObject({ key: 'none', late: false })
  })
  it('crosses a leap day without losing one', () => {
    expect(dueOf({ dueOn: '2028-03-01', doneOn: null }, '2028-02-28')).toMatchObject({ key: 'leftDays', n: 2 })
  })
})
