// What every command of ours does about what goes wrong: a sentence where a person can mend it, the stack where it is a bug.
import { reason, Refusal } from '../geodata/import/refusal.ts'
import { Trouble } from './db/open.ts'
import { isDiskFull } from './http/problem.ts'

/** Runs a command; `usage` is said where its words make no sense. */
export const command = (usage: string, work: () => Promise<void>): void => {
  // Whoever reads it may have enough of it (| head).
  process.stdout.on('error', () => process.exit())
  work().catch((reason: unknown) => {
    const { code } = (reason ?? {}) as { code?: string }
    if (reason instanceof Trouble) console.error(reason.message)
    else if (code?.startsWith('ERR_PARSE_ARGS')) console.error(usage)
    else if (isDiskFull(reason)) console.error('磁盘已满：没有完成，请腾出空间后再来一次。 (the disk is full; make room and try again)')
    else if (code === 'EACCES' || code === 'EROFS' || code === 'ENOENT' || code === 'EISDIR' || code === 'ENOTDIR') console.error(`读写不了：${(reason as Error).message} (cannot be read or written)`)
    else if (/database has ended|holds the database has ended/.test((reason as Error)?.message ?? '')) console.error('数据库那边断开了（服务停了，或这条命令太久没有动静）：没有做完，请再来一次。 (the database let go of this command; nothing half done is kept, run it again)')
    else console.error(reason)
    process.exitCode = 1
  })
}

/** The words of a command make no sense: said as it is. */
export class Usage extends Error {}

/** Runs a command about a file: it ends with 2 for what is wrong with file or words, 1 for a bug of ours, which writes nothing. */
export const fileCommand = (work: () => Promise<number>): void => {
  work().then(
    (code) => {
      process.exitCode = code
    },
    (caught: unknown) => {
      const told = caught instanceof Refusal || caught instanceof Trouble || caught instanceof Usage
      console.error(told ? caught.message : `程序出错，没有写入：${reason(caught)} (something is broken on our side, nothing was written)`)
      process.exitCode = told ? 2 : 1
    },
  )
}
