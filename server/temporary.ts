// Folders of our own in the system's temporary one, named by the process at work in them: what a process leaves behind that
// was killed can be told from what another is still writing.
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const temporaryFolder = (of: 'import' | 'file' | 'drill'): Promise<string> => mkdtemp(join(tmpdir(), `one-map-${of}-${process.pid}-`))

/** Ours and nothing else's: a data folder may stand here too. */
const ours = /^one-map-(?:import|file|drill|export|trace|pack)-(?:(\d+)-)?[A-Za-z0-9]{6}$/

const runs = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (reason) {
    return (reason as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Hours since a folder last had a file put in; null where it is no longer there. */
export const hoursOld = async (path: string): Promise<number | null> => {
  const found = await stat(path).catch(() => null)
  return found && (Date.now() - found.mtimeMs) / 3_600_000
}

/** Removes what processes left behind that no longer run, and whatever is older than that many hours. */
export const sweepTemporary = async (hours: number): Promise<void> => {
  for (const name of await readdir(tmpdir())) {
    const [found, pid] = ours.exec(name) ?? []
    if (!found) continue
    const path = join(tmpdir(), name)
    const old = await hoursOld(path)
    if (old !== null && ((pid && !runs(Number(pid))) || old > hours)) await rm(path, { recursive: true, force: true })
  }
}
