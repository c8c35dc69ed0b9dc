import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rtree } from './rtree.ts'

interface Box { id: number; west: number; south: number; east: number; north: number }

const cellsOf = (node: Buffer) => Array.from({ length: node.readUInt16BE(2) }, (_, i) => {
  const at = 4 + 24 * i
  const [west, east, south, north] = [8, 12, 16, 20].map((k) => node.readFloatBE(at + k))
  return { id: Number(node.readBigInt64BE(at)), west, east, south, north }
})
const meets = (a: Omit<Box, 'id'>, b: Omit<Box, 'id'>) => a.west <= b.east && b.west <= a.east && a.south <= b.north && b.south <= a.north

it.each([0, 1, 51, 52, 51 * 51, 51 * 51 + 1])('of %i boxes every one is found where it lies, through nodes that hold what is below them', (count) => {
  const within = (min: number, max: number) => fc.double({ min, max, noNaN: true })
  const boxes: Box[] = fc.sample(fc.tuple(within(-180, 180), within(-1e6, 1e6), within(0, 1)), count)
    .map(([west, south, size], i) => ({ id: i + 1, west, south, east: west + size, north: south + size }))
  const { nodes, parents, rows } = rtree(boxes)
  const node = new Map(nodes)
  const above = new Map<number | string, number>([...parents, ...rows.map(([row, leaf]) => [`row ${row}`, leaf] as const)])
  const depth = node.get(1)!.readUInt16BE(0)
  expect([new Set(nodes.map(([, data]) => data.length)), rows.length]).toEqual([new Set([1228]), count])
  const found = (where: Omit<Box, 'id'>, at = 1, level = depth): number[] =>
    cellsOf(node.get(at)!).filter((cell) => meets(cell, where)).flatMap(({ id }) => {
      if (above.get(level ? id : `row ${id}`) !== at) throw new Error(`${id} is not said to be in ${at}`)
      return level ? found(where, id, level - 1) : [id]
    })
  for (const box of boxes.slice(0, 20))
    expect(found(box)).toEqual(expect.arrayContaining(boxes.filter((one) => meets(one, box)).map(({ id }) => id)))
  const everywhere = { west: -Infinity, south: -Infinity, east: Infinity, north: Infinity }
  expect(found(everywhere).sort((a, b) => a - b)).toEqual(boxes.map(({ id }) => id))
})
