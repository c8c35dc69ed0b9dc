// How well lines hang together as a river network: ends that meet nothing, crossings without a node, lines drawn twice,
// lines that cross themselves, and islands cut off from the rest.
import type { LonLat } from '../../domain/coordinates.ts'
import { text, type Text } from '../../domain/text.ts'
import { crossing, degreesOf, key, metresToSegment } from '../../domain/topology/plane.ts'
import { indexOf } from '../../domain/topology/shape.ts'

export interface TopologyLine {
  /** What messages call the line. */
  label: string
  parts: LonLat[][]
}

interface Finding {
  what: Text
  count: number
  /** The first few. */
  examples: { label: string; at: LonLat }[]
}

export interface Topology {
  lines: number
  /** How the lower ends of the lines, their last points, lie. */
  lowerEnds: { onAnotherLine: number; atItsEnd: number; closed: number; alone: number }
  upperEnds: { onAnotherLine: number; atItsEnd: number; alone: number }
  /** Connected groups of lines, the largest first, in lines. */
  groups: number[]
  findings: Finding[]
}

const examplesKept = 10

interface Segment {
  line: number
  a: LonLat
  b: LonLat
  /** First or last of its line part: touching there is a node, crossing elsewhere is not. */
  position: number
}

class Examples {
  count = 0
  examples: Finding['examples'] = []
  constructor(readonly what: Text) {}
  add(label: string, at: LonLat) {
    this.count++
    if (this.examples.length < examplesKept) this.examples.push({ label, at })
  }
}

/** Looks at lines in stored degrees; ends within `toleranceMetres` of another line meet it. */
export function topologyOf(lines: readonly TopologyLine[], toleranceMetres = 1): Topology {
  const loose = new Examples(text(`端点 ${toleranceMetres} 米内不接任何线`, `ends that meet nothing within ${toleranceMetres} m`))
  const crossed = new Examples(text('相交处没有节点', 'crossings without a node'))
  const twice = new Examples(text('重复的线', 'lines drawn twice'))
  const selfCrossed = new Examples(text('自相交', 'lines that cross themselves'))
  const cutOff = new Examples(text('孤立的线组（不接最大的一组）', 'islands, not joined to the largest group'))

  const segments: Segment[] = lines.flatMap(({ parts }, line) =>
    parts.flatMap((places, part) => places.slice(1).map((b, i) => ({ line, a: places[i], b, position: part * 1e6 + i }))))
  const empty = {
    lines: lines.length, lowerEnds: { onAnotherLine: 0, atItsEnd: 0, closed: 0, alone: 0 },
    upperEnds: { onAnotherLine: 0, atItsEnd: 0, alone: 0 }, groups: [], findings: [],
  }
  const tree = indexOf(segments)
  if (!tree) return empty

  const seen = new Map<string, string>()
  for (const { label, parts } of lines) {
    const there = parts.map((places) => places.map(key).join(' ')).join('|')
    const back = parts.map((places) => places.map(key).reverse().join(' ')).join('|')
    if (seen.has(there) || seen.has(back)) twice.add(`${label} = ${seen.get(there) ?? seen.get(back)}`, parts[0]?.[0])
    else seen.set(there, label)
  }

  const group = lines.map((_, i) => i)
  const rootOf = (i: number): number => {
    while (group[i] !== i) i = group[i] = group[group[i]]
    return i
  }

  const firstAt = new Map<string, number>()
  for (const [line, { parts }] of lines.entries())
    for (const place of parts.flat()) {
      const other = firstAt.get(key(place))
      if (other === undefined) firstAt.set(key(place), line)
      else group[rootOf(other)] = rootOf(line)
    }

  const ends = lines.map(({ parts }) => ({ first: parts[0]?.[0], last: parts.at(-1)?.at(-1) as LonLat }))
  const { lowerEnds, upperEnds } = empty
  for (const [line, { first, last }] of ends.entries()) {
    const closed = key(first) === key(last)
    for (const [at, tally] of [[first, upperEnds], [last, lowerEnds]] as const) {
      const [dx, dy] = degreesOf(toleranceMetres, at)
      const met = new Set(tree.search(at[0] - dx, at[1] - dy, at[0] + dx, at[1] + dy)
        .map((i) => segments[i])
        .filter((segment) => segment.line !== line && metresToSegment(at, segment.a, segment.b) <= toleranceMetres)
        .map((segment) => segment.line))
      for (const other of met) group[rootOf(other)] = rootOf(line)
      const atEnd = [...met].some((other) =>
        [ends[other]?.first, ends[other]?.last].some((end) => end && metresToSegment(at, end, end) <= toleranceMetres))
      if (met.size) tally.onAnotherLine++
      if (atEnd) tally.atItsEnd++
      if (!met.size && closed && tally === lowerEnds) lowerEnds.closed++
      if (!met.size && !closed) {
        tally.alone++
        loose.add(`${lines[line]?.label}${tally === lowerEnds ? '（末端）' : '（首端）'}`, at)
      }
    }
  }

  for (const [i, one] of segments.entries()) {
    for (const j of tree.search(
      Math.min(one.a[0], one.b[0]), Math.min(one.a[1], one.b[1]), Math.max(one.a[0], one.b[0]), Math.max(one.a[1], one.b[1]),
    )) {
      const other = segments[j]
      if (j <= i || (other.line === one.line && Math.abs(other.position - one.position) <= 1)) continue
      const at = crossing(one.a, one.b, other.a, other.b)
      if (!at) continue
      const [label, otherLabel] = [lines[one.line]?.label ?? '', lines[other.line]?.label ?? '']
      if (one.line === other.line) selfCrossed.add(label, at)
      else crossed.add(`${label} × ${otherLabel}`, at)
    }
  }

  const sizes = new Map<number, number>()
  for (const line of lines.keys()) sizes.set(rootOf(line), (sizes.get(rootOf(line)) ?? 0) + 1)
  const sorted = [...sizes].sort(([, a], [, b]) => b - a)
  for (const [root, size] of sorted.slice(1)) cutOff.add(`${lines[root]?.label}（${size} 条）`, ends[root]?.first)

  const findings = [loose, crossed, twice, selfCrossed, cutOff].map(({ what, count, examples }) => ({ what, count, examples }))
  return { lines: lines.length, lowerEnds, upperEnds, groups: sorted.map(([, size]) => size), findings }
}
