// What a register answered to whom, in a form that another register's can be laid beside.
import { text } from 'node:stream/consumers'
import initSqlJs from 'sql.js'
import yauzl from 'yauzl'
import { Browser } from '../browser.ts'
import { decoded } from '../tiles.ts'

interface Answer<Body> {
  status: number
  body: Body
}

/** Asks as somebody, who keeps their cookies from one question to the next. */
export type Ask = <Body>(who: string, method: string, path: string, sent?: unknown, headers?: Headers) => Promise<Answer<Body>>
type Headers = Record<string, string>

/** A question and its answer, as they went. */
export interface Seen {
  method: string
  path: string
  sent: unknown
  status: number
  type: string
  body: unknown
}

export interface Line {
  asked: string
  status: number
  type: string
  body: unknown
}

/** All tables of a GeoPackage. */
const tablesOf = async (bytes: Buffer): Promise<unknown> => {
  const sqlite = await initSqlJs()
  const database = new sqlite.Database(bytes)
  const plain = (value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : value)
  const rowsOf = (statement: string) => database.exec(statement)
    .flatMap(({ columns, values }) => values.map((row) => Object.fromEntries(columns.map((column, i) => [column, plain(row[i])]))))
  const names = rowsOf("select name from sqlite_master where type = 'table' and name not like 'rtree%' order by name").map(({ name }) => String(name))
  const tables = Object.fromEntries(names.map((name) => [name, rowsOf(`select * from "${name}"`)]))
  database.close()
  return tables
}

/** The members of a zip or a workbook. */
const membersOf = async (bytes: Buffer): Promise<unknown> => {
  const zip = await yauzl.fromBufferPromise(bytes, { lazyEntries: true })
  const members: [string, string][] = []
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry)
    members.push([entry.fileName, await text(stream.setEncoding('latin1'))])
  }
  return members
}

/** A tile without the places of its corners, which the two encoders round each in its way (tiles.test.ts). */
const drawnIn = (bytes: Buffer): unknown =>
  Object.entries(decoded(bytes)).flatMap(([layer, drawn]) => drawn.map(({ code, type, properties }) => ({ layer, code, type, properties })))

const readers: Record<string, (bytes: Buffer) => unknown> = {
  // The network's version is written into it glyph by glyph, so its pages are counted. What it tells, the GeoPackage of the same
  // question does too.
  'application/pdf': (bytes) => bytes.toString('latin1').split('/Type /Page\n').length,
  'application/vnd.mapbox-vector-tile': drawnIn,
  'application/geopackage+sqlite3': tablesOf,
  'application/zip': membersOf,
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': membersOf,
}

const read = async (type: string, bytes: Buffer): Promise<unknown> => {
  const kind = type.split(';')[0]
  if (readers[kind]) return readers[kind](bytes)
  return bytes.length && /json$/.test(kind) ? (JSON.parse(bytes.toString()) as unknown) : bytes.toString('latin1')
}

/**
 * Outlines of lakes and reservoirs are thinned for tracing by GEOS, whose releases differ in a corner, and the network's version is
 * a digest over them: there they are left out. Whole outlines are compared where features are.
 */
const thinned = (path: string, body: string): string =>
  !/^\/api\/(network|trace|suspects)/.test(path) ? body : JSON.stringify(JSON.parse(body, (key, value: unknown) => {
    const { code, vertices, geom, properties } = (value ?? {}) as {
      code?: string; vertices?: number[]; geom?: string; properties?: { code?: string }
    }
    const standing = (of?: string) => /-[HK]\d+$/.test(of ?? '')
    if (key === 'standing' && vertices) return { ...(value as object), vertices: [] }
    if (key === 'shape' && typeof value === 'string') return ''
    if (geom && standing(code)) return { ...(value as object), geom: '' }
    return properties && standing(properties.code) ? { ...(value as object), geometry: null } : value
  }))

/**
 * What is another each time anything is done, and what stands for it. The same thing again has the same stand-in, so that it must be
 * the same on both sides.
 */
const volatile: { of: string; pattern: RegExp }[] = [
  // Those that a maker gives begin with zeros.
  { of: 'id', pattern: /\b(?!0{8}-)[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\b/g },
  { of: 'digest', pattern: /\b[0-9a-f]{64}\b/g },
  { of: 'version', pattern: /(?<=["'])[0-9a-f]{16}(?=["'])/g },
  { of: 'secret', pattern: /\b[A-Z2-7]{32}\b/g },
  { of: 'recovery code', pattern: /\b[0-9a-z]{4}(?:-[0-9a-z]{4}){3}\b/g },
  { of: 'engine', pattern: /(?<="(?:engine|postgis)":")[\w.]+(?=")/g },
  { of: 'password', pattern: /(?<="password":")\w{18}(?=")/g },
]

export class Transcript {
  readonly lines: Line[] = []
  private readonly browsers = new Map<string, Browser>()
  private readonly standIns = new Map<string, string>()
  // Both cities were built within the hour.
  private readonly lately = Date.now() - 3_600_000

  /** `look` is shown each answer as it came, before stand-ins take their places. */
  constructor(private readonly url: string, private readonly look: (seen: Seen) => void = () => {}) {}

  /** Asks, and writes down what came of it. */
  readonly ask: Ask = async <Body>(who: string, method: string, path: string, sent?: unknown, headers?: Headers) => {
    if (!this.browsers.has(who)) this.browsers.set(who, new Browser(this.url))
    const response = await this.browsers.get(who)!.fetch(method, path, sent, headers)
    const [status, type] = [response.status, response.headers.get('content-type') ?? '']
    const body = await read(type, Buffer.from(await response.arrayBuffer()))
    this.look({ method, path, sent, status, type, body })
    const asked = `${who}: ${method} ${this.plain(path)}`
    // How often one looks until it is ready is nobody's matter.
    if (method === 'GET' && this.lines.at(-1)?.asked === asked) this.lines.pop()
    this.lines.push({ asked, status, type, body: JSON.parse(this.plain(thinned(path, JSON.stringify(body)))) as unknown })
    return { status, body: body as Body }
  }

  private plain(text: string): string {
    // Where a page of a trace ends says the version too, in base64.
    const open = text.replace(/(?<="next":")Wy[IJ][\w-]+(?=")/g, (next) => Buffer.from(next, 'base64url').toString().replaceAll('"', "'"))
    return volatile.reduce((so, { of, pattern }) => so.replace(pattern, (one) => {
      if (!this.standIns.has(one)) this.standIns.set(one, `<${of} ${this.standIns.size}>`)
      return this.standIns.get(one)!
    }), open).replace(/\b20\d\d-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d(?::\d\d)?)?/g, (time) => (Date.parse(time) >= this.lately ? '<time>' : time))
  }
}
