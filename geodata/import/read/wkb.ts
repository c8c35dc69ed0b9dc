// Well-known binary, plain, ISO and PostGIS's, in two dimensions; curves are made straight.
import type { Geometry } from 'geojson'
import { text } from '../../../domain/text.ts'
import { deepestNesting } from './source.ts'

export type Place = [number, number]

/** Degrees of arc to a chord: it leaves the arc by no more than 0.016 % of the radius. Our proposal. */
const chordDegrees = 2

/** An arc through three places, from the second place on; a circle where first and last are one. */
function arc([ax, ay]: Place, [bx, by]: Place, [cx, cy]: Place): Place[] {
  const circle = ax === cx && ay === cy
  const turn = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
  if (!circle && Math.abs(turn) <= 1e-12 * (Math.hypot(bx - ax, by - ay) * Math.hypot(cx - ax, cy - ay))) return [[bx, by], [cx, cy]]
  const [b2, c2] = [(bx - ax) ** 2 + (by - ay) ** 2, (cx - ax) ** 2 + (cy - ay) ** 2]
  const x = circle ? (ax + bx) / 2 : ax + (b2 * (cy - ay) - c2 * (by - ay)) / (2 * turn)
  const y = circle ? (ay + by) / 2 : ay + (c2 * (bx - ax) - b2 * (cx - ax)) / (2 * turn)
  const radius = Math.hypot(ax - x, ay - y)
  const from = Math.atan2(ay - y, ax - x)
  const full = 2 * Math.PI
  const positive = (angle: number) => ((angle % full) + full) % full
  const sweep = circle ? full : turn > 0 ? positive(Math.atan2(cy - y, cx - x) - from) : -positive(from - Math.atan2(cy - y, cx - x))
  const steps = Math.max(2, Math.ceil((Math.abs(sweep) * 180) / Math.PI / chordDegrees))
  const between = Array.from({ length: steps - 1 }, (_, i): Place => {
    const angle = from + (sweep * (i + 1)) / steps
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)]
  })
  return [...between, [cx, cy]]
}

/** Places of arcs as chords: each arc goes through three of them. Throws where one lacks its third. */
export const straightened = (places: Place[]): Place[] => {
  if (places.length && places.length % 2 === 0) throw new Error(`an arc of ${places.length} places`)
  return places.flatMap((place, i) => (i === 0 ? [place] : i % 2 ? [] : arc(places[i - 2], places[i - 1], place)))
}

/** Said of shapes with arcs. */
export const madeStraight = text('曲线已化成折线：每 2° 弧一段，偏离不超过半径的 0.016%（我们的建议值）', 'curves were made straight: a chord for every 2 degrees, off by at most 0.016 % of the radius (our proposal)')

class Reader {
  private at = 0
  curved = false
  srid: number | null = null

  constructor(private readonly bytes: Buffer) {}

  private take(length: number): number {
    const from = this.at
    if (from + length > this.bytes.length) throw new Error('it breaks off')
    this.at += length
    return from
  }

  geometry(depth = 0): Geometry | null {
    if (depth > deepestNesting) throw new Error('nested too deep')
    const order = this.bytes[this.take(1)]
    if (order !== 0 && order !== 1) throw new Error(`byte order ${order}`)
    const integer = () => (order ? this.bytes.readUInt32LE(this.take(4)) : this.bytes.readUInt32BE(this.take(4)))
    const double = () => (order ? this.bytes.readDoubleLE(this.take(8)) : this.bytes.readDoubleBE(this.take(8)))
    const written = integer()
    if (written & 0x20000000) this.srid = integer()
    const plain = written & 0x0fffffff
    const [type, more] = [plain % 1000, Math.floor(plain / 1000)]
    if (more > 3) throw new Error(`geometry type ${plain}`)
    const extra = Math.max((written & 0x80000000 ? 1 : 0) + (written & 0x40000000 ? 1 : 0), more === 3 ? 2 : more ? 1 : 0)
    const place = (): Place => {
      const found: Place = [double(), double()]
      this.take(8 * extra)
      return found
    }
    const counted = <T>(least: number, one: () => T): T[] => {
      const count = integer()
      if (count * least > this.bytes.length - this.at) throw new Error('it breaks off')
      return Array.from({ length: count }, one)
    }
    const places = () => counted(16 + 8 * extra, place)
    const inner = () => counted(5, () => this.geometry(depth + 1)).filter((one) => one !== null)
    const path = (one: Geometry): Place[] => {
      if (one.type !== 'LineString') throw new Error(`${one.type} in a curve`)
      return one.coordinates as Place[]
    }
    const rings = (one: Geometry): Place[][] => {
      if (one.type !== 'Polygon') throw new Error(`${one.type} in a surface`)
      return one.coordinates as Place[][]
    }
    switch (type) {
      case 1: {
        const coordinates = place()
        return coordinates.some(Number.isNaN) ? null : { type: 'Point', coordinates }
      }
      case 2: return { type: 'LineString', coordinates: places() }
      case 3:
      case 17: return { type: 'Polygon', coordinates: counted(4, places) }
      case 4: return { type: 'MultiPoint', coordinates: inner().flatMap((one) => (one.type === 'Point' ? [one.coordinates] : [])) }
      case 5:
      case 11: return { type: 'MultiLineString', coordinates: inner().map(path) }
      case 6:
      case 12:
      case 15:
      case 16: return { type: 'MultiPolygon', coordinates: inner().map(rings) }
      case 7: return { type: 'GeometryCollection', geometries: inner() }
      case 8:
        this.curved = true
        return { type: 'LineString', coordinates: straightened(places()) }
      case 9: return { type: 'LineString', coordinates: inner().map(path).flatMap((piece, i) => piece.slice(i ? 1 : 0)) }
      case 10: return { type: 'Polygon', coordinates: inner().map(path) }
      default: throw new Error(`geometry type ${plain}`)
    }
  }
}

/** Geometry of well-known binary, whether arcs of it were made straight, and the system it names; null for an empty place. Throws. */
export function readWkb(bytes: Uint8Array): { geometry: Geometry | null; curved: boolean; srid: number | null } {
  const reader = new Reader(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  const geometry = reader.geometry()
  return { geometry, curved: reader.curved, srid: reader.srid }
}
