// SQL, script and nonsense in every parameter of every address: nothing breaks, and nothing is done. Each parameter meets a few of
// them, drawn from a seed that is printed; HOSTILE_SEED=… does the same again.
import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { random } from '../../geodata/city/random.ts'
import { addressesOf, descriptionOf, propertiesOf, saidOf } from '../../test/addresses.ts'
import { Browser } from '../../test/browser.ts'
import { browserOf, ownRegister, serve } from '../../test/register.ts'
import { sql } from '../db/sql.ts'

const hostile = [
  "'; drop table waters;--", "1' or '1'='1", '<script>alert(1)</script>', '${7*7}{{7*7}}', '../../../etc/passwd', '%00', 'x\0y', '-1e999', '[]', '{"$gt":""}',
  '涌'.repeat(3000), '9'.repeat(400),
]
const many = 3
/** What a parameter is good for. */
const known: Record<string, string> = {
  layers: 'rivers', layer: 'outfalls', z: '8', x: '208', y: '111', code: 'R', seq: '1', id: randomUUID(), person: 'west', from: 'R', to: 'R', file: 'x',
}

test('nothing hostile breaks an address, as an administrator or as the public', async () => {
  const seed = Number(process.env.HOSTILE_SEED ?? Math.floor(Math.random() * 1e6))
  console.log(`hostile words: HOSTILE_SEED=${seed}`)
  const own = await ownRegister('drawn')
  const { url, close } = await serve(own.database, { ratePerMinute: 0 })
  try {
    const description = await descriptionOf(url)
    // A stream would not end.
    const ours = (await addressesOf(own.database)).filter(({ path }) => path !== '/api/live')
    const state = () => own.database.query(sql`
      select (select count(*) from waters) as waters, (select max(seq) from changes) as head, (select jsonb_agg(p) from people p) as people`)
    const before = await state()
    const broken: string[] = []
    let asked = 0
    const send = async (who: Browser, method: string, path: string, body?: unknown) => {
      asked++
      const answered = who.fetch(method, path, body === undefined ? undefined : JSON.stringify(body))
      const status = await answered.then(async (response) => (await response.arrayBuffer(), response.status), () => 599)
      if (status >= 500) broken.push(`${method} ${path.slice(0, 120)} ${JSON.stringify(body)?.slice(0, 80) ?? ''} ${status}`)
    }
    const waiting = ours.values()
    const asker = async () => {
      for (const address of waiting) {
        const { method, path } = address
        const said = saidOf(description, address) ?? {}
        const draw = random(seed, `${method} ${path}`)
        const few = () => Array.from({ length: many }, () => hostile[Math.floor(draw() * hostile.length)])
        // Guessed in vain at a password a session ends, and so does it by signing out: each address is asked in one of its own.
        const administrator = await browserOf(own.database, url, 'A-admin')
        const filled = (bad?: string, text = '') =>
          path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(name === bad ? text.slice(0, 500) : (known[name] ?? 'x')))
        const inQuery = said.parameters?.filter((parameter) => parameter.in === 'query') ?? []
        const query = (bad?: string, text = '') => new URLSearchParams(inQuery.filter(({ name, required }) => name === bad || required)
          .map(({ name, schema }) => [name, name === bad ? text.slice(0, 300) : String(schema.enum?.[0] ?? known[name] ?? 'x')])).toString()
        const writes = ['POST', 'PUT', 'PATCH'].includes(method)
        for (const [, name] of path.matchAll(/:(\w+)/g))
          for (const text of few()) await send(administrator, method, `${filled(name, text)}?${query()}`, writes ? {} : undefined)
        for (const { name } of inQuery)
          for (const [i, text] of few().entries())
            await send(i ? administrator : new Browser(url), method, `${filled()}?${query(name, text)}`, writes ? {} : undefined)
        if (!writes) continue
        const properties = propertiesOf(description, said)
        for (const text of few())
          for (const body of [text, [text], Object.fromEntries(properties.map((name) => [name, text]))]) await send(administrator, method, `${filled()}?${query()}`, body)
        if (path !== '/api/changes') continue
        for (const text of hostile) {
          const operations = [{ op: 'update', layer: 'rivers', code: text, version: 1, fields: { [text]: text } }]
          await send(administrator, method, path, { id: randomUUID(), operations })
        }
      }
    }
    await Promise.all([asker(), asker(), asker(), asker()])
    expect(broken).toEqual([])
    // Hundreds of parameters are described; none would have been asked with less.
    expect(asked).toBeGreaterThan(many * 200)
    expect(await state()).toEqual(before)
  } finally {
    await close()
    await own.close()
  }
}, 240_000)
