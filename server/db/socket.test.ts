// Other processes of the machine that speak to the embedded database, and go, stop or fall silent as processes do.
import { once } from 'node:events'
import { createConnection, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ownRegister, served, type OwnRegister } from '../../test/register.ts'
import { files } from './open.ts'
import { attach } from './socket.ts'
import { sql } from './sql.ts'

describe.runIf(served().engine === 'embedded')('another process', () => {
  let own: OwnRegister
  beforeEach(async () => {
    own = await ownRegister()
  })
  afterEach(async () => {
    delete process.env.LEASE_SECONDS
    await own.close()
  })

  const path = () => files(own.places.directory).socket
  const connected = async (): Promise<Socket> => {
    const socket = createConnection(path())
    socket.on('error', () => {})
    await once(socket, 'connect')
    return socket
  }
  const say = (socket: Socket, ...messages: object[]) => socket.write(messages.map((message, i) => JSON.stringify({ id: i + 1, ...message }) + '\n').join(''))
  const script = (text: string) => ({ op: 'script', text })
  const large = { op: 'query', text: "select repeat('x', 1000) as x from generate_series(1, 20000)", values: [] }
  const codes = async () => (await own.database.query<{ code: string }>(sql`select code from basins order by code`)).map(({ code }) => code)

  test('that goes with answers under way takes nothing with it: what was half done is undone, others go on', async () => {
    for (let i = 0; i < 5; i++) {
      const dying = await connected()
      say(dying, { op: 'lease' }, script(`begin; insert into basins (code, name) values ('X${i}', '半')`), large, large, large)
      await once(dying, 'data')
      dying.destroy()
    }
    expect(await codes()).toEqual([])
    const other = await attach(path())
    await other.query(sql`insert into basins (code, name) values ('A', '甲')`)
    await other.close()
    expect(await codes()).toEqual(['A'])
  })

  test('that is stopped while it holds the database, or does not fetch its answers, is not waited for', async () => {
    process.env.LEASE_SECONDS = '1'
    const silent = await connected()
    say(silent, { op: 'lease' }, script("begin; insert into basins (code, name) values ('S', '停')"))
    await once(silent, 'data')
    expect(await codes()).toEqual([])
    const deaf = await connected()
    deaf.pause()
    say(deaf, { op: 'lease' }, large, large, large)
    await expect.poll(() => own.database.query(sql`select 1 as alive`)).toEqual([{ alive: 1 }])
    expect(await codes()).toEqual([])
  })

  test('that says what is no message, or never ends its word, is not listened to', async () => {
    for (const word of ['null\n', '"lease"\n', '{"id":1,\n', '[]['.repeat(10) + '\n']) {
      const socket = await connected()
      const closed = once(socket, 'close')
      socket.resume()
      socket.write(word)
      await closed
    }
    expect(await codes()).toEqual([])
  })

  test('speaks as long as it likes while the other end is there, and is told when that ends', async () => {
    const other = await attach(path())
    expect((await other.query<{ x: string }>(sql`select repeat('河', 300000) as x`))[0].x.length).toBe(300_000)
    const word = '口'.repeat(1_000_000)
    expect(await other.query(sql`select length(${word}::text) as n`)).toEqual([{ n: 1_000_000 }])
    const asking = expect(other.transaction(() => new Promise((resolve) => setTimeout(resolve, 100).unref()).then(() => other.query(sql`select 1`)))).rejects.toThrow()
    await own.database.close()
    await asking
  })
})
