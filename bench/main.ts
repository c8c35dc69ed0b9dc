// npm run bench: every measure in one go, tables on the screen, figures in bench/results/.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startBare } from './bare.ts'
import { startChild } from './child.ts'
import { client } from './client.ts'
import { startGround } from './ground.ts'
import { openDatabase } from '../server/db/open.ts'
import { live, printLive } from './live.ts'
import { printRegister, register } from './register.ts'
import { printSignIn, signIn } from './signIn.ts'
import { starts } from './start.ts'
import { printStranger, stranger } from './stranger.ts'
import { coldTiles, type TileOptions } from './tiles.ts'
import { warmTiles } from './warm.ts'

const usage = `npm run bench -- [--quick] [--only start,tiles,register,stranger,live,signIn,client] [--scale N | --province] [--database postgres://…]
  --quick      fewer tiles, requests and visits: about 4 minutes
  --only       some of the measures
  --scale      tiles over a larger city; --province is --scale 10; only tiles unless --only says more
  --database   tiles over a city that is already built there (npm run city -- --city demo)`

const measures = ['start', 'tiles', 'register', 'stranger', 'live', 'signIn', 'client'] as const
type Measure = (typeof measures)[number]

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false }, only: { type: 'string' }, scale: { type: 'string' },
    province: { type: 'boolean', default: false }, database: { type: 'string' }, help: { type: 'boolean', default: false },
  },
})
const scale = values.province ? 10 : Number(values.scale ?? 1)
const only = values.only?.split(',') ?? (scale > 1 ? ['tiles'] : [...measures])
if (values.help || !(scale > 0 && scale <= 20) || only.some((name) => !measures.includes(name as Measure))) {
  console.log(usage)
  process.exit(values.help ? 0 : 1)
}
const wants = (measure: Measure) => only.includes(measure)

const results = fileURLToPath(new URL('results', import.meta.url))
const machine = { processor: cpus()[0]?.model ?? '', cores: cpus().length, memoryGB: Math.round(totalmem() / 1024 ** 3), node: process.version }

const keep = (name: string, figures: unknown) => {
  mkdirSync(results, { recursive: true })
  const about = { measuredAt: new Date().toISOString(), machine, load: loadavg()[0], scale, quick: values.quick }
  writeFileSync(join(results, `${name}.json`), `${JSON.stringify({ ...about, figures }, null, 2)}\n`)
}

const tileOptions: TileOptions = values.quick
  ? { zooms: [8, 9, 11, 13, 15], most: 40, rounds: 1 }
  : { zooms: [8, 9, 10, 11, 12, 13, 14, 15], most: 200, rounds: 2 }
const requests = values.quick ? 300 : 2000

const began = Date.now()
const tell = (doing: string) => console.log(`\n── ${doing} · ${Math.round((Date.now() - began) / 1000)} s`)
const directory = mkdtempSync(join(tmpdir(), 'one-map-bench-'))
const suffix = scale === 1 ? '' : `-scale-${scale}`

console.log(`${machine.cores} × ${machine.processor}, ${machine.memoryGB} GB, Node ${machine.node}, load ${loadavg()[0].toFixed(1)}`)
// What the clusters, servers and browsers were started for is cleared away by their own listeners on exit.
process.once('SIGINT', () => process.exit(130))
process.once('SIGTERM', () => process.exit(143))
process.once('exit', () => rmSync(directory, { recursive: true, force: true }))

tell('starting npm start')
// Who asks for dear things over and over is held back where asking is counted at all, as in production; other measures
// ask one thing over and over themselves.
if (only.every((name) => name === 'stranger')) process.env.RATE_PER_MINUTE ??= '100000000'

const embedded = wants('start') || wants('register') || wants('stranger') || wants('live') || wants('client') ? await starts(directory) : null
if (embedded && wants('start')) keep('start', embedded.figures)

tell('building the city on the PostGIS server')
const ground = await startGround(scale, values.database)
try {
  if (wants('tiles')) {
    tell('tiles')
    const title = scale === 1 ? 'the city' : `scale ${scale}`
    keep(`tiles${suffix}`, { cold: await coldTiles(ground, title, tileOptions), warm: await warmTiles(ground, title, values.quick ? 2 : 4) })
  }
  if (wants('register')) {
    tell('register')
    const server = await startChild('./serve.ts', [ground.url])
    const figures = [...(await register(server.url, 'server', requests)), ...(await register(embedded!.running.url, 'embedded', requests))]
    await server.stop()
    printRegister(figures)
    keep('register', figures)
  }
  if (wants('stranger')) {
    tell('stranger')
    const server = await startChild('./serve.ts', [ground.url])
    const figures = [...(await stranger(server.url, 'server', values.quick ? 15 : 40)), ...(await stranger(embedded!.running.url, 'embedded', values.quick ? 15 : 40))]
    await server.stop()
    printStranger(figures)
    keep('stranger', figures)
  }
  if (wants('live')) {
    tell('live')
    const server = await startChild('./serve.ts', [ground.url])
    const ours = await openDatabase({ directory }, { attachable: true })
    const figures = await live([{ engine: 'server', url: server.url, database: ground.database }, { engine: 'embedded', url: embedded!.running.url, database: ours }], values.quick ? 5 : 15)
    await ours.close()
    await server.stop()
    printLive(figures)
    keep('live', figures)
  }
  if (wants('signIn')) {
    tell('signIn')
    process.env.TRUST_PROXY = '1'
    const server = await startChild('./serve.ts', [ground.url])
    delete process.env.TRUST_PROXY
    const figures = await signIn(server.url, values.quick ? 1 : 3)
    await server.stop()
    printSignIn(figures)
    keep('signIn', figures)
  }
  if (wants('client')) {
    tell('client')
    const bare = await startBare(ground.database)
    keep('client', await client(embedded!.running.url, bare.url, values.quick ? { rounds: 1, legs: 6 } : { rounds: 3 }))
    await bare.stop()
  }
} finally {
  await embedded?.running.stop()
  await ground.stop()
}
tell('done')
process.exit(0)
