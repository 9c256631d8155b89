import { STATUS_CODES } from 'node:http'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { WebSocket } from 'ws'
import type { ClinicHost } from '../host/host.ts'
import { refusalOf, SUBPROTOCOL } from './admission.ts'
import type { Log } from './channel.ts'
import { traceOf } from './error-trace.ts'
import { createPageServer, portOf } from './http-server.ts'
import { MAX_MESSAGE_BYTES } from './request.ts'
import { keepAlive, serveSocket } from './socket.ts'
import { Tickets } from './tickets.ts'

const HEARTBEAT_MS = 15_000
const MAX_WINDOWS = 32
const FAREWELL_MS = 500

export interface WebSocketOptions {
  host: ClinicHost
  /** Secret of this desk: whoever has it may talk to the host. */
  token: string
  /** TCP port on 127.0.0.1; 0 for a free one. */
  port: number
  /** Folder of the built screens. */
  staticDir: string
  log: Log
  heartbeatMs?: number
}

export interface WebSocketService {
  readonly port: number
  /** Address of the screens, without the token. */
  readonly url: string
  /** Ends every connection and stops listening. */
  close(): Promise<void>
}

/**
 * Serves the screens over HTTP and the ClinicApi over WebSocket at `/api`, on 127.0.0.1 only. A window connects with
 * `new WebSocket(url, ['chairside.v1', token])` and speaks JSON text.
 * @throws the system error of listen(), such as EADDRINUSE.
 */
export async function serveWebSocket(options: WebSocketOptions): Promise<WebSocketService> {
  const { host, log } = options
  const server = createPageServer(options.staticDir, new Tickets(options.token))
  const acceptor = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE_BYTES, perMessageDeflate: false, handleProtocols: () => SUBPROTOCOL })
  server.on('upgrade', (request, stream: Duplex, head) => {
    stream.on('error', () => stream.destroy())
    const status = acceptor.clients.size >= MAX_WINDOWS ? 503 : refusalOf(request, portOf(server), options.token)
    if (status !== 0) {
      log({ level: 'warn', msg: 'a connection was refused', status })
      return refuse(stream, status)
    }
    acceptor.handleUpgrade(request, stream, head, (socket) => serveSocket(socket, host, log))
  })
  await listen(server, options.port)
  server.on('error', (error) => log({ level: 'error', msg: 'the page server had a fault', ...traceOf(error) }))
  const stopPinging = keepAlive(acceptor.clients, options.heartbeatMs ?? HEARTBEAT_MS)
  const port = portOf(server)
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    close: async () => {
      stopPinging()
      await endSockets(acceptor.clients)
      await stopListening(server)
    },
  }
}

function refuse(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.off('error', reject)
      resolve()
    })
  })
}

async function endSockets(sockets: ReadonlySet<WebSocket>): Promise<void> {
  await Promise.all([...sockets].map((socket) => goodbye(socket)))
}

// A window that does not answer the farewell in time is cut off: quitting must not hang on a sleeping tab.
function goodbye(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => socket.terminate(), FAREWELL_MS)
    socket.once('close', () => {
      clearTimeout(timer)
      resolve()
    })
    socket.resume()
    socket.close(1001, 'Chairside is closing.')
  })
}

function stopListening(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve())
    server.closeAllConnections()
  })
}
