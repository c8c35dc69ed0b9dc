import { path } from '../path.ts'
import type { CommonAnswer, NearestAnswer, PathAnswer, TraceAnswer } from './schemas.ts'

/** A place may be asked for several times over: `from=A&from=B`. */
export const tracePaths = {
  trace: (asked: URLSearchParams) => path<{ GET: TraceAnswer }>(`/api/trace?${asked.toString()}`),
  common: (asked: URLSearchParams) => path<{ GET: CommonAnswer }>(`/api/trace/common?${asked.toString()}`),
  path: (asked: URLSearchParams) => path<{ GET: PathAnswer }>(`/api/trace/path?${asked.toString()}`),
  nearest: (asked: URLSearchParams) => path<{ GET: NearestAnswer }>(`/api/trace/nearest?${asked.toString()}`),
}
