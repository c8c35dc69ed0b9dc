// npm start: one command from a clone to a city on the map.
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'
import { SingleBar } from 'cli-progress'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { buildClient } from './client.ts'
import { placesFromEnvironment, Trouble } from './db/open.ts'
import { endure } from './endure.ts'
import { start } from './start.ts'

const usage = `npm start -- [--fresh] [--city demo|none] [--seed N] [--scale N]
  --fresh       另起一座城市（旧数据改名留存）  start over, keeping the old data under another name
  --city none   空名录，自己导入数据            an empty register, for a city that brings its own data
环境变量 PORT (8080) · HOST (127.0.0.1) · DATA_DIR (.data) · DATABASE_URL · TIANDITU_KEY · LOG_LEVEL`

const options = () => {
  try {
    const { values } = parseArgs({
      options: { fresh: { type: 'boolean', default: false }, city: { type: 'string', default: 'demo' }, seed: { type: 'string', default: '1' }, scale: { type: 'string', default: '1' }, dev: { type: 'boolean', default: false }, help: { type: 'boolean' } },
    })
    const [seed, scale] = [Number(values.seed), Number(values.scale)]
    const port = Number(process.env.PORT || 8080)
    if (values.help) throw new Trouble(usage)
    if (!['demo', 'none'].includes(values.city)) throw new Trouble(`--city 只能是 demo 或 none\n${usage}`)
    if (!Number.isInteger(seed) || !(scale > 0 && scale <= 20)) throw new Trouble(`--seed 要整数，--scale 要 0 到 20 之间的数\n${usage}`)
    if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Trouble(`PORT=${process.env.PORT} 不是端口号 (not a port)`)
    return { fresh: values.fresh, city: values.city === 'none' ? null : { seed, scale }, port, host: process.env.HOST || '127.0.0.1', dev: values.dev }
  } catch (reason) {
    throw reason instanceof Trouble ? reason : new Trouble(`${(reason as Error).message}\n${usage}`)
  }
}

/** Takes the port before anything long begins, so that a taken one is said at once. */
const listen = (port: number, host: string) =>
  new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer((_request, response) => {
      response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '2' }).end(JSON.stringify({ code: 'starting', message: 'Starting', zh: '系统正在启动' }))
    })
    server.once('error', (reason: NodeJS.ErrnoException) =>
      reject(
        reason.code === 'EADDRINUSE'
          ? new Trouble(`端口 ${port} 已被占用：请停掉占用它的程序，或用 PORT=8081 npm start 换一个。 (port ${port} is taken)`)
          : new Trouble(`不能在 ${host}:${port} 上监听：${reason.message} (cannot listen)`),
      ),
    )
    server.listen(port, host, () => resolve(server))
  })

const progressBar = () => {
  const bar = new SingleBar({ format: '{bar} {percentage}% {doing}', barsize: 30, hideCursor: true, noTTYOutput: false, clearOnComplete: true })
  let last = ''
  bar.start(100, 0, { doing: '' })
  return {
    show(doing: string, done: number) {
      if (process.stdout.isTTY) bar.update(Math.round(done * 100), { doing })
      else if (doing !== last) console.log(`${String(Math.round(done * 100)).padStart(3)}% ${doing}`)
      last = doing
    },
    stop: () => bar.stop(),
  }
}

const main = async () => {
  const began = Date.now()
  const { fresh, city, port, host, dev } = options()
  const log = pino({ level: process.env.LOG_LEVEL || 'info' })
  const server = await listen(port, host)
  const bar = progressBar()
  const client = dev ? (await import('./vite.ts')).viteClient(server) : buildClient()
  client.catch(() => {})
  const database = await start({ places: placesFromEnvironment(), city, fresh }, bar.show).finally(bar.stop)
  const app = await createApp(database, { log, client: (await client) ?? undefined })
  server.removeAllListeners('request')
  server.on('request', app)

  // Whoever has asked gets the answer; whoever takes longer than this to fetch it is cut off.
  const end = async (code = 0) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), 5000)
    await new Promise((resolve) => server.close(resolve))
    clearTimeout(cutOff)
    await database.close().catch(() => {})
    process.exit(code)
  }
  endure(server, log, end)
  process.once('SIGINT', () => void end())
  process.once('SIGTERM', () => void end())

  void database.lost?.then((reason) => {
    log.fatal({ err: reason }, 'the embedded database has ended')
    console.error('内置数据库意外停止。已提交的数据都在，请重新启动。 (the embedded database has ended; nothing committed is lost, start again)')
    process.exit(1)
  })

  const address = server.address()
  const open = typeof address === 'object' && address ? address.port : port
  console.log(`一张图已就绪 · http://${host === '0.0.0.0' ? 'localhost' : host}:${open}  (${((Date.now() - began) / 1000).toFixed(1)} s)`)
}

main().catch((reason: unknown) => {
  if (reason instanceof Trouble) console.error(`\n${reason.message}`)
  else if (['ENOSPC', '53100'].includes((reason as NodeJS.ErrnoException)?.code ?? '')) console.error('\n磁盘已满：请腾出空间后再启动，未完成的建库会自动重来。 (disk full)')
  else console.error(reason)
  process.exit(1)
})
