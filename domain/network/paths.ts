import { path, query } from '../path.ts'
import type { NetworkAnswer, NetworkChanges, RelationsAnswer } from './schemas.ts'

export const networkPaths = {
  whole: () => path<{ GET: NetworkAnswer }>('/api/network'),
  changes: (since: number) => path<{ GET: NetworkChanges }>(`/api/network/changes${query({ since })}`),
  relations: () => path<{ POST: RelationsAnswer }>('/api/network/relations'),
}
