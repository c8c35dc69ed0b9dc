import { query } from '../path.ts'

export const exportPath = (layer: string, asked: Record<string, string | undefined>) => `/api/export/${layer}${query(asked)}`
