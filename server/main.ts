// npm start: one command from a clone to a city on the map.
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createSecureServer, Server as SecureServer } from 'node:https'
import { parseArgs } from 'node:util'
import { pino } from 'pino'
import { buildClient } from './client.ts'
import { placesFromEnvironment, Trouble } from './db/open.ts'
import { endure } from './endure.ts'
import { isLoopback, plain, publicAddress, shownAddress } from './http/hosts.ts'
import { isDiskFull } from './http/problem.ts'
import { progressBar } from './progress.ts'
import { certificate } from './tls.ts'

const usage = `npm start -- [--fresh] [--city demo|none] [--seed N] [--scale N]
  --fresh       另起一座城市（旧数据改名留存）  start over, keeping the old data under another name
  --city none   空名录，自己导入数据            an empty register, for a city that brings its own data
  --city demo   演示城市：内置数据库默认如此；服务器上的库（DATABASE_URL）要写明才有
                a demonstration: the default of the embedded database; a server's has to be asked for it
环境变量 PORT (8080) · HOST (127.0.0.1) · DATA_DIR (.data) · DATABASE_URL · TIANDITU_KEY · LOG_LEVEL
  PUBLIC_URL 正式网址 · TRUST_PROXY 前面的代理 · TLS_CERT 与 TLS_KEY 证书和私钥文件，直接提供 HTTPS · DEMO_PUBLIC=1 让演示对外开放`

const options = () => {
  try {
    const { values } = parseArgs({
      options: { fresh: { type: 'boolean', default: false }, city: { type: 'string' }, seed: { type: 'string', default: '1' }, scale: { type: 'string', default: '1' }, dev: { type: 'boolean', default: false }, help: { type: 'boolean' } },
    })
    const [seed, scale] = [Number(values.seed), Number(values.scale)]
    const port = Number(process.env.PORT || 8080)
    if (values.help) throw new Trouble(usage)
    const city = values.city ?? (process.env.DATABASE_URL ? 'none' : 'demo')
    if (!['demo', 'none'].includes(city)) throw new Trouble(`--city 只能是 demo 或 none\n${usage}`)
    if (!Number.isInteger(seed) || !(scale > 0 && scale <= 20)) throw new Trouble(`--seed 要整数，--scale 要 0 到 20 之间的数\n${usage}`)
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Trouble(`PORT=${process.env.PORT} 不是端口号 (not a port)`)
    return { fresh: values.fresh, city: city === 'none' ? null : { seed, scale }, asked: values.city === 'demo', port, host: plain(process.env.HOST || '127.0.0.1'), dev: values.dev }
  } catch (reason) {
    throw reason instanceof Trouble ? reason : new Trouble(`${(reason as Error).message}\n${usage}`)
  }
}

/** Takes the port before anything long begins, so that a taken one is said at once. */
const listen = (port: number, host: string, secure: ReturnType<typeof certificate>) =>
  new Promise<Server>((resolve, reject) => {
    const starting: RequestListener = (_request, response) => {
      response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '2' }).end(JSON.stringify({ code: 'starting', message: 'Starting', zh: '系统正在启动' }))
    }
    const server = secure ? createSecureServer({ ...secure, minVersion: 'TLSv1.2' }, starting) : createServer(starting)
    server.once('error', (reason: NodeJS.ErrnoException) =>
      reject(
        reason.code === 'EADDRINUSE'
          ? new Trouble(`端口 ${port} 已被占用：请停掉占用它的程序，或用 PORT=8081 npm start 换一个。 (port ${port} is taken)`)
          : new Trouble(`不能在 ${host}:${port} 上监听：${reason.message} (cannot listen)`),
      ),
    )
    server.listen(port, host, () => resolve(server))
  })

/** Whether others than whoever sits here can come: we listen to them, or PUBLIC_URL invites them. */
const isReachable = (host: string, hostname: string | undefined) => !isLoopback(host) || (hostname !== undefined && !isLoopback(hostname))

const main = async () => {
  const began = Date.now()
  const { fresh, city, asked, port, host, dev } = options()
  const log = pino({ level: process.env.LOG_LEVEL || 'info' })
  const address = publicAddress(process.env.PUBLIC_URL)
  const secure = certificate()
  const reachable = isReachable(host, address?.hostname)
  const refuseDemonstration = () => {
    if (reachable && process.env.DEMO_PUBLIC !== '1')
      throw new Trouble(`演示城市的口令是公开的，不能这样对外开放（${isLoopback(host) ? `PUBLIC_URL=${address!.url}` : `HOST=${host}`}）。真实的城市请用 --city none 或 DATABASE_URL；确实要公开演示，请写明 DEMO_PUBLIC=1。 (a demonstration is not opened beyond this machine without DEMO_PUBLIC=1)`)
  }
  const server = await listen(port, host, secure)
  const bar = progressBar()
  const client = dev ? (await import('./vite.ts')).viteClient(server) : buildClient()
  client.catch(() => {})
  // What can be refused has been by now: the program itself is loaded while the database opens.
  const { start, worldSaid } = await import('./start.ts')
  const starting = start({ places: placesFromEnvironment(), city, refuseDemonstration, fresh }, bar.show).finally(bar.stop)
  const [begun, { createApp }, { expireDaily }, { keepTidy }] = await Promise.all([starting, import('./app.ts'), import('./audit/log.ts'), import('./db/tidy.ts')])
  const { database, demonstration } = begun
  const app = await createApp(database, {
    log, demonstration, exposed: reachable, address, listens: host, client: (await client) ?? undefined,
  })
  expireDaily(database, (reason) => log.error({ err: reason }, 'audit log not expired'))
  server.removeAllListeners('request')
  server.on('request', app)
  const untidy = keepTidy(database, (reason) => log.warn({ err: reason }, 'not tidied'))

  // Whoever has asked gets the answer; whoever takes longer than this to fetch it is cut off.
  const end = async (code = 0) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), 5000)
    await new Promise((resolve) => server.close(resolve))
    clearTimeout(cutOff)
    untidy()
    await database.close().catch(() => {})
    process.exit(code)
  }
  // npm passes on what the terminal has told us already: the same word twice is one. Whoever says it again later does not want to wait.
  let told = 0
  const stop = () => {
    if (told === 0) void end()
    else if (Date.now() - told > 2000) process.exit(1)
    told ||= Date.now()
  }
  endure(server, log, end)
  process.on('SIGINT', stop).on('SIGTERM', stop)
  // A renewed certificate is taken up without a stop; one that does not fit leaves the old one in place.
  if (server instanceof SecureServer)
    process.on('SIGHUP', () => {
      try {
        server.setSecureContext({ ...certificate()!, minVersion: 'TLSv1.2' })
        console.log('证书已换新 (the certificate was renewed)')
      } catch (reason) {
        console.error((reason as Error).message)
      }
    })

  void database.lost?.then((reason) => {
    log.fatal({ err: reason }, 'the embedded database has ended')
    console.error('内置数据库意外停止。已提交的数据都在，请重新启动。 (the embedded database has ended; nothing committed is lost, start again)')
    process.exit(1)
  })

  const said = worldSaid(begun, asked, reachable)
  if (said) console.log(said)
  const taken = server.address()
  const open = typeof taken === 'object' && taken ? taken.port : port
  console.log(`一张图已就绪 · ${shownAddress(host, open, Boolean(secure))}  (${((Date.now() - began) / 1000).toFixed(1)} s)`)
}

main().catch((reason: unknown) => {
  if (reason instanceof Trouble) console.error(`\n${reason.message}`)
  else if (isDiskFull(reason)) console.error('\n磁盘已满：请腾出空间后再启动，未完成的建库会自动重来。 (disk full)')
  else console.error(reason)
  process.exit(1)
})
