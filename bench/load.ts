// Asks a server for a list of addresses, a fixed number of clients at a time, and times every answer.
import { Agent, get } from 'node:http'

export interface Driven {
  /** Milliseconds of each address, in the order given. */
  ms: Float64Array
  /** Bytes of the body as sent, of each address. */
  bytes: Float64Array
  /** From the first request to the last answer. */
  seconds: number
}

/** A body as it is sent, packed or not. Fails with anything but 200 and 204. */
export const ask = (url: string, agent?: Agent): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers: { 'Accept-Encoding': 'gzip' } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('error', reject)
      response.once('end', () => {
        if (response.statusCode === 200 || response.statusCode === 204) resolve(Buffer.concat(chunks))
        else reject(new Error(`${url}: ${response.statusCode}`))
      })
    }).once('error', reject)
  })

/** Every address once. */
export const drive = async (urls: readonly string[], clients: number): Promise<Driven> => {
  const agent = new Agent({ keepAlive: true, maxSockets: clients })
  const driven: Driven = { ms: new Float64Array(urls.length), bytes: new Float64Array(urls.length), seconds: 0 }
  let next = 0
  const began = performance.now()
  const client = async () => {
    while (next < urls.length) {
      const at = next++
      const asked = performance.now()
      driven.bytes[at] = (await ask(urls[at], agent)).length
      driven.ms[at] = performance.now() - asked
    }
  }
  try {
    await Promise.all(Array.from({ length: clients }, client))
  } finally {
    agent.destroy()
  }
  driven.seconds = (performance.now() - began) / 1000
  return driven
}
