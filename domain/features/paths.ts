import { part, path, query } from '../path.ts'
import type { FeatureCard, FeaturePage, PastThings, Pieces, SceneLink } from './schemas.ts'

type Box = readonly number[]

export const featurePaths = {
  page: (layer: string, asked: Record<string, string | undefined> = {}) => path<{ GET: FeaturePage }>(`/api/features/${layer}${query(asked)}`),
  card: (layer: string, code: string, on?: string, known?: string) => path<{ GET: FeatureCard }>(`/api/features/${layer}/${part(code)}${query({ on, known })}`),
  past: (layer: string, bbox: Box, on: string, known?: string) => path<{ GET: PastThings }>(`/api/past/${layer}${query({ on, known, bbox: bbox.join(',') })}`),
  shapes: (layer: string, bbox: Box) => path<{ GET: Pieces }>(`/api/shapes/${layer}${query({ bbox: bbox.join(',') })}`),
  links: (codes: readonly string[]) => path<{ GET: SceneLink[] }>(`/api/links?codes=${codes.map(part).join(',')}`),
}
