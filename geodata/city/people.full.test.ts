import { expect, test } from 'vitest'
import { levelsDue } from '../../domain/tenures.ts'
import { today } from './calendar.ts'
import { paperCity } from './paperCity.fixture.ts'
import { people } from './people.ts'
import { records } from './records.ts'
import { waterRecords } from './waterRecords.ts'

const { places, waters } = paperCity({
  districts: 11, townsEach: 16, villagesEach: 15, rivers: 1368, lakes: 51, reservoirs: 363, smallWaters: 4938,
})
const scale = { seed: 20261122, scale: 1 }
const { orgs = [], people: roll = [], tenures = [] } = people(places, waters, scale)
const { strategy_items: items = [], archive_entries: archive = [] } = records(places, waters, scale)

test('a full city has the offices and people of the mission', () => {
  const count = <T>(rows: T[], has: (row: T) => boolean) => rows.filter(has).length
  expect(count(orgs, ({ kind }) => kind === 'chief_office')).toBe(188)
  expect(count(orgs, ({ kind }) => kind === 'department')).toBe(605)
  expect(count(roll, ({ role }) => role === 'chief')).toBe(3030)
  expect(count(roll, ({ role }) => role === 'reach_chief')).toBe(667)
  expect(count(roll, ({ role }) => role === 'delegate')).toBe(560)
  expect(count(roll, ({ role }) => role === 'staff')).toBe(3100)
})

test('it is lean enough to be copied at the first start', () => {
  expect(tenures.length).toBeLessThan(60_000)
  expect(items.length).toBeLessThan(21_000)
  expect(archive.length).toBeLessThan(7_000)
})

test('about one water in two hundred has a seat vacant, and none two holders', () => {
  const present = new Map<string, number>()
  for (const { level, water, division, valid_from: from, valid_to: to } of tenures) {
    if (String(from) > today || (to !== null && String(to) <= today)) continue
    const key = `${String(level)} ${water} ${division}`
    present.set(key, (present.get(key) ?? 0) + 1)
  }
  let due = 0
  let vacant = 0
  const twice: string[] = []
  for (const { code, kind, river, division, level: managedBy } of waterRecords(waters)) {
    if (kind === 'river') continue
    const within = [null, ...[6, 9, 12].map((digits) => division.slice(0, digits))]
    for (const level of levelsDue(managedBy)) {
      const keys = [`${level} ${code} null`, ...within.flatMap((part) => [...(river ? [`${level} ${river} ${part}`] : []), ...(part ? [`${level} null ${part}`] : [])])]
      const held = keys.reduce((sum, key) => sum + (present.get(key) ?? 0), 0)
      due++
      if (held > 1) twice.push(`${level} of ${code}`)
      if (held === 0) vacant++
    }
  }
  expect(twice).toEqual([])
  expect(vacant / due).toBeGreaterThan(0.001)
  expect(vacant / due).toBeLessThan(0.012)
})
