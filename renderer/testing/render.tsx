import type { ReactElement } from 'react'
import { configure, render } from '@testing-library/react'
import type { RenderResult } from '@testing-library/react'
import type { QueryClient } from '@tanstack/react-query'
import { createClient } from '../api/client.ts'
import { createQueryClient } from '../api/query-client.ts'
import { Providers } from '../app/Providers.tsx'
import { followHost } from '../app/live.ts'
import type { MemoryHost } from './memory-transport.ts'

// A busy machine takes seconds to walk the roles of a whole day; waiting ends with the condition, not with this.
configure({ asyncUtilTimeout: 15_000 })

/** What jsdom lacks and Mantine asks for. */
export function prepareDom(): void {
  window.matchMedia ??= ((query: string) => ({ matches: false, media: query, onchange: null, addEventListener: () => undefined, removeEventListener: () => undefined, addListener: () => undefined, removeListener: () => undefined, dispatchEvent: () => false })) as typeof window.matchMedia
  window.ResizeObserver ??= class {
    observe() {}
    unobserve() {}
    disconnect() {}
  }
  if (!document.fonts) Object.defineProperty(document, 'fonts', { value: new EventTarget() })
  Element.prototype.scrollIntoView ??= () => undefined
  Element.prototype.scrollTo ??= () => undefined
  Element.prototype.setPointerCapture ??= () => undefined
  Element.prototype.releasePointerCapture ??= () => undefined
  Element.prototype.hasPointerCapture ??= () => false
}

/** Renders a screen with everything around it that the window has, talking to the host in memory. */
export function renderScreen(element: ReactElement, host: MemoryHost): RenderResult & { queryClient: QueryClient; stop: () => void } {
  prepareDom()
  const client = createClient(host.transport)
  const queryClient = createQueryClient()
  const stop = followHost(client, queryClient)
  return { ...render(<Providers client={client} queryClient={queryClient}>{element}</Providers>), queryClient, stop }
}
