// The desk program with a host that keeps nothing: for tests that start, stop and kill it as a process.
import { join } from 'node:path'
import { openMemoryHost } from '../../transport/testing/memory-host.ts'
import { runDeskProgram } from '../run-program.ts'

await runDeskProgram(process.argv.slice(2), {
  staticDir: join(import.meta.dirname, 'no-screens'),
  openHost: async ({ serverUrl, enrolCode, key }) => {
    const host = openMemoryHost()
    host.on('session.state', () => ({ serverUrl, enrolCode, keyBytes: key.length }))
    return host
  },
})
