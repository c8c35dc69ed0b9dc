import { part, path } from '../path.ts'
import type { BeforeAndAfter, Changed, Hanging, Passage } from './schemas.ts'

export const changePaths = {
  make: () => path<{ POST: Changed }>('/api/changes'),
  undo: (seq: number) => path<{ POST: Changed }>(`/api/changes/${seq}/undo`),
  history: (layer: string, code: string) => path<{ GET: Passage[] }>(`/api/history/${layer}/${part(code)}`),
  passage: (layer: string, code: string, seq: number) => path<{ GET: BeforeAndAfter }>(`/api/history/${layer}/${part(code)}/${seq}`),
  hanging: (layer: string, code: string) => path<{ GET: Hanging[] }>(`/api/features/${layer}/${part(code)}/hanging`),
}
