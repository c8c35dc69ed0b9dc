// Where a tile lies, in the XYZ scheme.
import { Problem } from '../http/problem.ts'
import type { TileAddress } from './queries.ts'

const deepest = 22

/** A tile address from a URL's parts. Throws `tileUnknown` for anything that is not a tile of the world. */
export const tileAddress = (parts: { z: string; x: string; y: string }): TileAddress => {
  const [z, x, y] = [parts.z, parts.x, parts.y].map((part) => (/^\d{1,8}$/.test(part) ? Number(part) : NaN)) as [number, number, number]
  if (!(z <= deepest && x < 2 ** z && y < 2 ** z)) throw new Problem('tileUnknown', parts)
  return { z, x, y }
}
