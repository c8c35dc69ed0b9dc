import { part, path, query } from '../path.ts'
import type { WaterCard } from './schemas.ts'

export const waterPaths = {
  card: (code: string, on?: string, known?: string) => path<{ GET: WaterCard }>(`/api/waters/${part(code)}${query({ on, known })}`),
}
