// GeoJSON shapes → EWKB hex, which is how rows with geometry are copied into either engine.
import type { Position } from 'geojson'

export type Geometry =
  | { type: 'Point'; coordinates: Position }
  | { type: 'LineString' | 'MultiPoint'; coordinates: Position[] }
  | { type: 'Polygon' | 'MultiLineString'; coordinates: Position[][] }
  | { type: 'MultiPolygon'; coordinates: Position[][][] }

const codes = { Point: 1, LineString: 2, Polygon: 3, MultiPoint: 4, MultiLineString: 5, MultiPolygon: 6 } as const
const sridFlag = 0x20000000

class Writer {
  private bytes = Buffer.allocUnsafe(1 << 12)
  private length = 0

  private room(more: number) {
    if (this.length + more <= this.bytes.length) return
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + more))
    this.bytes.copy(larger, 0, 0, this.length)
    this.bytes = larger
  }
  header(type: keyof typeof codes, srid?: number) {
    this.room(9)
    this.length = this.bytes.writeUInt8(1, this.length)
    this.length = this.bytes.writeUInt32LE(codes[type] | (srid ? sridFlag : 0), this.length)
    if (srid) this.length = this.bytes.writeUInt32LE(srid, this.length)
  }
  count(n: number) {
    this.room(4)
    this.length = this.bytes.writeUInt32LE(n, this.length)
  }
  position([x, y]: Position) {
    this.room(16)
    this.length = this.bytes.writeDoubleLE(x, this.length)
    this.length = this.bytes.writeDoubleLE(y, this.length)
  }
  positions(list: Position[]) {
    this.count(list.length)
    this.room(16 * list.length)
    for (const at of list) this.position(at)
  }
  hex() {
    const hex = this.bytes.toString('hex', 0, this.length)
    this.length = 0
    return hex
  }
}

const writer = new Writer()

const write = (geometry: Geometry, srid?: number): void => {
  writer.header(geometry.type, srid)
  switch (geometry.type) {
    case 'Point':
      return writer.position(geometry.coordinates)
    case 'LineString':
      return writer.positions(geometry.coordinates)
    case 'Polygon':
      writer.count(geometry.coordinates.length)
      return geometry.coordinates.forEach((ring) => writer.positions(ring))
    case 'MultiPoint':
      writer.count(geometry.coordinates.length)
      return geometry.coordinates.forEach((coordinates) => write({ type: 'Point', coordinates }))
    case 'MultiLineString':
      writer.count(geometry.coordinates.length)
      return geometry.coordinates.forEach((coordinates) => write({ type: 'LineString', coordinates }))
    case 'MultiPolygon':
      writer.count(geometry.coordinates.length)
      return geometry.coordinates.forEach((coordinates) => write({ type: 'Polygon', coordinates }))
  }
}

/** Coordinates in degrees [lon, lat]; `srid` is written into the value. */
export const ewkbHex = (geometry: Geometry, srid = 4490): string => {
  write(geometry, srid)
  return writer.hex()
}
