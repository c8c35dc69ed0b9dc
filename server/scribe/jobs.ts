// What the thread that writes files is told: what to write, and rows as the database says them, so that reading shapes, moving
// them into a system and writing them down all happen there.
import type { ExportFormat, ExportSystem } from '../../domain/export/formats.ts'
import type { Sheet, Value } from '../../geodata/export/table.ts'

export interface SentRow {
  fields: Record<string, Value>
  /** WKB in hexadecimal, or GeoJSON, which begins with a brace; null only in GeoJSON of a trace. */
  shape: string | null
}

export type Job =
  | { kind: 'tables'; format: ExportFormat; path: string; tables: { layer: Sheet; system: ExportSystem }[] }
  /** Features under members of their own: what was asked. */
  | { kind: 'features'; path: string; head: object }
  /** What a noun writes by itself: address of a module of its whose `write` takes the path, and what to write. */
  | { kind: 'own'; module: string; path: string; what: unknown }

export type Told = { job: Job } | { table: number; rows: SentRow[] } | { end: true }
/** `more`: a batch has been taken up. */
export type Heard = { more: true } | { done: true }
  | { failed: { message: string; code?: string; details?: Record<string, string | number>; misfit: boolean } }
