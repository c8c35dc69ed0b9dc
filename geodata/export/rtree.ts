// A spatial index as SQLite's own r-tree module keeps it (sqlite.org/src/file/ext/rtree/rtree.c, "Database Format of R-Tree Tables"),
// packed at once from all boxes: the SQLite that writes our files has no such module, those that read them have.
import type { Extent } from './table.ts'

/** Of a two-dimensional tree: cells of a number and four coordinates, at most 51 of them a node, each node of one size. */
const mostCells = 51
const cellBytes = 24
const nodeBytes = 4 + mostCells * cellBytes

type Box = Pick<Extent, 'west' | 'south' | 'east' | 'north'>
/** A row of the table, or a node below. */
interface Cell extends Box {
  id: number
}

const middleX = ({ west, east }: Box) => west + east
const middleY = ({ south, north }: Box) => south + north

/** What lies near each other, together: strips from west to east, and within a strip from south to north (Leutenegger 1997). */
function grouped(cells: readonly Cell[]): Cell[][] {
  const groups = Math.ceil(cells.length / mostCells)
  const strip = mostCells * Math.ceil(groups / Math.ceil(Math.sqrt(groups)))
  const pieces = (all: Cell[], size: number) =>
    Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size))
  return pieces(cells.toSorted((a, b) => middleX(a) - middleX(b)), strip)
    .flatMap((one) => pieces(one.sort((a, b) => middleY(a) - middleY(b)), mostCells))
}

const around = (cells: readonly Cell[]): Box => ({
  west: Math.min(...cells.map(({ west }) => west)), south: Math.min(...cells.map(({ south }) => south)),
  east: Math.max(...cells.map(({ east }) => east)), north: Math.max(...cells.map(({ north }) => north)),
})

/** Half as many bits hold a coordinate there: the nearest such number that is not above, or not below. */
const [figure, bits] = ((bytes: ArrayBuffer) => [new Float32Array(bytes), new Int32Array(bytes)] as const)(new ArrayBuffer(4))
function narrow(value: number, up: boolean): number {
  figure[0] = value
  if (up ? figure[0] >= value : figure[0] <= value) return figure[0]
  if (figure[0] === 0) bits[0] = up ? 1 : -0x7fffffff
  else bits[0] += figure[0] > 0 === up ? 1 : -1
  return figure[0]
}

function nodeOf(cells: readonly Cell[], depth: number): Buffer {
  const node = Buffer.alloc(nodeBytes)
  node.writeUInt16BE(depth, 0)
  node.writeUInt16BE(cells.length, 2)
  cells.forEach(({ id, west, east, south, north }, i) => {
    const at = 4 + i * cellBytes
    node.writeBigInt64BE(BigInt(id), at)
    const sides = [narrow(west, false), narrow(east, true), narrow(south, false), narrow(north, true)]
    sides.forEach((value, k) => node.writeFloatBE(value, at + 8 + 4 * k))
  })
  return node
}

/** Rows of the three tables an r-tree is made of. */
export interface Tree {
  nodes: [node: number, data: Buffer][]
  /** Node → the one above it. */
  parents: [node: number, parent: number][]
  /** Row → the leaf it is in. */
  rows: [row: number, node: number][]
}

/** A tree over boxes by the numbers of their rows; of none an empty root. */
export function rtree(boxes: readonly Cell[]): Tree {
  const tree: Tree = { nodes: [], parents: [], rows: [] }
  // The root is node 1.
  let last = 1
  const put = (cells: readonly Cell[], depth: number, node: number, leaf: boolean) => {
    tree.nodes.push([node, nodeOf(cells, depth)])
    for (const { id } of cells) (leaf ? tree.rows : tree.parents).push([id, node])
  }
  let level: readonly Cell[] = boxes
  let depth = 0
  for (; level.length > mostCells; depth++)
    level = grouped(level).map((cells) => {
      const id = ++last
      put(cells, 0, id, depth === 0)
      return { id, ...around(cells) }
    })
  put(level, depth, 1, depth === 0)
  return tree
}
