import type { ClinicHost } from '../host/host.ts'
import { openChannel } from './channel.ts'
import type { Log } from './channel.ts'
import { MAX_MESSAGE_BYTES } from './request.ts'

/** What is used of Electron's MessagePortMain. */
export interface PortMain {
  on(event: 'message', listener: (event: { data: unknown }) => void): unknown
  on(event: 'close', listener: () => void): unknown
  postMessage(message: unknown): void
  start(): void
  close(): void
}

/**
 * Serves the ClinicApi to one window over a MessagePort: JSON text both ways, the same messages as on the WebSocket.
 * A message that is no text or is too long ends the connection.
 * @returns a function that ends the connection from this side.
 */
export function serveMessagePort(port: PortMain, host: ClinicHost, log: Log): () => void {
  const channel = openChannel({ host, log, send: (message) => port.postMessage(JSON.stringify(message)) })
  const end = () => {
    channel.close()
    port.close()
  }
  port.on('close', () => channel.close())
  port.on('message', ({ data }) => {
    if (typeof data === 'string' && Buffer.byteLength(data) <= MAX_MESSAGE_BYTES) return channel.receive(data)
    log({ level: 'warn', msg: 'a window sent a message that is too long or no text; its connection was closed' })
    end()
  })
  port.start()
  return end
}
