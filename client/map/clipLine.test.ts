import { describe, expect, it } from 'vitest'
import { clipLine } from './clipLine.ts'

const box = [0, 0, 100, 100]

describe('the part of a river that is in view', () => {
  it('is all of it where all of it is', () => {
    expect(clipLine([10, 10, 50, 50, 90, 20], box)).toEqual([10, 10, 50, 50, 90, 20])
  })
  it('ends at the edges of the view', () => {
    expect(clipLine([-50, 50, 150, 50], box)).toEqual([0, 50, 100, 50])
  })
  it('is the longest part where the river leaves and comes back', () => {
    expect(clipLine([10, 50, 10, 150, 60, 150, 60, 10], box)).toEqual([60, 100, 60, 10])
  })
  it('is nothing beside the view, even where a corner is near', () => {
    expect(clipLine([150, -10, 150, 200], box)).toEqual([])
    expect(clipLine([90, 130, 130, 90], box)).toEqual([])
  })
})
