// Our server in a process of its own, as it runs in production, for a bench to ask. Says its address to its parent.
import { createServer } from 'node:http'
import { pino } from 'pino'
import { createApp } from '../server/app.ts'
import { serverDatabase } from '../server/db/server.ts'

const [url, tileBytes] = process.argv.slice(2)

const database = serverDatabase(url)
const app = await createApp(database, { log: pino({ level: 'silent' }), demonstration: true, ratePerMinute: Number(process.env.RATE_PER_MINUTE ?? 0), tileBytes: tileBytes === undefined ? undefined : Number(tileBytes) })
const server = createServer(app).listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send!({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.once('disconnect', () => process.exit(0))
