import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import type { MessagePort } from 'node:worker_threads'
import { WebSocket } from 'ws'
import type { ApiMessage } from '../../../shared/protocol/clinic-api.ts'
import { serveMessagePort, serveWebSocket } from '../index.ts'
import type { PortMain } from '../index.ts'
import type { MemoryHost } from './memory-host.ts'
import type { Log } from '../channel.ts'
import { textOf } from '../socket.ts'

/** A window as the transports see it. */
export interface TestWindow {
  send(text: string): void
  /** The next message, waiting for it if need be. */
  next(): Promise<ApiMessage>
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>
  close(): void
}

export interface TestService {
  open(): Promise<TestWindow>
  stop(): Promise<void>
}

/** A queue of messages that can be awaited one by one. */
export function inbox(): { put: (message: ApiMessage) => void; next: () => Promise<ApiMessage> } {
  const ready: ApiMessage[] = []
  const waiting: ((message: ApiMessage) => void)[] = []
  return {
    put: (message) => {
      const taker = waiting.shift()
      if (taker) taker(message)
      else ready.push(message)
    },
    next: () => {
      const message = ready.shift()
      return message ? Promise.resolve(message) : new Promise((resolve) => waiting.push(resolve))
    },
  }
}

export const TOKEN = 'tokentokentokentokentokentokentokentokentok'

export async function webSocketService(host: MemoryHost, log: Log): Promise<TestService & { port: number }> {
  const staticDir = mkdtempSync(join(tmpdir(), 'chairside-test-page-'))
  const service = await serveWebSocket({ host, token: TOKEN, port: 0, staticDir, log })
  return { port: service.port, open: () => openSocketWindow(service.port), stop: () => service.close() }
}

export async function openSocketWindow(port: number): Promise<TestWindow & { socket: WebSocket }> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/api`, ['chairside.v1', TOKEN], { origin: `http://127.0.0.1:${port}` })
  const box = inbox()
  socket.on('message', (data) => box.put(JSON.parse(textOf(data)) as ApiMessage))
  const closed = once(socket, 'close').then(() => undefined)
  await once(socket, 'open')
  return { socket, send: (text) => socket.send(text), next: box.next, closed, close: () => socket.close() }
}

export async function messagePortService(host: MemoryHost, log: Log): Promise<TestService> {
  const open = async (): Promise<TestWindow> => {
    const { port1, port2 } = new MessageChannel()
    serveMessagePort(portMain(port1), host, log)
    const box = inbox()
    port2.on('message', (data) => box.put(JSON.parse(data) as ApiMessage))
    const closed = once(port2, 'close').then(() => undefined)
    return { send: (text) => port2.postMessage(text), next: box.next, closed, close: () => port2.close() }
  }
  return { open, stop: async () => {} }
}

/** Node's MessagePort in the shape of Electron's: messages arrive wrapped in an event and only after start(). */
export function portMain(port: MessagePort): PortMain {
  const listeners: ((event: { data: unknown }) => void)[] = []
  return {
    on: (event: 'message' | 'close', listener: ((event: { data: unknown }) => void) | (() => void)) => {
      if (event === 'message') listeners.push(listener)
      else port.on('close', listener as () => void)
    },
    postMessage: (message) => port.postMessage(message),
    start: () => port.on('message', (data) => listeners.forEach((listener) => listener({ data }))),
    close: () => port.close(),
  }
}
