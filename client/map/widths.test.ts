import { describe, expect, it } from 'vitest'
import { riverPixels, stepped } from './widths.ts'

const resolutionAt = (zoom: number) => 156543.03 / 2 ** zoom

describe('how broad a river is drawn', () => {
  it('tells a creek from a river from an estuary on the map of the whole city', () => {
    const [creek, river, estuary] = [5, 120, 1500].map((metres) => riverPixels(metres, resolutionAt(9.5)))
    expect(creek!).toBeLessThan(1)
    expect(river! / creek!).toBeGreaterThan(3)
    expect(estuary! / river!).toBeGreaterThan(2)
  })
  it('is the true width once that is broader than the sign', () => {
    // 300 m at 2.39 m a pixel, stretched by 1/cos 23°
    expect(riverPixels(300, resolutionAt(16))).toBeCloseTo(300 / (resolutionAt(16) * Math.cos((23 * Math.PI) / 180)), 3)
  })
  it('never lets a nameless ditch vanish nor an estuary fill the canvas', () => {
    expect(riverPixels(0, resolutionAt(9))).toBeGreaterThan(0.3)
    expect(riverPixels(5000, resolutionAt(19))).toBe(480)
  })
  it('grows when zooming in', () => {
    const widths = [8, 10, 12, 14, 16, 18].map((zoom) => riverPixels(40, resolutionAt(zoom)))
    expect([...widths].sort((a, b) => a - b)).toEqual(widths)
  })
  it('is stepped finely where it is thin', () => {
    expect([stepped(0.93), stepped(0.97), stepped(7.3)]).toEqual([1, 1, 7])
  })
})
