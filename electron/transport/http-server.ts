import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { REDEEM_PATH, TICKET_PATH } from './tickets.ts'
import type { Tickets } from './tickets.ts'
import { MISSING_PAGE, readPageFile } from './page-files.ts'
import { pageHeaders } from './page-headers.ts'

/** The names under which this PC may ask its own desk; anything else is a web page trying its luck through DNS. */
export function ownAuthorities(port: number): string[] {
  return [`127.0.0.1:${port}`, `localhost:${port}`]
}

/** Creates (does not start) the HTTP server of the screens: GET and HEAD, and tickets; this PC's own names only. */
export function createPageServer(staticDir: string, tickets: Tickets): Server {
  const server = createServer({ maxHeaderSize: 16 * 1024 }, (request, response) => {
    respond(server, staticDir, tickets, request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  return server
}

/** The port a started server listens on. */
export function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function respond(server: Server, staticDir: string, tickets: Tickets, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const port = portOf(server)
  const headers = pageHeaders(ownAuthorities(port).map((authority) => `ws://${authority}`))
  const plain = (status: number, text: string, extra: Record<string, string> = {}) => {
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store', ...extra })
    response.end(request.method === 'HEAD' ? undefined : `${text}\n`)
  }
  if (!ownAuthorities(port).includes(request.headers.host ?? '')) return plain(403, 'Not served under this name.')
  if (request.method === 'POST' && (request.url === TICKET_PATH || request.url === REDEEM_PATH)) {
    const origins = ownAuthorities(port).map((authority) => `http://${authority}`)
    const { status, body } = request.url === TICKET_PATH ? tickets.issue(request) : await tickets.redeem(request, origins)
    response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' })
    response.end(body)
    return
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405, 'Only GET and HEAD.', { Allow: 'GET, HEAD' })
  const path = (request.url ?? '').split(/[?#]/, 1)[0] ?? ''
  const file = await readPageFile(staticDir, path)
  if (file) {
    response.writeHead(200, { ...headers, ...file.headers, 'Content-Length': file.body.byteLength })
    response.end(request.method === 'HEAD' ? undefined : file.body)
  } else if (path === '/' || path === '/index.html') {
    response.writeHead(503, { ...headers, 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
    response.end(request.method === 'HEAD' ? undefined : MISSING_PAGE)
  } else {
    plain(404, 'Not found.')
  }
}
