// The floor of telling: a bare Node server that sends what it is handed to every open screen at once, and does nothing else.
import { createServer, type ServerResponse } from 'node:http'

const screens = new Set<ServerResponse>()
const server = createServer((request, response) => {
  if (request.method === 'POST') {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(201).end('{}')
      const told = Buffer.concat(chunks)
      for (const screen of screens) screen.write(told)
    })
    return
  }
  response.writeHead(200, { 'Content-Type': 'text/event-stream' }).flushHeaders()
  screens.add(response)
  response.on('close', () => screens.delete(response))
}).listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send!({ port: typeof address === 'object' && address ? address.port : 0 })
})
process.once('disconnect', () => process.exit(0))
