import { createServer, request as ask } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As small as a proxy can be: passes everything on with Host, and takes the sub-path off or not. */
export const proxy = async (to: string, path: string, strips: boolean) => {
  const server = createServer((request, response) => {
    if (request.url !== path && !request.url!.startsWith(`${path}/`)) return void response.writeHead(502).end()
    const asked = strips ? request.url!.slice(path.length) || '/' : request.url
    const on = ask(to, { path: asked, method: request.method, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(response)
    })
    request.pipe(on)
    response.on('close', () => on.destroy())
    on.on('error', () => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => (server.closeAllConnections(), server.close(resolve))),
  }
}
