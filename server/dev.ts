// npm run dev: the server restarts when its sources change, the page reloads in place (Vite inside the same port).
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const server = spawn(
  process.execPath,
  ['--import', 'tsx', '--watch-path=server', '--watch-path=domain', '--watch-path=sql', '--watch-preserve-output', 'server/main.ts', '--dev', ...process.argv.slice(2)],
  { cwd: root, stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => server.kill(signal))
server.on('exit', (code) => process.exit(code ?? 0))
