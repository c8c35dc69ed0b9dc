import { path, query } from '../path.ts'
import type { SearchAnswer } from './schemas.ts'

export const searchPath = (q: string, limit?: number) => path<{ GET: SearchAnswer }>(`/api/search${query({ q, limit })}`)
