// What every writer is given: a layer's rows, one after the other, already in the system they are to be written in.
import { createWriteStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { projection } from '../../domain/coordinates.ts'
import type { Layer } from '../../domain/catalogue.ts'
import type { ExportSystem } from '../../domain/export/formats.ts'
import type { Geometry } from '../ewkb.ts'

export type Value = string | number | boolean | null

export interface ExportRow {
  fields: Record<string, Value>
  geometry: Geometry
}

/** What of a layer a file has. */
export interface Sheet extends Pick<Layer, 'title' | 'geometry' | 'fields'> {
  id: string
}

export interface Table {
  layer: Sheet
  system: ExportSystem
  rows: AsyncIterable<ExportRow>
}

/** Writes a table to a file; throws a `Misfit` for what the format cannot hold. */
export type Write = (path: string, table: Table) => Promise<void>

/** What a format has no room for. Nothing is ever cut to fit. */
export class Misfit extends Error {
  constructor(
    readonly code: 'exportTextTooLong' | 'exportTooLarge',
    readonly details: Record<string, string | number>,
  ) {
    super(code)
  }
}

/** Refuses a text by the row and the field it stands in. */
export const tooLong = ({ fields }: ExportRow, title: string, length: number, most: number, format: string) =>
  new Misfit('exportTextTooLong', { row: String(fields.code), field: title, length, most, format })

type Place = number[]

/** The same shape with every place moved. */
function moved(geometry: Geometry, move: (at: [number, number]) => Place): Geometry {
  const each = (value: unknown): unknown => (typeof (value as Place)[0] === 'number' ? move(value as [number, number]) : (value as unknown[]).map(each))
  return { type: geometry.type, coordinates: each(geometry.coordinates) } as Geometry
}

/** From stored degrees into a system; degrees stay the numbers they are. */
export function intoSystem(system: ExportSystem): (geometry: Geometry) => Geometry {
  if (system === '4490') return (geometry) => geometry
  const { fromDegrees } = projection(`EPSG:${system}`)!
  return (geometry) => moved(geometry, fromDegrees)
}

/** All places of a shape. */
function* placesOf(geometry: Geometry): Generator<Place> {
  const each = function* (value: unknown): Generator<Place> {
    if (typeof (value as Place)[0] === 'number') yield value as Place
    else for (const inner of value as unknown[]) yield* each(inner)
  }
  yield* each(geometry.coordinates)
}

export class Extent {
  west = Infinity
  south = Infinity
  east = -Infinity
  north = -Infinity

  add(geometry: Geometry): this {
    for (const [x, y] of placesOf(geometry) as Iterable<[number, number]>) {
      this.west = Math.min(this.west, x)
      this.south = Math.min(this.south, y)
      this.east = Math.max(this.east, x)
      this.north = Math.max(this.north, y)
    }
    return this
  }
  join(other: Extent): void {
    this.west = Math.min(this.west, other.west)
    this.south = Math.min(this.south, other.south)
    this.east = Math.max(this.east, other.east)
    this.north = Math.max(this.north, other.north)
  }
}

/** Writes text as it is made, waiting where the disk is slower. */
export const writeText = (path: string, pieces: AsyncIterable<string>): Promise<void> =>
  pipeline(Readable.from(pieces), createWriteStream(path))
