// Runs a built host-process.js as Electron would, without Electron: `node run-host-bundle.ts BUNDLE DATA_DIR`.
// Prints the host's answer to session.state, then lets the host close and end the process.
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { pathToFileURL } from 'node:url'
import { portMain } from '../../transport/testing/windows.ts'

const [bundle, dataDir] = process.argv.slice(2)
const parentPort = Object.assign(new EventEmitter(), {
  postMessage: (message: { type: string }) => {
    if (message.type === 'ready') askAndClose()
    else process.stdout.write(`${JSON.stringify(message)}\n`)
  },
})
Object.assign(process, { parentPort })

function tell(data: unknown, ports: unknown[] = []): void {
  parentPort.emit('message', { data, ports })
}

function askAndClose(): void {
  const { port1, port2 } = new MessageChannel()
  port2.on('message', (text: string) => {
    if (!text.includes('"id":1')) return
    process.stdout.write(`${text}\n`)
    port2.close()
    tell({ type: 'close' })
  })
  tell({ type: 'connect' }, [portMain(port1)])
  port2.postMessage(JSON.stringify({ v: 1, id: 1, method: 'session.state', input: {} }))
}

await import(pathToFileURL(bundle!).href)
tell({ type: 'open', dataDir, serverUrl: 'http://127.0.0.1:9', allowPlain: false, key: new Uint8Array(32).fill(7) })
