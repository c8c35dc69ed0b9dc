import { path, query } from '../path.ts'
import type { Health, LayerEntry, Settings, StateOfMonth } from './schemas.ts'

export const cityPaths = {
  health: () => path<{ GET: Health }>('/api/health'),
  settings: () => path<{ GET: Settings }>('/api/settings'),
  layers: () => path<{ GET: LayerEntry[] }>('/api/layers'),
  state: (month: string) => path<{ GET: StateOfMonth }>(`/api/state${query({ month })}`),
}
