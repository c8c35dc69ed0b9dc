/** A binary min-heap of node numbers by a key, for floods and least-cost paths. */
export class Heap {
  private keys: number[] = []
  private items: number[] = []

  get size(): number {
    return this.items.length
  }

  clear(): void {
    this.keys.length = 0
    this.items.length = 0
  }

  push(item: number, key: number): void {
    const { keys, items } = this
    let at = items.length
    items.push(item)
    keys.push(key)
    while (at > 0) {
      const up = (at - 1) >> 1
      if (keys[up] <= key) break
      keys[at] = keys[up]
      items[at] = items[up]
      at = up
    }
    keys[at] = key
    items[at] = item
  }

  /** The smallest key still in the heap. */
  get least(): number {
    return this.keys[0]
  }

  pop(): number {
    const { keys, items } = this
    const top = items[0]
    const key = keys.pop() as number
    const item = items.pop() as number
    const size = items.length
    if (size > 0) {
      let at = 0
      for (;;) {
        let down = 2 * at + 1
        if (down >= size) break
        if (down + 1 < size && keys[down + 1] < keys[down]) down++
        if (keys[down] >= key) break
        keys[at] = keys[down]
        items[at] = items[down]
        at = down
      }
      keys[at] = key
      items[at] = item
    }
    return top
  }
}
