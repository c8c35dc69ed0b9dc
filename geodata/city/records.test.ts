import { expect, test } from 'vitest'
import { addDays, today } from './calendar.ts'
import { cityOrgs } from './people.ts'
import { paperCity, smallTown } from './paperCity.fixture.ts'
import { records } from './records.ts'
import type { Row } from './rows.ts'

const { places, waters } = paperCity({ ...smallTown, rivers: 120 })
const scale = { seed: 3, scale: 0.05 }
const { strategies = [], strategy_items: items = [], archive_entries: archive = [] } = records(places, waters, scale)
const strategyOf = new Map(strategies.map((strategy) => [strategy.code, strategy]))
const text = (cell: Row[string]) => String(cell)

test('every river has one strategy, for three years under a city chief and two under others', () => {
  const level = new Map(waters.map((water) => [water.code, water.level]))
  const rivers = waters.filter(({ kind }) => kind === 'river')
  for (const { code } of rivers) expect(strategies.filter(({ water }) => water === code)).toHaveLength(1)
  for (const { water, starts_on: from, ends_on: to } of strategies) {
    expect(Number(text(to).slice(0, 4)) - Number(text(from).slice(0, 4)) + 1).toBe(level.get(water) === 'city' ? 3 : 2)
    expect(text(from) <= today && today <= text(to)).toBe(true)
  }
})

test('goals answer problems, tasks answer goals, measures and responsibilities answer tasks of the same strategy', () => {
  const before: Record<string, string | null> = { problem: null, goal: 'problem', task: 'goal', measure: 'task', responsibility: 'task' }
  const byCode = new Map(items.map((item) => [item.code, item]))
  expect(byCode.size).toBe(items.length)
  for (const { list, answers, strategy } of items) {
    const answered = answers === null ? undefined : byCode.get(answers)
    expect(answered?.list ?? null).toBe(before[text(list)])
    if (answered) expect(answered.strategy).toBe(strategy)
  }
  for (const code of strategyOf.keys()) {
    expect(new Set(items.filter(({ strategy }) => strategy === code).map(({ list }) => list)).size).toBe(5)
  }
})

test('numbers within a list follow each other from 1', () => {
  const last = new Map<string, number>()
  for (const { strategy, list, seq } of items) {
    const key = `${text(strategy)} ${text(list)}`
    expect(seq).toBe((last.get(key) ?? 0) + 1)
    last.set(key, Number(seq))
  }
})

test('dates lie in the period, and nothing is done in the future', () => {
  for (const { strategy, due_on: due, done_on: done } of items) {
    const { starts_on: from, ends_on: to } = strategyOf.get(text(strategy))!
    if (due !== null) expect(text(from) <= text(due) && text(due) <= text(to)).toBe(true)
    if (done !== null) expect(text(from) <= text(done) && text(done) <= today).toBe(true)
  }
})

test('a measure is done when its whole quantity is, and most of what is due is done', () => {
  const measures = items.filter(({ list }) => list === 'measure')
  for (const { quantity, done, done_on: on, unit } of measures) {
    expect(Number(quantity)).toBeGreaterThan(0)
    expect(Number(done)).toBeGreaterThanOrEqual(0)
    expect(unit).toBeTruthy()
    if (on === null) expect(Number(done)).toBeLessThan(Number(quantity))
    else expect(done).toBe(quantity)
  }
  const due = measures.filter(({ due_on: on }) => text(on) < today)
  const overdue = due.filter(({ done_on: on }) => on === null).length
  expect(overdue).toBeGreaterThan(0)
  expect(overdue / due.length).toBeLessThan(0.15)
})

test('a task is done when the last of its measures is', () => {
  for (const task of items.filter(({ list }) => list === 'task')) {
    const days = items.filter(({ list, answers }) => list === 'measure' && answers === task.code).map(({ done_on: on }) => on)
    expect(task.done_on).toBe(days.includes(null) ? null : days.map(text).sort().pop())
  }
})

test('texts name their water, say their quantity and have nothing left to fill', () => {
  const name = new Map(waters.map((water) => [water.code, text(water.name)]))
  for (const { text: words, list, quantity, unit } of items) {
    expect(text(words)).not.toMatch(/undefined|NaN|null|[{}]|\s{2}/)
    if (list === 'measure') expect(text(words)).toContain(`${text(quantity)} ${text(unit)}`)
  }
  for (const { code, water } of strategies)
    expect(items.some(({ strategy, text: words }) => strategy === code && text(words).includes(name.get(water as string)!))).toBe(true)
})

test('owners and approvers are offices of this city', () => {
  const offices = new Set(cityOrgs(places, scale.scale).map(({ code }) => code))
  for (const { owner } of items) if (owner !== null) expect(offices).toContain(owner)
  for (const { approved_by: by, approved_on: on, starts_on: from } of strategies) {
    expect(offices).toContain(by)
    expect(text(on) < text(from)).toBe(true)
  }
})

test('every river, lake and reservoir has three or four archive entries, and some have ended', () => {
  for (const { code, kind } of waters) {
    const own = archive.filter(({ water }) => water === code).length
    if (kind === 'river' || kind === 'lake' || kind === 'reservoir') expect([3, 4]).toContain(own)
    else expect(own).toBe(0)
  }
  expect(archive.some(({ valid_to: to }) => to !== null)).toBe(true)
  for (const { value, valid_from: from, valid_to: to } of archive) {
    expect(value).not.toMatch(/undefined|NaN|^-|^0(\.0)?$/)
    expect(text(from) < addDays(today, 1)).toBe(true)
    if (to !== null) expect(text(from) < text(to)).toBe(true)
  }
})

test('an ammonia figure is at most one class of GB 3838 worse than the target', () => {
  const target = new Map(waters.map((water) => [water.code, text(water.target_class)]))
  const nextLimit: Record<string, number> = { Ⅰ: 0.5, Ⅱ: 1, Ⅲ: 1.5, Ⅳ: 2, Ⅴ: 2 }
  const figures = archive.filter(({ title }) => title === '氨氮年均值')
  expect(figures.length).toBeGreaterThan(0)
  for (const { water, value } of figures) expect(Number(value)).toBeLessThanOrEqual(nextLimit[target.get(water)!])
})

test('the same seed gives the same records', () => {
  expect(records(places, waters, scale).strategy_items).toEqual(items)
})
