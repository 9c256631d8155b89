export { serveMessagePort } from './message-port.ts'
export type { PortMain } from './message-port.ts'
export { serveWebSocket } from './web-socket.ts'
export type { WebSocketOptions, WebSocketService } from './web-socket.ts'
