// Places things along a river drawn straight, so that neighbours on one bank stand beside and not upon each other.

export interface Placed<Item> {
  item: Item
  x: number
  /** Rows away from the river's line: above 0 on the left bank, below on the right, 0 on the line itself. */
  row: number
}

const mostRows = 4

/** `widthPx` is the length of the drawn line, `apartPx` the least distance of two signs in a row. */
export function placeAlong<Item extends { measure: number | null; bank: string | null }>(
  items: readonly Item[], lengthM: number, widthPx: number, apartPx: number,
): Placed<Item>[] {
  const ends = new Map<number, number>()
  return [...items]
    .sort((a, b) => (a.measure ?? 0) - (b.measure ?? 0))
    .map((item) => {
      const x = (Math.min(lengthM, Math.max(0, item.measure ?? 0)) / lengthM) * widthPx
      const side = item.bank === 'left' ? 1 : item.bank === 'right' ? -1 : 0
      if (side === 0) return { item, x, row: 0 }
      let row = 1
      while (row < mostRows && x - (ends.get(side * row) ?? -Infinity) < apartPx) row += 1
      ends.set(side * row, x)
      return { item, x, row: side * row }
    })
}
