import type { RawData, WebSocket } from 'ws'
import type { ApiMessage } from '../../shared/protocol/clinic-api.ts'
import type { ClinicHost } from '../host/host.ts'
import { openChannel } from './channel.ts'
import type { Log } from './channel.ts'
import { traceOf } from './error-trace.ts'
import { HeldEvents } from './held-events.ts'

/** Events wait while more than this many bytes are unsent to a window. */
const SLOW_BYTES = 1024 * 1024
/** A window that leaves this much unread is given up; it reconnects and asks anew. */
const STUCK_BYTES = 64 * 1024 * 1024
/** Calls the host works on for one window before its socket is read further. */
const MAX_IN_FLIGHT = 64

/** Serves one open WebSocket: one host connection, closed with it. */
export function serveSocket(socket: WebSocket, host: ClinicHost, log: Log): void {
  const channel = openChannel({
    host,
    log,
    send: createSender(socket, log),
    onAnswered: () => {
      if (socket.isPaused && channel.inFlight < MAX_IN_FLIGHT) socket.resume()
    },
  })
  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (isBinary) return socket.close(1003, 'Text only.')
    channel.receive(textOf(data))
    if (channel.inFlight >= MAX_IN_FLIGHT) socket.pause()
  })
  socket.on('close', () => channel.close())
  // A too long or torn message; ws has already begun to close with the right code.
  socket.on('error', (error) => log({ level: 'warn', msg: 'a window broke the protocol', ...traceOf(error) }))
}

/** The text of a message, however its pieces arrived. */
export function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString()
  return (Buffer.isBuffer(data) ? data : Buffer.from(data)).toString()
}

function createSender(socket: WebSocket, log: Log): (message: ApiMessage) => void {
  const held = new HeldEvents()
  const write = (message: ApiMessage) => socket.send(JSON.stringify(message), releaseHeld)
  const releaseHeld = () => {
    if (held.isEmpty || socket.bufferedAmount > SLOW_BYTES || socket.readyState !== socket.OPEN) return
    for (const event of held.take()) write(event)
  }
  return (message) => {
    if (socket.readyState !== socket.OPEN) return
    if ('event' in message && (socket.bufferedAmount > SLOW_BYTES || !held.isEmpty)) return held.add(message)
    write(message)
    if (socket.bufferedAmount <= STUCK_BYTES) return
    log({ level: 'warn', msg: 'a window stopped reading; its connection was closed' })
    socket.terminate()
  }
}

/**
 * Pings every socket and ends those that have not answered the ping before. A socket whose reading is paused
 * cannot show its answer and is left alone.
 * @returns a function that stops the pinging.
 */
export function keepAlive(sockets: ReadonlySet<WebSocket>, everyMs: number): () => void {
  const silent = new WeakSet<WebSocket>()
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (socket.isPaused || socket.readyState !== socket.OPEN) continue
      if (silent.has(socket)) {
        socket.terminate()
        continue
      }
      silent.add(socket)
      socket.once('pong', () => silent.delete(socket))
      socket.ping()
    }
  }, everyMs)
  timer.unref()
  return () => clearInterval(timer)
}
