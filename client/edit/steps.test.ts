import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stepBack, stepForth, stepsFrom, stepTo, type Steps } from './steps.ts'

describe('undo and redo of a draft', () => {
  it('go back to how it was and forth again, one step at a time', () => {
    const drawn = stepTo(stepTo(stepsFrom('as it was'), 'one corner'), 'two corners')
    const back = stepBack(drawn)!
    expect(back.now).toBe('one corner')
    expect(stepBack(back)!.now).toBe('as it was')
    expect(stepForth(back)!.now).toBe('two corners')
  })
  it('end where it begins and where nothing was undone', () => {
    expect(stepBack(stepsFrom('as it was'))).toBeNull()
    expect(stepForth(stepTo(stepsFrom('as it was'), 'one corner'))).toBeNull()
  })
  it('forget what was undone once another step is taken from there', () => {
    const other = stepTo(stepBack(stepTo(stepsFrom('as it was'), 'one corner'))!, 'another corner')
    expect(stepForth(other)).toBeNull()
    expect(stepBack(other)!.now).toBe('as it was')
  })
  it('reach five hundred steps back and no further', () => {
    let steps = stepsFrom(0)
    for (let n = 1; n <= 600; n++) steps = stepTo(steps, n)
    let before: Steps<number> | null = steps
    while (before) before = stepBack((steps = before))
    expect(steps.now).toBe(100)
  })
  it('are a list and a place in it, whatever is done in whatever order', () => {
    const deeds = fc.array(fc.oneof(fc.constant('undo' as const), fc.constant('redo' as const), fc.integer()), { maxLength: 60 })
    fc.assert(fc.property(deeds, (done) => {
      let steps = stepsFrom(0)
      let [list, at] = [[0], 0]
      for (const deed of done) {
        if (deed === 'undo') [steps, at] = [stepBack(steps) ?? steps, Math.max(0, at - 1)]
        else if (deed === 'redo') [steps, at] = [stepForth(steps) ?? steps, Math.min(list.length - 1, at + 1)]
        else [steps, list, at] = [stepTo(steps, deed), [...list.slice(0, at + 1), deed], at + 1]
        expect([...steps.past, steps.now, ...steps.future]).toEqual(list)
        expect(steps.now).toBe(list[at])
      }
    }))
  })
})
