// The floor of HTTP in Node: the same bytes under the same addresses from a bare server that does nothing else.
import { createServer } from 'node:http'

process.once('message', (bodies: Record<string, string>) => {
  const kept = new Map(Object.entries(bodies).map(([path, base64]) => [path, Buffer.from(base64, 'base64')]))
  const server = createServer((request, response) => {
    const body = kept.get(request.url ?? '')
    if (!body) return void response.writeHead(404).end()
    response.writeHead(200, { 'Content-Type': 'application/vnd.mapbox-vector-tile', 'Content-Encoding': 'gzip', 'Content-Length': body.length }).end(body)
  }).listen(0, '127.0.0.1', () => {
    const address = server.address()
    process.send!({ port: typeof address === 'object' && address ? address.port : 0 })
  })
})
process.once('disconnect', () => process.exit(0))
