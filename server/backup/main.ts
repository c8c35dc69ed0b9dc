// npm run backup FILE: all of the register in a file, while it is in use, and tried out.
import { existsSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openEmbedded } from '../db/embedded.ts'
import { placesFromEnvironment, Trouble } from '../db/open.ts'
import { command } from '../command.ts'
import { progressBar } from '../progress.ts'
import { temporaryFolder } from '../temporary.ts'
import { check } from '../record/check.ts'
import { openArchive } from './archive.ts'
import { backUp } from './backup.ts'
import { restore } from './restore.ts'
import { atOneMoment } from './snapshot.ts'

const usage = `npm run backup 文件 [-- --no-drill]
  把整个名录写进一个文件（服务运行时也可以），再在一个临时库里恢复、核对一遍（演练）。文件里有个人信息，只有本人可读：请妥善保管。
  (writes all of the register into a file, also while it is served, then restores and verifies it in a temporary database)
  --no-drill   只写文件，不演练  (only writes the file)
环境变量 DATA_DIR (.data) · DATABASE_URL`

const seconds = (since: number) => `${((Date.now() - since) / 1000).toFixed(1)} s`

/** Restores a backup into a database of the moment and looks whether it holds. */
const drill = async (path: string): Promise<boolean> => {
  const folder = await temporaryFolder('drill')
  const bar = progressBar()
  try {
    const began = Date.now()
    const { database } = await openEmbedded(join(folder, 'pg'))
    try {
      const archive = await openArchive(path)
      await restore(database, archive, bar.show).finally(archive.close)
      bar.stop()
      const restored = seconds(began)
      const checking = Date.now()
      const { says, well } = await check(database, { record: archive.manifest.head || null })
      console.log(`演练 (drill)：恢复用了 ${restored}，核对用了 ${seconds(checking)}\n${says}`)
      return well
    } finally {
      await database.close()
    }
  } finally {
    bar.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

command(usage, async () => {
  const { values, positionals } = parseArgs({ options: { 'no-drill': { type: 'boolean' }, help: { type: 'boolean' } }, allowPositionals: true })
  if (values.help || positionals.length !== 1) throw new Trouble(usage)
  const path = resolve(positionals[0])
  if (existsSync(path)) throw new Trouble(`${path} 已经存在：不会覆盖，请换一个文件名。 (the file exists; choose another name)`)
  const began = Date.now()
  const bar = progressBar()
  let waited = ''
  const manifest = await atOneMoment(placesFromEnvironment(), (tx, engine) => backUp(tx, engine, path, bar.show), (milliseconds) => (waited = `，其间服务停顿 ${(milliseconds / 1000).toFixed(1)} s (served requests waited that long)`)).finally(bar.stop)
  const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0)
  console.log(`已备份 (backed up)：${path}\n${manifest.tables.length} 张表，${rows} 行，${(statSync(path).size / 1024 ** 2).toFixed(1)} MB，用了 ${seconds(began)}${waited}\n时刻 (of): ${manifest.at}　摘要 (head): ${manifest.head || '–'}`)
  if (!values['no-drill'] && !(await drill(path))) process.exitCode = 1
})
