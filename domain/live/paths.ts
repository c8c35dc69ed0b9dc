import { query } from '../path.ts'

/** `since`: the id of the last event one has heard, or the number of a change. */
export const livePath = (since: string) => `/api/live${query({ since })}`
