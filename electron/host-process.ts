// The host inside Electron: a utilityProcess that main starts and talks to by messages.
import { serveParent } from './app/host-service.ts'
import { openHost } from './host/host.ts'

serveParent(process.parentPort, { openHost, exit: (code) => process.exit(code) })
