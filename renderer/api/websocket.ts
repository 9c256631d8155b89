import { Line, retryDelay } from './transport.ts'
import type { Transport } from './transport.ts'

const PROTOCOL = 'chairside.v1'
const TOKEN_KEY = 'chairside.token'

type OpenSocket = (url: string, protocols: string[]) => WebSocket

/**
 * The line to the host in browser mode. The token travels as a second sub-protocol, because a page
 * cannot set headers on a WebSocket and a query string would end in logs.
 */
export function webSocketTransport(url: string, token: string, openSocket: OpenSocket = (u, p) => new WebSocket(u, p)): Transport {
  const line = new Line()
  let socket: WebSocket | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let failures = 0
  let ended = false

  const connect = () => {
    const mine = openSocket(url, [PROTOCOL, token])
    socket = mine
    mine.addEventListener('open', () => {
      failures = 0
      line.opened()
    })
    mine.addEventListener('message', (event: MessageEvent) => line.received(event.data))
    mine.addEventListener('close', () => {
      line.closed()
      if (ended) return
      timer = setTimeout(connect, retryDelay(failures))
      failures += 1
    })
  }
  connect()

  return {
    send: (json) => socket?.send(json),
    onMessage: line.onMessage,
    onOpen: line.onOpen,
    onClose: line.onClose,
    close() {
      ended = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}

/**
 * The token the host put behind `#token=`. It is moved to this tab's session storage and taken out of
 * the address bar, so that it is neither bookmarked nor left in the history. Null when there is none.
 */
export function takeToken(location: Location, history: History, storage: Storage): string | null {
  const match = /^#token=([A-Za-z0-9._~-]+)$/.exec(location.hash)
  if (match?.[1]) {
    storage.setItem(TOKEN_KEY, match[1])
    history.replaceState(null, '', location.pathname)
  }
  return storage.getItem(TOKEN_KEY)
}

/**
 * The token of this tab. A window that the launcher opened has a ticket behind `#ticket=` instead, because its address
 * stands on a command line that others can read; the ticket is given up for the token, and works once.
 */
export async function findToken(location: Location, history: History, storage: Storage, fetcher: typeof fetch = fetch): Promise<string | null> {
  const ticket = /^#ticket=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1]
  if (ticket === undefined) return takeToken(location, history, storage)
  history.replaceState(null, '', location.pathname)
  const answer = await fetcher('redeem', { method: 'POST', body: ticket }).catch(() => null)
  if (answer?.ok) storage.setItem(TOKEN_KEY, await answer.text())
  return storage.getItem(TOKEN_KEY)
}

/** Address of the host that served the page, for the WebSocket. */
export function socketUrl(location: Location): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/api`
}
