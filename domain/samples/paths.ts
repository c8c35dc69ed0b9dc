import { path, query } from '../path.ts'
import type { SampleSheet, SamplesWritten } from './schemas.ts'

interface Brought {
  file: string
  /** Which sheet of a workbook. */
  member?: string
}

export const samplePaths = {
  look: (brought: Brought) => path<{ POST: SampleSheet }>(`/api/samples/look${query({ ...brought })}`),
  write: (brought: Brought & { id: string; leaveOut?: 'yes' }) => path<{ POST: SamplesWritten }>(`/api/samples${query({ ...brought })}`),
}
