import type { Changed } from '../changes/schemas.ts'
import { path, query } from '../path.ts'
import type { ImportPreview, StagedImport, StagedRows } from './schemas.ts'

export const importPaths = {
  all: () => path<{ GET: StagedImport[] }>('/api/imports'),
  upload: (layer: string | null, file: string) => path<{ POST: StagedImport }>(`/api/imports${query({ layer, file })}`),
  one: (id: string) => path<{ GET: StagedImport; PUT: StagedImport; DELETE: object }>(`/api/imports/${id}`),
  /** The same file, read for a layer. */
  into: (id: string, layer: string) => path<{ PUT: StagedImport }>(`/api/imports/${id}${query({ layer })}`),
  template: (layer: string, format: 'csv' | 'xlsx') => `/api/templates/${layer}${query({ format })}`,
  preview: (id: string, bbox: readonly number[]) => path<{ GET: ImportPreview }>(`/api/imports/${id}/preview${query({ bbox: bbox.join(',') })}`),
  rows: (id: string, fate: string, after: string | null = null) => path<{ GET: StagedRows }>(`/api/imports/${id}/rows${query({ fate, after })}`),
  errors: (id: string) => `/api/imports/${id}/errors.csv`,
  commit: (id: string) => path<{ POST: Changed }>(`/api/imports/${id}/commit`),
}
