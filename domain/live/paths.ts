import { query } from '../path.ts'

export const livePath = (since: number) => `/api/live${query({ since })}`
