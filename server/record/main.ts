// npm run verify [-- --head HEX]: is the record of changes whole, and the register what it says?
import { parseArgs } from 'node:util'
import { command } from '../command.ts'
import { openDatabase, placesFromEnvironment, Trouble } from '../db/open.ts'
import { auditCommand } from '../audit/log.ts'
import { check } from './check.ts'

const usage = `npm run verify [-- --head 摘要] [--audit-head 审计摘要]
  检查改动记录和审计日志是否完整、名录与记录是否一致、触发器、策略、授权和函数是否与本程序一致，不改动任何东西；--head、--audit-head 是以前记下的摘要，记录末尾被截断只有这样才看得出。
  (checks the record of changes, the audit log, and triggers, policies, grants and functions; changes nothing; with heads noted earlier, an end that was cut off shows too)
环境变量 DATA_DIR (.data) · DATABASE_URL；服务运行时也可检查`

command(usage, async () => {
  const { values } = parseArgs({ options: { head: { type: 'string' }, 'audit-head': { type: 'string' }, help: { type: 'boolean' } } })
  const heads = [values.head, values['audit-head']].filter((head) => head !== undefined)
  if (values.help || heads.some((head) => !/^[0-9a-f]{64}$/i.test(head))) throw new Trouble(usage)
  const database = await openDatabase(placesFromEnvironment(), { attachable: true })
  try {
    const { says, well, older } = await check(database, { record: values.head, audit: values['audit-head'] })
    console.log(says)
    process.exitCode = well ? 0 : 1
    if (!older) await auditCommand(database, 'verify', { details: { holds: well } })
  } finally {
    await database.close()
  }
})
