import { part, path, query } from '../path.ts'
import type { QualityMonth, QualitySeries } from './schemas.ts'

export const qualityPaths = {
  series: (code: string, to?: string) => path<{ GET: QualitySeries }>(`/api/quality/${part(code)}${query({ to })}`),
  month: (month: string, format?: 'csv') => path<{ GET: QualityMonth }>(`/api/quality${query({ month, format })}`),
}
