// The desk without Electron: `node electron/browser.ts --server URL --data DIR [--port N]`.
import './desk/no-web-storage.ts'
import { fileURLToPath } from 'node:url'
import { runDeskProgram } from './desk/run-program.ts'
import { openHost } from './host/host.ts'

const staticDir = fileURLToPath(new URL('../dist/renderer', import.meta.url))
await runDeskProgram(process.argv.slice(2), { openHost, staticDir })
