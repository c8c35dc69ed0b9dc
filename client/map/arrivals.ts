// What is asked for to be drawn, until it is there: how much could not be had, and how much is long on its way. What failed is asked
// for again by itself, ever more seldom; whoever does not want to wait asks at once.
import type TileSource from 'ol/source/Tile.js'
import type Tile from 'ol/Tile.js'
import TileState from 'ol/TileState.js'

export interface Arrived {
  failed: number
  slow: number
}

/** Of a piece nothing is heard for this long: it is slow; for this long: it is not coming. */
const slowMs = 10_000
const lostMs = 60_000
const lookMs = 1000
const firstPauseMs = 5000
const longestPauseMs = 60_000

export class Arrivals {
  /** Since when each is on its way. */
  private readonly pending = new Map<object, number>()
  /** What failed, and how to ask for it again. */
  private readonly failed = new Map<object, () => void>()
  private told: Arrived = { failed: 0, slow: 0 }
  private pauseMs = firstPauseMs
  private timer = 0
  private readonly watch = window.setInterval(() => this.look(), lookMs)

  constructor(private readonly tell: (now: Arrived) => void) {}

  follow(source: TileSource) {
    source.on('tileloadstart', ({ tile }) => void this.pending.set(tile, Date.now()))
    source.on('tileloadend', ({ tile }) => this.came(tile))
    source.on('tileloaderror', ({ tile }) => this.miss(tile, () => {
      if (tile.getState() === TileState.ERROR) tile.setState(TileState.IDLE)
      tile.load()
    }))
  }

  came(what: object) {
    this.pending.delete(what)
    this.failed.delete(what)
    this.look()
  }

  /** Something could not be had; `retry` asks for it again and says what becomes of it. */
  miss(what: object, retry: () => void) {
    this.pending.delete(what)
    this.failed.set(what, retry)
    this.look()
    this.timer ||= window.setTimeout(() => {
      this.pauseMs = Math.min(this.pauseMs * 2, longestPauseMs)
      this.again()
    }, this.pauseMs)
  }

  /** Asks again for what failed or is late. Until it is there it still counts as failed. */
  again() {
    window.clearTimeout(this.timer)
    this.timer = 0
    for (const tile of this.late(slowMs)) giveUp(tile)
    for (const retry of [...this.failed.values()]) retry()
  }

  /** Something else is asked for from now on. */
  forget() {
    this.failed.clear()
    this.look()
  }

  end() {
    window.clearTimeout(this.timer)
    window.clearInterval(this.watch)
  }

  private late(byMs: number): object[] {
    const now = Date.now()
    return [...this.pending].filter(([, since]) => now - since >= byMs).map(([what]) => what)
  }

  private look() {
    for (const tile of this.late(lostMs)) giveUp(tile)
    const [failed, slow] = [this.failed.size, this.late(slowMs).length]
    if (!failed) this.pauseMs = firstPauseMs
    if (failed === this.told.failed && slow === this.told.slow) return
    this.tell((this.told = { failed, slow }))
  }
}

/** A tile that does not come is one that failed: its source says so. */
const giveUp = (tile: object) => (tile as Tile).getState() === TileState.LOADING && (tile as Tile).setState(TileState.ERROR)
