// Well-known text, plain, ISO and PostGIS's (SRID=4490;…), in two dimensions; curves are made straight.
import type { Geometry } from 'geojson'
import { deepestNesting } from './source.ts'
import { straightened, type Place } from './wkb.ts'

const token = /\s*([(),]|[A-Za-z]+|[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*/y

const tokensOf = (written: string): string[] => {
  const tokens: string[] = []
  for (token.lastIndex = 0; token.lastIndex < written.length;) {
    const at = token.lastIndex
    const found = token.exec(written)
    if (!found) throw new Error(`“${written.slice(at, at + 20)}”`)
    tokens.push(found[1])
  }
  return tokens
}

/** What stands within these, where it is not named itself. */
const inner: Record<string, string> = {
  CURVEPOLYGON: 'LINESTRING', COMPOUNDCURVE: 'LINESTRING', POLYGON: 'LINESTRING', TRIANGLE: 'LINESTRING', MULTILINESTRING: 'LINESTRING', MULTICURVE: 'LINESTRING',
  MULTIPOLYGON: 'POLYGON', MULTISURFACE: 'POLYGON', POLYHEDRALSURFACE: 'POLYGON', TIN: 'POLYGON',
}

class Reader {
  private at = 0
  curved = false

  constructor(private readonly tokens: readonly string[]) {}

  private take(wanted: string): void {
    if (this.tokens[this.at] !== wanted) throw new Error(`${wanted} is missing`)
    this.at++
  }

  /** Members in brackets, with commas between them. */
  private list<T>(one: () => T): T[] {
    if (this.tokens[this.at]?.toUpperCase() === 'EMPTY') {
      this.at++
      return []
    }
    this.take('(')
    const found = [one()]
    while (this.tokens[this.at] === ',') {
      this.at++
      found.push(one())
    }
    this.take(')')
    return found
  }

  private place(): Place {
    const figures: number[] = []
    while (/^[-+.\d]/.test(this.tokens[this.at] ?? '')) figures.push(Number(this.tokens[this.at++]))
    if (figures.length < 2 || figures.length > 4) throw new Error(`a place of ${figures.length} figures`)
    return [figures[0], figures[1]]
  }

  private member(kind: string, depth: number): Place[] | Place[][] {
    const geometry = this.shape(depth + 1, kind)
    if (geometry.type !== (kind === 'POLYGON' ? 'Polygon' : 'LineString')) throw new Error(`${geometry.type} in it`)
    return geometry.coordinates as Place[] | Place[][]
  }

  /** `unnamed` is what it is where no word says so. */
  shape(depth = 0, unnamed?: string): Geometry {
    if (depth > deepestNesting) throw new Error('nested too deep')
    let type = unnamed ?? ''
    if (/^[A-Za-z]/.test(this.tokens[this.at] ?? '') && this.tokens[this.at].toUpperCase() !== 'EMPTY') {
      type = this.tokens[this.at++].toUpperCase().replace(/(?<=.{4})(ZM?|M)$/, '')
      if (/^(Z|M|ZM)$/i.test(this.tokens[this.at] ?? '')) this.at++
    }
    const members = () => this.list(() => this.member(inner[type], depth))
    switch (type) {
      case 'POINT': {
        const [place = [], ...more] = this.list(() => this.place())
        if (more.length) throw new Error('a point of several places')
        return { type: 'Point', coordinates: place }
      }
      case 'LINESTRING':
      case 'LINEARRING': return { type: 'LineString', coordinates: this.list(() => this.place()) }
      case 'CIRCULARSTRING':
        this.curved = true
        return { type: 'LineString', coordinates: straightened(this.list(() => this.place())) }
      case 'COMPOUNDCURVE': return { type: 'LineString', coordinates: (members() as Place[][]).flatMap((piece, i) => piece.slice(i ? 1 : 0)) }
      case 'POLYGON':
      case 'TRIANGLE':
      case 'CURVEPOLYGON': return { type: 'Polygon', coordinates: members() as Place[][] }
      case 'MULTIPOINT':
        return { type: 'MultiPoint', coordinates: this.list(() => (this.tokens[this.at] === '(' ? this.list(() => this.place())[0] : this.place())) }
      case 'MULTILINESTRING':
      case 'MULTICURVE': return { type: 'MultiLineString', coordinates: members() as Place[][] }
      case 'MULTIPOLYGON':
      case 'MULTISURFACE':
      case 'POLYHEDRALSURFACE':
      case 'TIN': return { type: 'MultiPolygon', coordinates: members() as Place[][][] }
      case 'GEOMETRYCOLLECTION': return { type: 'GeometryCollection', geometries: this.list(() => this.shape(depth + 1)) }
      default: throw new Error(`“${type.slice(0, 30)}” is no kind of shape`)
    }
  }

  end(): void {
    if (this.at < this.tokens.length) throw new Error(`“${this.tokens[this.at].slice(0, 20)}” after its end`)
  }
}

/** Geometry of well-known text, whether arcs of it were made straight, and the system it names. Throws on a broken one. */
export function readWkt(written: string): { geometry: Geometry; curved: boolean; srid: number | null } {
  const [, srid, words] = /^(?:srid\s*=\s*(\d+)\s*;)?([^]*)$/i.exec(written.trim())!
  const reader = new Reader(tokensOf(words))
  const geometry = reader.shape()
  reader.end()
  return { geometry, curved: reader.curved, srid: srid === undefined ? null : Number(srid) }
}
