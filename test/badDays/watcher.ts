// A screen that stays: it follows the changes, and when the line breaks comes back with the last one it knows.
import { setTimeout as wait } from 'node:timers/promises'
import { followStream } from '../stream.ts'

export class Watcher {
  heard = 0
  /** Times it was told to read everything anew. */
  resets = 0
  wrong: string[] = []
  private over = false
  private line = new AbortController()

  constructor(
    private readonly url: () => string,
    private readonly key: string,
    /** Number of the last change it knows. */
    public last: number,
  ) {
    void this.watch()
  }

  stop() {
    this.over = true
    this.line.abort()
  }

  private async watch() {
    while (!this.over) {
      this.line = new AbortController()
      try {
        for await (const { event, seq } of followStream(this.url(), { cookie: `one_map_session=${this.key}`, 'last-event-id': String(this.last) }, this.line.signal)) {
          if (event === 'reset') this.resets++
          else if (event === 'message') {
            this.heard++
            if (seq !== this.last + 1) this.wrong.push(`${seq} after ${this.last}`)
          } else if (seq < this.last) this.wrong.push(`head ${seq} after ${this.last}`)
          if (event !== 'head') this.last = seq
        }
      } catch {
        // The line broke: come back.
      }
      await wait(200)
    }
  }
}
