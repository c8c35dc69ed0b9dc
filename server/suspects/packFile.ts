// The evidence pack as a file, written in the scribe's thread (server/scribe). What a format needs is loaded with the first one.
import { writeFile } from 'node:fs/promises'
import type { Pack } from './contents.ts'

export const write = async (path: string, { format, pack }: { format: 'pdf' | 'gpkg'; pack: Pack }): Promise<void> => {
  if (format === 'pdf') return writeFile(path, await (await import('./pdf.ts')).pdf(pack))
  return (await import('../../geodata/export/geopackage.ts')).writeGeoPackage(path, ...(await import('./tables.ts')).tables(pack))
}
