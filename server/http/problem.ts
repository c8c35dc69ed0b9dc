// Every error a person can see, once: status, the sentence in Chinese and English. The client switches on the code.
import { DatabaseError as PgError } from 'pg'
import { DatabaseError as EmbeddedError } from '../db/embedded.ts'

const problems = {
  notFound: { status: 404, zh: '没有这个地址', en: 'There is nothing at this address' },
  waterUnknown: { status: 404, zh: '没有编码为 {code} 的水体', en: 'There is no water with the code {code}' },
  sectionUnknown: { status: 404, zh: '没有编码为 {code} 的断面或水体', en: 'There is no section and no water with the code {code}' },
  featureUnknown: { status: 404, zh: '{layer} 图层里没有编码为 {code} 的对象', en: 'There is no {code} in the layer {layer}' },
  layerUnknown: { status: 404, zh: '没有名为 {layer} 的图层', en: 'There is no layer {layer}' },
  tileUnknown: { status: 404, zh: '瓦片 {z}/{x}/{y} 不在地图范围内', en: 'The tile {z}/{x}/{y} is not on the map' },
  inputInvalid: { status: 400, zh: '请求里的 {field} 不对：{reason}', en: 'The request’s {field} is wrong: {reason}' },
  signInFirst: { status: 401, zh: '请先登录', en: 'Sign in first' },
  pendingFirst: { status: 403, zh: '还差一步才算登录：请先换掉初始密码，或完成第二步验证', en: 'One step is left before you are in: change the first password, or prove your second factor' },
  signInWrong: { status: 401, zh: '账号或密码不对', en: 'The sign-in name or the password is wrong' },
  signInTooOften: { status: 429, zh: '输错次数太多，请 {minutes} 分钟后再试；用登录过的设备不受影响，也可以请河长办解除限制', en: 'Too many wrong tries; try again in {minutes} min. Devices you have signed in from are not affected, and your office can lift this' },
  signInBusy: { status: 503, zh: '正在登录的人太多，请 {seconds} 秒后再试', en: 'Too many are signing in; try again in {seconds} s' },
  passwordWeak: { status: 400, zh: '{zh}', en: 'This password will not do: {en}' },
  passwordSame: { status: 400, zh: '新密码与原密码相同，请换一个', en: 'The new password is the old one; choose another' },
  guessedTooOften: { status: 401, zh: '输错次数太多，已退出登录，请重新登录', en: 'Too many wrong tries: signed out; sign in again' },
  demonstrationShared: { status: 403, zh: '演示城市的账号大家共用，不能改密码、登录名和第二步验证', en: 'Everybody shares the accounts of a demonstration city; their passwords, sign-in names and factors stay' },
  proveAgain: { status: 403, zh: '这是管理操作：请再验证一次身份，验证后自动继续', en: 'This administers: prove once more that it is you, and it goes on by itself' },
  codeWrong: { status: 400, zh: '验证码不对，或已经用过：请等下一个', en: 'The code is wrong, or has been used: wait for the next one' },
  recoveryWrong: { status: 400, zh: '恢复码不对，或已经用过', en: 'The recovery code is wrong, or has been used' },
  passkeyWrong: { status: 400, zh: '没有认出这把通行密钥，或等得太久：请再试一次', en: 'This passkey was not recognised, or it took too long: try again' },
  passkeysPlain: { status: 400, zh: '通行密钥要用 https 打开本站才能用；请改用验证码', en: 'Passkeys need this site over https; use codes instead' },
  passkeysElsewhere: { status: 400, zh: '通行密钥要从 {address} 打开本站才能用', en: 'Passkeys work where this site is opened as {address}' },
  passkeysMany: { status: 409, zh: '通行密钥最多 {most} 把：请先移除不用的', en: 'At most {most} passkeys: remove one first' },
  factorHeld: { status: 409, zh: '已经有验证器了：要换手机，请先移除旧的', en: 'There is an authenticator already: remove it first' },
  factorNotBegun: { status: 409, zh: '没有正在设置的验证器：请重新开始', en: 'No authenticator is being set up: begin again' },
  factorNotOffered: { status: 403, zh: '按本市的登录规则，您的岗位不用第二步验证', en: 'By the city’s rules your post has no second factor' },
  factorRequired: { status: 409, zh: '您的岗位必须有第二步验证：先添加另一种，再移除这一种', en: 'Your post requires a second factor: add another before you remove this' },
  factorFirst: { status: 409, zh: '先设置验证器或通行密钥，才有恢复码', en: 'Set up an authenticator or a passkey first' },
  factorUnknown: { status: 404, zh: '没有这种第二步验证，可能已经移除', en: 'There is no such second factor (any more)' },
  factorUnreadable: { status: 503, zh: '服务器读不出验证器的密钥（FACTOR_KEY 换过）：请用恢复码，或请管理人员重置', en: 'The server cannot read the authenticator’s secret (FACTOR_KEY has changed): use a recovery code, or have it reset' },
  passwordWrong: { status: 400, zh: '密码不对', en: 'The password is wrong' },
  notAssistant: { status: 403, zh: '您不是这位河长的助理', en: 'You are not this chief’s assistant' },
  notAllowed: { status: 403, zh: '您的岗位不能做这件事', en: 'Your post does not allow this' },
  notThen: { status: 404, zh: '{on} 时名录里没有 {code}', en: 'On {on} there was no {code} in the register' },
  notYours: { status: 403, zh: '这不在您的管辖范围内，没有改动任何内容', en: 'This is not yours to change; nothing was changed' },
  notEditable: { status: 400, zh: '{layer}不能在地图上改', en: 'This layer is not edited on the map' },
  changedMeanwhile: { status: 409, zh: '{by}刚刚改过{code}：请看两边的不同，再决定怎样合并；您的改动没有丢', en: '{code} has been changed meanwhile by {by}: look at both sides and merge; yours is not lost' },
  changeUnknown: { status: 404, zh: '没有第 {seq} 号改动', en: 'There is no change {seq}' },
  changeReused: { status: 409, zh: '这个改动编号已经用于另一项改动', en: 'This id already belongs to another change' },
  undoneAlready: { status: 409, zh: '第 {seq} 号改动已经撤销过', en: 'Change {seq} has been undone already' },
  movedOn: { status: 409, zh: '撤销不了：{keys}之后又有人改过', en: 'Cannot be undone: {keys} changed again since' },
  notUndoable: { status: 400, zh: '第 {seq} 号改动不能这样撤销', en: 'Change {seq} cannot be undone like this' },
  valueInvalid: { status: 400, zh: '{zh}', en: '{en}' },
  shapeTooLarge: { status: 413, zh: '图形有 {corners} 个以上的顶点，您的岗位一次最多 {most} 个：请先简化，或请河长办来画', en: 'The shape has more than {most} corners, which is the most your post may send ({corners} so far): simplify it, or ask the chief office' },
  shapeInvalid: { status: 400, zh: '{zh}', en: '{en}' },
  reasonNeeded: { status: 409, zh: '{zh}。没有保存：请改好；确实如此的，请写明理由再保存', en: '{en}. Not saved: mend it, or give a reason why it is so' },
  reasonOfOffice: { status: 403, zh: '{zh}。没有保存：请改好；确实如此的，请河长办写明理由来保存', en: '{en}. Not saved: mend it, or have the chief office save it with a reason' },
  sinceInvalid: { status: 400, zh: '日期 {since} 不行：要在它生效之后，且不晚于今天', en: '{since} will not do: it must be after it began and not later than today' },
  riverOfReaches: { status: 400, zh: '河流 {code} 的线由它的河段组成：请改河段', en: 'The line of {code} is made of its reaches: edit those' },
  splitOutside: { status: 400, zh: '{atM} 米处不在河段上（全长 {length} 米）', en: '{atM} m is not on the reach ({length} m long)' },
  mergeApart: { status: 400, zh: '{upper} 与 {lower} 不是同一条河上首尾相接的两段', en: '{upper} and {lower} do not follow one another on one river' },
  linkUnknown: { status: 404, zh: '{upstream} 与 {downstream} 之间没有这样的联系', en: 'There is no such link between {upstream} and {downstream}' },
  notInNetwork: { status: 404, zh: '河网里没有 {code}：写河段、湖泊、水库或排入它们的对象的编码', en: 'There is no {code} in the network: name a reach, a lake, a reservoir or something that drains to one' },
  beyondEnd: { status: 400, zh: '{code} 全长 {length} 米，{measure} 米处不在其上', en: '{code} is {length} m long; {measure} m is not on it' },
  offTheNetwork: { status: 404, zh: '{at} 离最近的水体 {metres} 米，超出 {within} 米', en: '{at} is {metres} m from the nearest water, further than {within} m' },
  scenarioInvalid: { status: 400, zh: '情景“{scenario}”不行：{zh}', en: 'The scenario {scenario} will not do: {en}' },
  nothingRecorded: { status: 404, zh: '{hour} 没有潮位和闸泵记录', en: 'Neither tide nor gates were recorded at {hour}' },
  divisionUnknown: { status: 404, zh: '没有编码为 {code} 的行政区划', en: 'There is no division {code}' },
  gateUnknown: { status: 404, zh: '河网里没有编码为 {gate} 的闸泵', en: 'There is no gate {gate} in the network' },
  speedUnknown: { status: 400, zh: '沿途有河段流速未知，不能按时间限定', en: 'A reach on the way has no speed: time cannot be a limit' },
  networkMovedOn: { status: 409, zh: '翻页期间河网有了改动：请从第一页重新查', en: 'The network has changed between two pages: begin again with the first' },
  importUnknown: { status: 404, zh: '没有这次导入：已经收起、已过保留时间，或不是您的', en: 'There is no such import: put away, past its day, or not yours' },
  importTooLarge: { status: 413, zh: '文件太大：最多 {megabytes} MB。请压缩成 zip，或分成几份', en: 'The file is too large: at most {megabytes} MB. Zip it or send it in parts' },
  importsWaiting: { status: 429, zh: '您已有 {waiting} 份文件在等待检查：请等它们检查完，或收起不要的', en: 'You have {waiting} files waiting to be checked: wait for them, or put some away' },
  importCut: { status: 400, zh: '文件没有传完，请再传一次', en: 'The file did not arrive whole; send it again' },
  importBusy: { status: 409, zh: '这次导入正在处理，请稍候', en: 'This import is being worked on; wait a moment' },
  importNotReady: { status: 409, zh: '这次导入还不能写入：{zh}', en: 'This import cannot be written yet: {en}' },
  importHasErrors: { status: 409, zh: '有 {rows} 行有误，整份都没有写入：改好文件再传，或调整选项', en: '{rows} rows are in error, so nothing was written: mend the file or change the options' },
  importPlaceAsked: { status: 409, zh: '还没有写入：{zh}（选项 here）', en: 'Nothing was written yet: {en} (option here)' },
  importMovedOn: { status: 409, zh: '检查之后名录又有改动{codes}：请重新检查再导入，还没有写入任何内容', en: 'The register has moved on since this was checked{codes}: check again; nothing was written' },
  importRefused: { status: 400, zh: '{zh}', en: '{en}' },
  importFileGone: { status: 410, zh: '原文件已不在服务器上（服务器重启或换过）：请再传一次', en: 'The file itself is no longer on the server: send it again' },
  importDone: { status: 409, zh: '这次导入已经写入（第 {seq} 号改动）', en: 'This import has been written already (change {seq})' },
  codeTaken: { status: 409, zh: '编码已被使用：{detail}', en: 'The code is in use: {detail}' },
  refersNowhere: { status: 400, zh: '所填的编码不存在：{detail}', en: 'A code refers to nothing: {detail}' },
  stillReferred: { status: 409, zh: '还有别的对象连着它，先处理它们：{detail}', en: 'Other things still hang on it: {detail}' },
  valueRefused: { status: 400, zh: '数据库不接受这个值：{detail}', en: 'The database refuses this value: {detail}' },
  personUnknown: { status: 404, zh: '没有这个人（{code}）', en: 'There is nobody {code}' },
  postUnknown: { status: 404, zh: '没有这个岗位（{code}）', en: 'There is no post {code}' },
  tenureUnknown: { status: 404, zh: '没有这项任职（{code}）', en: 'There is no tenure {code}' },
  accountNone: { status: 400, zh: '这个人还没有账号：先填一个登录名', en: 'This person has no account yet: enter a sign-in name first' },
  loginEmpty: { status: 400, zh: '登录名里要有字母、数字或汉字', en: 'A sign-in name has letters or digits' },
  loginTaken: { status: 409, zh: '这个登录名已经有人在用，请换一个', en: 'Somebody has this sign-in name already; choose another' },
  notYourself: { status: 400, zh: '不能对自己这样做，请另一位管理人员来办；自己的密码在“我的账号”里改', en: 'Not to yourself: ask another administrator. Your own password is changed under “My account”' },
  daysWrong: { status: 400, zh: '日期不对：结束那天（{to}）要晚于开始那天（{from}）', en: 'The days are wrong: it must end ({to}) after it begins ({from})' },
  dayAhead: { status: 400, zh: '{on} 还没有到：离任写今天或以前的日子', en: '{on} is still to come: write today or a day before' },
  heldAlready: { status: 409, zh: '{name}在这段时间里已经担任，不用再登记', en: '{name} holds this already in that time' },
  tenureEnded: { status: 409, zh: '这项任职已在 {to} 结束，不能再交接：请刷新后再看', en: 'This tenure ended on {to} and cannot be handed over: look again' },
  ownSuccessor: { status: 400, zh: '接任人要是另一个人', en: 'The successor has to be somebody else' },
  anotherCharge: { status: 400, zh: '交接前后要是同一水体、同一级', en: 'A handover keeps the water and the level' },
  rulesNone: { status: 409, zh: '{on} 还没有可用的嫌疑排序规则', en: 'No rules for ranking suspects were in force on {on}' },
  sampleNone: { status: 404, zh: '{section}那时没有采样，排不出嫌疑', en: '{section} was not sampled then: there is nothing to rank by' },
  placeUnknown: { status: 404, zh: '河网上没有这个位置：{place}', en: 'There is no such place on the network: {place}' },
  lookReused: { status: 409, zh: '这个编号已经用于另一次查看；两次都没有丢，请重新记录这一次', en: 'This id already belongs to another look; record this one anew' },
  fromElsewhere: { status: 403, zh: '请求不是从本站页面发出的，没有执行', en: 'This did not come from our own pages and was not done' },
  bodyTooLarge: { status: 413, zh: '发来的内容太大', en: 'What was sent is too large' },
  bodyInvalid: { status: 400, zh: '发来的内容不是有效的 JSON', en: 'What was sent is not valid JSON' },
  hostUnknown: { status: 421, zh: '这里不以“{host}”为网址：请用正式网址打开；部署时用 PUBLIC_URL 写明网址', en: 'Nothing here is called “{host}”: open the proper address; whoever deploys names it with PUBLIC_URL' },
  methodNotAllowed: { status: 405, zh: '这个地址只能读取', en: 'This address can only be read' },
  exportTextTooLong: { status: 422, zh: '编码 {row} 的“{field}”长 {length}，{format} 每格最多 {most}，没有截断也没有导出；请改用 GeoPackage', en: '{field} of {row} is {length} long and {format} holds at most {most}: nothing was cut and nothing exported; choose GeoPackage' },
  exportTooLarge: { status: 422, zh: '数据超出 {format} 的上限（{most}）；请缩小范围，或改用 GeoJSON', en: 'This is more than {format} can hold ({most}); ask for less, or choose GeoJSON' },
  tooMany: { status: 429, zh: '请求太频繁，请稍候再试', en: 'Too many requests; try again shortly' },
  diskFull: { status: 507, zh: '服务器磁盘已满，没有写入；请联系管理员腾出空间，之后可以原样再发', en: 'The server’s disk is full; nothing was written. Once an administrator has made room, the same may be sent again' },
  heavyBusy: { status: 429, zh: '正在做别的文件，约 {seconds} 秒后再来；您的请求没有出错', en: 'Other files are being made: come again in about {seconds} s. Nothing is wrong with yours' },
  fileFailed: { status: 503, zh: '这份文件没有做成，已经停止；请缩小范围或换一种格式再试', en: 'This file could not be made and was stopped; ask for less, or choose another format' },
  databaseAway: { status: 503, zh: '数据库暂时连不上，正在自动重连；数据没有丢失', en: 'The database is away; reconnecting. Nothing is lost' },
  tooSlow: { status: 503, zh: '这次查询用时太长，已经停止；请缩小范围再试', en: 'This took too long and was stopped; ask for less' },
  busy: { status: 503, zh: '同时改动的人太多，这一项还没有轮到；没有写入，请稍候再发', en: 'Too many are changing things at once and this one’s turn has not come; nothing was written, send it again shortly' },
  importWriting: { status: 503, zh: '正在写入导入的文件（{file}），名录要等它写完才能改；您的改动没有写入，也没有丢，请过一会儿再发', en: 'Rows of {file} are being written and the register waits for them; yours was not written and is not lost, send it again in a while' },
  starting: { status: 503, zh: '系统正在启动', en: 'Starting' },
  bug: { status: 500, zh: '程序出错了，已记录（编号 {request}）', en: 'Something is broken on our side; logged as {request}' },
} as const

export type ProblemCode = keyof typeof problems

/** Seconds somebody is asked to wait, where a problem says so. */
export const retryAfter = ({ status, details }: Problem): number | null => typeof details.seconds === 'number' ? Math.max(1, Math.ceil(details.seconds)) : [429, 503].includes(status) ? 2 : null

const filled = (sentence: string, details: Record<string, unknown>) =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '').slice(0, 200))

export class Problem extends Error {
  readonly status: number
  constructor(
    readonly code: ProblemCode,
    readonly details: Record<string, unknown> = {},
  ) {
    super(filled(problems[code].en, details))
    this.status = problems[code].status
  }
  body() {
    return { code: this.code, message: this.message, zh: filled(problems[this.code].zh, this.details), details: this.details }
  }
}

const connectionCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EPIPE', 'ETIMEDOUT', '57P01', '57P02', '57P03', '53300', '08000', '08003', '08006'])

/** Whether a failure, of the database, a file or SQLite, comes from there being no room left (or none for us). */
export const isDiskFull = (reason: unknown): boolean => {
  const { code, message } = (reason ?? {}) as { code?: string; message?: string }
  return ['53100', 'ENOSPC', 'EDQUOT', 'SQLITE_FULL'].includes(code ?? '') || /No space left on device|Disk quota exceeded|database or disk is full/.test(message ?? '')
}

/** What a failure of the database means to a person, or null where it is a bug of ours. */
export const fromPostgres = (reason: unknown): Problem | null => {
  const { code, message } = (reason ?? {}) as { code?: string; message?: string }
  if (code && connectionCodes.has(code)) return new Problem('databaseAway')
  if (isDiskFull(reason)) return new Problem('diskFull')
  if (code === '57014') return new Problem('tooSlow')
  // Text that PostgreSQL cannot hold, a NUL above all: nothing of ours has it, so nothing can match it.
  if (code === '22021' || code === '22P05') return new Problem('inputInvalid', { field: 'text', reason: '含有不能保存的字符 (a character that cannot be stored)' })
  if (code === '42501' && /row-level security|theirs to change|only an office/.test(message ?? '')) return new Problem('notYours')
  // What a person entered, and a constraint of ours does not let in.
  const detail = (reason as { detail?: string; constraint?: string }).detail ?? (reason as { constraint?: string }).constraint ?? ''
  if (code === '23505' && (reason as { constraint?: string }).constraint === 'accounts_login_key') return new Problem('loginTaken')
  if (code === '23505') return new Problem('codeTaken', { detail })
  if (code === '23503') return new Problem(/still referenced/.test(detail) ? 'stillReferred' : 'refersNowhere', { detail })
  if (code === '23514' || code === '23P01') return new Problem('valueRefused', { detail })
  if (code === '22003') return new Problem('valueRefused', { detail: message })
  const named = reason instanceof PgError || reason instanceof EmbeddedError
  if (!named && message && /Connection terminated|connect(ion)? timeout|timeout exceeded when trying to connect|database has ended|not queryable/i.test(message))
    return new Problem('databaseAway')
  return null
}
