// npm run restore FILE: an empty database becomes what a backup says.
import { existsSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { auditCommand } from '../audit/log.ts'
import { command } from '../command.ts'
import type { OpenDatabase } from '../db/database.ts'
import { openEmbedded } from '../db/embedded.ts'
import { letGo } from '../db/lock.ts'
import { claim, files, openDatabase, placesFromEnvironment, Trouble } from '../db/open.ts'
import { progressBar } from '../progress.ts'
import { check } from '../record/check.ts'
import { openArchive, type Archive, type Manifest } from './archive.ts'
import { readThrough, restore } from './restore.ts'

const usage = `npm run restore 文件 [-- --fresh]
  把备份恢复到一个空库：DATABASE_URL 的空数据库，或还没有数据的 DATA_DIR；恢复后所有人重新登录。
  (restores a backup into an empty database; everybody signs in again)
  --fresh   DATA_DIR 已有数据时，把旧数据改名留存，再恢复  (puts the embedded data that is there aside under another name)
环境变量 DATA_DIR (.data) · DATABASE_URL`

type Progress = (doing: string, done: number) => void

/** Looks at what was restored, and notes in its audit log that it was. */
const told = async (database: OpenDatabase, { at, head }: Manifest) => {
  const found = await check(database, { record: head || null })
  await auditCommand(database, 'restore', { details: { at, holds: found.well } })
  return found
}

/** Into a folder beside, which takes its place only once it is whole: a restore that was killed leaves nothing that could be served. */
const intoFolder = async (directory: string, fresh: boolean, archive: Archive, progress: Progress) => {
  await claim(directory)
  try {
    const { pg, building } = files(directory)
    const unfinished = existsSync(building)
    if (existsSync(pg) && !unfinished && !fresh) throw new Trouble(`${directory} 里已经有数据，不会覆盖：用 npm run restore 文件 -- --fresh 把它改名留存，或用 DATA_DIR 指到别处。 (there is data already)`)
    const aside = join(directory, 'restoring')
    rmSync(aside, { recursive: true, force: true })
    const { database } = await openEmbedded(aside)
    const found = await restore(database, archive, progress).then(() => told(database, archive.manifest)).finally(() => database.close())
    if (existsSync(pg)) {
      const kept = `${pg}.${new Date().toISOString().replace(/[:.]/g, '-')}`
      renameSync(pg, kept)
      console.log(`旧数据已改名留存 (the old data is kept as)：${kept}`)
    }
    renameSync(aside, pg)
    rmSync(building, { force: true })
    return found
  } finally {
    rmSync(join(directory, 'restoring'), { recursive: true, force: true })
    letGo(directory)
  }
}

const intoServer = async (url: string, directory: string, archive: Archive, progress: Progress) => {
  const database = await openDatabase({ url, directory })
  return restore(database, archive, progress).then(() => told(database, archive.manifest)).finally(() => database.close())
}

command(usage, async () => {
  const { values, positionals } = parseArgs({ options: { fresh: { type: 'boolean', default: false }, help: { type: 'boolean' } }, allowPositionals: true })
  if (values.help || positionals.length !== 1) throw new Trouble(usage)
  const { url, directory } = placesFromEnvironment()
  if (url && values.fresh) throw new Trouble('--fresh 只用于内置数据库；服务器上请另建一个空库。 (--fresh is for the embedded database only)')
  const began = Date.now()
  const archive = await openArchive(resolve(positionals[0]))
  const { manifest } = archive
  console.log(`备份 (backup)：${manifest.city ?? '–'}，${manifest.at}，程序 ${manifest.version}`)
  const bar = progressBar()
  const found = await readThrough(archive, bar.show)
    .then(() => (url ? intoServer(url, directory, archive, bar.show) : intoFolder(directory, values.fresh, archive, bar.show)))
    .finally(() => {
      bar.stop()
      archive.close()
    })
  console.log(`已恢复 (restored)，用了 ${((Date.now() - began) / 1000).toFixed(1)} s\n${found.says}`)
  if (!found.well) process.exitCode = 1
})
