// The thread a sheet of samples is read in: whatever its rows cost is spent here.
import { parentPort, workerData } from 'node:worker_threads'
import type { Text } from '../../domain/text.ts'
import { tableIn } from '../../geodata/import/read/open.ts'
import { Refusal } from '../../geodata/import/refusal.ts'
import { sheetOf, type Sheet, type SheetOptions } from '../../geodata/samples/sheet.ts'

export interface Work extends SheetOptions {
  path: string
  /** A folder for what is unpacked; it is somebody else's to remove. */
  folder: string
  encoding: string | null
  member: string | null
}

export type Found = { sheet: Sheet & { format: Text } } | { refused: Text } | { failed: string }

/** A year of every section of a province, day by day. */
const mostRows = 200_000

const { path, folder, encoding, member, ...options } = workerData as Work
const tell = (found: Found) => parentPort!.postMessage(found)
try {
  const { format, rows } = await tableIn(path, { encoding, member, within: folder }, mostRows)
  tell({ sheet: { ...sheetOf(rows, options), format } })
} catch (reason) {
  tell(reason instanceof Refusal ? { refused: reason.words } : { failed: String((reason as Error).stack ?? reason) })
}
