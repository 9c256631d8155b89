import type { IncomingMessage } from 'node:http'
import { ownAuthorities } from './http-server.ts'
import { sameSecret } from './secret.ts'

/** First value of Sec-WebSocket-Protocol; the second is the token. */
export const SUBPROTOCOL = 'chairside.v1'
export const API_PATH = '/api'

/**
 * Decides about a WebSocket upgrade: right path, this PC's own name in Host (DNS rebinding), our own page in Origin
 * (any page in the browser may try), and the token of this desk.
 * @returns 0 to admit, else the HTTP status of the refusal.
 */
export function refusalOf(request: IncomingMessage, port: number, token: string): 0 | 401 | 403 | 404 {
  const authorities = ownAuthorities(port)
  if ((request.url ?? '').split('?', 1)[0] !== API_PATH) return 404
  if (!authorities.includes(request.headers.host ?? '')) return 403
  if (!authorities.some((authority) => request.headers.origin === `http://${authority}`)) return 403
  const [protocol, offered, ...rest] = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim())
  if (protocol !== SUBPROTOCOL || offered === undefined || rest.length > 0) return 401
  return sameSecret(offered, token) ? 0 : 401
}
