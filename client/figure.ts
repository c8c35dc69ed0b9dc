// A number as far as it is known. What begins with nothing begins as 'coming' and never as 0, and what could not be had is no 0 either.
import type { Problem } from './api.ts'

export type Figure = number | 'coming' | 'failed'

/** What `read` says of something that is there; of what is not, whether it is on its way or could not be had. */
export const figureOf = <Body>(body: Body | null | undefined, problem: Problem | null, read: (body: Body) => number): Figure =>
  body !== null && body !== undefined ? read(body) : problem ? 'failed' : 'coming'
