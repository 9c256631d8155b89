// Electron's entry: hands Electron to the app. No data passes through this process, only one end of a port.
import * as electron from 'electron'
import { fileURLToPath } from 'node:url'
import { startApp } from './app/start.ts'

const built = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const files = { preload: built('./preload.cjs'), hostEntry: built('./host-process.js'), pageDir: built('../renderer') }

// Not awaited: Electron becomes ready only after this module has been evaluated.
void startApp(electron, files, process.argv.slice(1), process.env)
