/** Which rows are in sight, with a few more on each side so that scrolling does not flicker. */
export function windowOf(
  { scrollTop, height, rowPixels, rows }: { scrollTop: number; height: number; rowPixels: number; rows: number }, spare = 6,
): { from: number; to: number } {
  const from = Math.max(0, Math.min(rows, Math.floor(scrollTop / rowPixels) - spare))
  return { from, to: Math.min(rows, Math.ceil((scrollTop + height) / rowPixels) + spare) }
}
