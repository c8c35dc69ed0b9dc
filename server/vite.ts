// The client in development: Vite as a guest of our own server, so that one port serves both.
import type { Server } from 'node:http'
import type { RequestHandler } from 'express'

/** Answers for everything the API does not. */
export const viteClient = async (server: Server): Promise<RequestHandler> => {
  const { createServer } = await import('vite')
  const vite = await createServer({ server: { middlewareMode: true, hmr: { server } }, appType: 'spa' })
  return vite.middlewares
}
