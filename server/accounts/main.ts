// npm run account -- --login 13900000001 --name 张三 [--role administrator] [--division 440100]
import { parseArgs } from 'node:util'
import { command } from '../command.ts'
import { agreeToEnd, endDemonstration, sayEnded } from '../city/demonstration.ts'
import { migrate } from '../db/migrate.ts'
import { openDatabase, placesFromEnvironment, Trouble } from '../db/open.ts'
import { giveAccount } from './give.ts'
import { loginOf } from './password.ts'

const usage = `npm run account -- --login 手机号或账号 [--name 姓名] [--role administrator] [--division 行政区划代码]
  --end-demonstration   名录还是演示时，不再询问就结束演示    end the demonstration without being asked
  没有的账号按姓名新建；已有的换一个新密码，退出所有设备，并清除第二步验证（验证器、通行密钥、恢复码）。
  (makes an account, or gives an existing one a new password and takes its second factors)`

command(usage, async () => {
  const { values } = parseArgs({ options: { login: { type: 'string' }, name: { type: 'string' }, role: { type: 'string' }, division: { type: 'string' }, 'end-demonstration': { type: 'boolean', default: false } } })
  const login = loginOf(values.login ?? '')
  if (!login) throw new Trouble(usage)
  const database = await openDatabase(placesFromEnvironment(), { attachable: true })
  try {
    await migrate(database)
    const ends = await agreeToEnd(database, values['end-demonstration'])
    const { password, known, cleared } = await giveAccount(database, { ...values, login }, async (tx) => ends && endDemonstration(tx))
    if (ends) await sayEnded(database)
    console.log(`${known ? '已换新密码' : '已新建账号'}：${login}\n密码（只显示这一次）：${password}\n首次登录要换成自己的密码。 (to be changed at its first use)${cleared ? '\n第二步验证已清除：下次登录只要密码，岗位要求的会引导重新设置。 (its second factors are gone)' : ''}`)
    if (/^1[3-9]\d{9}$/.test(login)) console.log('提示：登录名不必是手机号；公示牌上的号码谁都知道，最好另取一个，本人也可以在“我的账号”里改。 (a sign-in name need not be a telephone number on a public board)')
  } finally {
    await database.close()
  }
})
