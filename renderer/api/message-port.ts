import { Line, retryDelay } from './transport.ts'
import type { Transport } from './transport.ts'

/** The message under which the preload script hands over the port. */
const PORT_MESSAGE = 'chairside-port'

/**
 * The line to the host inside Electron. Asking the preload script for a connection makes it post a
 * MessagePort to this window; when the host restarts the old port closes and a new one is asked for.
 */
export function messagePortTransport(win: Window = window): Transport {
  const line = new Line()
  let port: MessagePort | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let ended = false

  const ask = () => win.chairside?.connect()
  const lose = (lost: MessagePort) => {
    if (lost !== port) return
    port = null
    line.closed()
    if (ended) return
    timer = setTimeout(ask, retryDelay(failures))
    failures += 1
  }
  const take = (event: MessageEvent) => {
    const next = event.ports[0]
    // Only this window's own preload may hand over a port; anything else posted here is not ours.
    if (event.source !== win || event.data !== PORT_MESSAGE || !next) return
    clearTimeout(timer)
    if (port) lose(port)
    clearTimeout(timer)
    failures = 0
    port = next
    next.addEventListener('message', (message) => line.received(message.data))
    next.addEventListener('close', () => lose(next))
    next.start()
    line.opened()
  }
  win.addEventListener('message', take)
  ask()

  return {
    send: (json) => port?.postMessage(json),
    onMessage: line.onMessage,
    onOpen: line.onOpen,
    onClose: line.onClose,
    close() {
      ended = true
      clearTimeout(timer)
      win.removeEventListener('message', take)
      port?.close()
      port = null
      line.closed()
    },
  }
}
