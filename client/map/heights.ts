// What lies on what on the map, from below. Whoever puts a layer on it takes one of these heights.
const fromBelow = [
  'relief', 'tianditu',
  'ground', 'water',
  /** Light along waters: points stay above it. */
  'light',
  'points',
  'hover', 'selection',
  /** What would be, over what is: of an import, and of two shapes side by side. */
  'preview', 'compared',
  /** Rings around things that are lit. */
  'rings',
  'guides', 'drawing',
  /** Far out names go over the month's small marks; where marks carry letters they lie on top. */
  'marksBelow', 'names', 'marks',
  'numbers', 'letters',
  'me',
] as const

type Height = (typeof fromBelow)[number]

export const heights = Object.fromEntries(fromBelow.map((name, index) => [name, index])) as Record<Height, number>
