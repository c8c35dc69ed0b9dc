import { expect, it } from 'vitest'
import type { LonLat } from '../../domain/coordinates.ts'
import { isFar, nearOf } from './outliers.ts'

it.each<[string, LonLat[], LonLat[]]>([
  ['turned digits', [[113.31, 23.11], [131.31, 23.11], [113.32, 23.12]], [[131.31, 23.11]]],
  ['one digit more', [[113.31, 23.11], [114.31, 23.11], [113.32, 23.12], [113.33, 23.13]], [[114.31, 23.11]]],
  ['the other order', [[113.31, 23.11], [23.11, 113.31], [113.32, 23.12]], [[23.11, 113.31]]],
  ['the far ends of a city', [[113.26, 23.13], [113.3, 23.1], [113.28, 23.12], [113.9, 23.8], [113.5, 22.6]], []],
  ['a country', [[113, 23], [121, 31], [116, 40], [104, 30], [87, 43], [126, 45]], []],
  ['two', [[113.31, 23.11], [131.31, 23.11]], []],
  ['0, 0 aside', [[0, 0], [0, 0], [0, 0], [113.31, 23.11], [113.32, 23.11], [113.32, 23.12]], [[0, 0], [0, 0], [0, 0]]],
])('%s: what is far from all others', (_, places, far) => {
  const near = nearOf(places)
  expect(near ? places.filter((at) => isFar(near, at)) : []).toEqual(far)
})
