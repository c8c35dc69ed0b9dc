import { path, query } from '../path.ts'
import type { LookRecord, SuspectsAnswer } from './schemas.ts'

type Asked = Record<string, string | undefined>

export const suspectPaths = {
  ranking: (asked: Asked) => path<{ GET: SuspectsAnswer }>(`/api/suspects${query(asked)}`),
  pack: (asked: Asked) => `/api/suspects/pack${query(asked)}`,
  looks: () => path<{ POST: LookRecord }>('/api/looks'),
}
