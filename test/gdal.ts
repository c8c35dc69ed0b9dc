// GDAL, which QGIS and most others read and write files with: a second opinion on what we give out.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Whether its programs are here. */
export const hasGdal = () => (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'ogr2ogr')))

/** Runs one of its programs; throws with what it said where it fails or warns. */
export function gdal(program: 'ogr2ogr' | 'ogrinfo' | 'gdalsrsinfo', ...args: string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', env: { ...process.env, CPL_LOG_ERRORS: 'ON' }, stdio: ['ignore', 'pipe', 'pipe'] })
}
