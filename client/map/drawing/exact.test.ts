import { expect, it } from 'vitest'
import { following, KnownCorners, moves } from './exact.ts'

const line = (...coordinates: [number, number][]) => ({ type: 'LineString' as const, coordinates })

it('gives back a known corner as it was, to the last digit, and rounds a new one', () => {
  const known = new KnownCorners()
  known.add(line([113.10000000000123, 23.5]))
  expect(known.exact(line([113.1000000004, 23.5000000001], [113.123456789, 23])).coordinates)
    .toEqual([[113.10000000000123, 23.5], [113.12345679, 23]])
})

it('takes the corners of neighbours along, and leaves who shares none as they are', () => {
  //  A──B──C  with D hanging on B; B moves to E
  const [before, after] = [line([0, 0], [1, 0], [2, 0]), line([0, 0], [1, 1], [2, 0])]
  const moved = moves(before, after)
  expect(following(line([1, -1], [1, 0]), moved).coordinates).toEqual([[1, -1], [1, 1]])
  const apart = line([5, 5], [6, 6])
  expect(following(apart, moved)).toBe(apart)
})

it('moves nobody where a corner was added or taken away', () => {
  expect(moves(line([0, 0], [2, 0]), line([0, 0], [1, 1], [2, 0])).size).toBe(0)
})
