// Kinds of entries of the audit log, apart from its schemas, so that the browser names them without carrying zod.
import { text } from '../text.ts'

/** What an entry can be of. */
export const auditKinds = {
  signedIn: text('登录', 'Signed in'),
  signInFailed: text('登录失败', 'Failed to sign in'),
  signedOut: text('退出登录', 'Signed out'),
  sessionEnded: text('退出别的设备', 'Ended another session'),
  passwordChanged: text('修改密码', 'Changed the password'),
  factorChanged: text('修改第二验证', 'Changed the second factor'),
  actedFor: text('代河长履职', 'Acted for a chief'),
  readPersonal: text('查看非公开信息', 'Read what is not public'),
  changedPersonal: text('修改非公开信息', 'Changed what is not public'),
  exported: text('导出', 'Exported'),
  administered: text('管理操作', 'Administered'),
  refused: text('越权被拒', 'Refused'),
  auditRead: text('查看审计', 'Read the audit log'),
  auditExported: text('导出审计', 'Exported the audit log'),
  expired: text('到期清理', 'Let go by the rule'),
} as const
export type AuditKind = keyof typeof auditKinds
export const auditKindIds = Object.keys(auditKinds) as [AuditKind, ...AuditKind[]]

/** Formats the log is exported in. */
export const auditFormats = ['csv', 'xlsx'] as const

/**
 * A sign-in name as it may be kept where nobody has it: people type their password into the wrong field. Its first two
 * characters, never more than a third of it, and how long it was: `13…(11)`.
 */
export const maskedLogin = (login: string): string => {
  const characters = [...login]
  return `${characters.slice(0, Math.min(2, Math.floor(characters.length / 3))).join('')}…(${characters.length})`
}

/** Digits of telephone numbers somebody searched by are not for a log: the last four stay. */
export const maskedDigits = (said: string): string => said.replace(/\d(?=(?:[ ()+-]*\d){4})/g, '*')
