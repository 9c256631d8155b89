import type { ReactNode } from 'react'
import { MantineProvider } from '@mantine/core'
import { ModalsProvider } from '@mantine/modals'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import type { QueryClient } from '@tanstack/react-query'
import type { Client } from '../api/client.ts'
import { ClientContext } from '../api/hooks.ts'
import { theme } from '../theme.ts'

/** Look only; for the pages that come before there is a host to talk to. */
export function Themed({ children }: { children: ReactNode }) {
  return <MantineProvider theme={theme} defaultColorScheme="light" forceColorScheme="light">{children}</MantineProvider>
}

interface ProvidersProps {
  client: Client
  queryClient: QueryClient
  children: ReactNode
}

/** Everything a screen may rely on being around it. */
export function Providers({ client, queryClient, children }: ProvidersProps) {
  return (
    <Themed>
      <QueryClientProvider client={queryClient}>
        <ClientContext value={client}>
          <ModalsProvider labels={{ confirm: 'OK', cancel: 'Cancel' }}>
            <Notifications position="bottom-left" limit={3} className="toasts" />
            {children}
          </ModalsProvider>
        </ClientContext>
      </QueryClientProvider>
    </Themed>
  )
}
