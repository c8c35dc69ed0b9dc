import TileSource from 'ol/source/Tile.js'
import { TileSourceEvent } from 'ol/source/Tile.js'
import Tile from 'ol/Tile.js'
import TileState from 'ol/TileState.js'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Arrivals, type Arrived } from './arrivals.ts'

/** A tile that is loaded as the server's next answer says; without one it waits. */
class Piece extends Tile {
  asked = 0
  constructor(private readonly source: TileSource, private readonly answers: ('ok' | 'no' | 'silence')[]) {
    super([10, 1, 1], TileState.IDLE)
    this.addEventListener('change', () => {
      const type = { [TileState.LOADING]: 'tileloadstart', [TileState.LOADED]: 'tileloadend', [TileState.ERROR]: 'tileloaderror' }[this.getState() as 1]
      if (type) this.source.dispatchEvent(new TileSourceEvent(type, this))
    })
  }
  override load() {
    if (this.getState() !== TileState.IDLE) return
    this.asked += 1
    const answer = this.answers.shift() ?? 'silence'
    this.setState(TileState.LOADING)
    if (answer !== 'silence') this.setState(answer === 'ok' ? TileState.LOADED : TileState.ERROR)
  }
}

let arrivals: Arrivals
let now: Arrived
const source = () => {
  const made = new TileSource({})
  arrivals.follow(made)
  return made
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', { setTimeout, clearTimeout, setInterval, clearInterval })
  now = { failed: 0, slow: 0 }
  arrivals = new Arrivals((told) => (now = told))
})
afterEach(() => {
  arrivals.end()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('counts what failed, asks again by itself ever more seldom, and is content once it is there', () => {
  const piece = new Piece(source(), ['no', 'no', 'no', 'ok'])
  piece.load()
  expect(now).toEqual({ failed: 1, slow: 0 })
  vi.advanceTimersByTime(5000)
  expect([piece.asked, now.failed]).toEqual([2, 1])
  vi.advanceTimersByTime(9000)
  expect(piece.asked).toBe(2)
  vi.advanceTimersByTime(1000)
  expect([piece.asked, now.failed]).toEqual([3, 1])
  arrivals.again()
  expect([piece.asked, now.failed]).toEqual([4, 0])
})

it('says what is long on its way, and asks anew for what does not come', () => {
  const piece = new Piece(source(), ['silence', 'ok'])
  piece.load()
  vi.advanceTimersByTime(9000)
  expect(now).toEqual({ failed: 0, slow: 0 })
  vi.advanceTimersByTime(2000)
  expect(now).toEqual({ failed: 0, slow: 1 })
  vi.advanceTimersByTime(50_000)
  expect(now).toEqual({ failed: 1, slow: 0 })
  vi.advanceTimersByTime(5000)
  expect([piece.asked, now]).toEqual([2, { failed: 0, slow: 0 }])
})

it('a piece that is late is asked for anew at once where somebody says so', () => {
  const piece = new Piece(source(), ['silence', 'ok'])
  piece.load()
  vi.advanceTimersByTime(12_000)
  arrivals.again()
  expect([piece.asked, now]).toEqual([2, { failed: 0, slow: 0 }])
})

it('what is no longer asked for is no longer missed', () => {
  new Piece(source(), ['no']).load()
  arrivals.forget()
  expect(now).toEqual({ failed: 0, slow: 0 })
})
