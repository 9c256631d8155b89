import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Center } from '@mantine/core'
// oxlint-disable import/no-unassigned-import -- style sheets are imported for their effect
import '@mantine/core/styles.css'
import '@mantine/dates/styles.css'
import '@mantine/notifications/styles.css'
import './global.css'
// oxlint-enable import/no-unassigned-import
import { createClient } from './api/client.ts'
import { windowId } from './api/window-id.ts'
import { messagePortTransport } from './api/message-port.ts'
import { createQueryClient } from './api/query-client.ts'
import type { Transport } from './api/transport.ts'
import { findToken, socketUrl, webSocketTransport } from './api/websocket.ts'
import { App } from './app/App.tsx'
import { Providers, Themed } from './app/Providers.tsx'
import { followHost } from './app/live.ts'
import { followHistory, fromHash, useRoute } from './app/route.ts'
import { en } from './text/index.ts'
import { Empty } from './ui/states.tsx'

async function openTransport(): Promise<Transport | null> {
  if (window.chairside) return messagePortTransport()
  const token = await findToken(location, history, sessionStorage)
  return token === null ? null : webSocketTransport(socketUrl(location), token)
}

/** Opens the line to the host and draws the window. */
export async function start(): Promise<void> {
  const root = createRoot(document.getElementById('root')!)
  const transport = await openTransport()
  if (!transport) {
    root.render(<Themed><Center h="100%"><Empty title={en.app.noTokenTitle}>{en.app.noToken}</Empty></Center></Themed>)
    return
  }
  const client = createClient(transport, windowId(sessionStorage))
  const queryClient = createQueryClient()
  useRoute.setState({ route: fromHash(location.hash) })
  followHistory()
  followHost(client, queryClient)
  root.render(<StrictMode><Providers client={client} queryClient={queryClient}><App /></Providers></StrictMode>)
}
