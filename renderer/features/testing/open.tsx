import type { ReactElement } from 'react'
import { configure } from '@testing-library/react'
import type { Permission } from '../../../shared/mutators/mutator.ts'
import { useLive } from '../../app/live.ts'
import { useRoute } from '../../app/route.ts'
import { MemoryHost } from '../../testing/memory-transport.ts'
import type { Script } from '../../testing/memory-transport.ts'
import { renderScreen } from '../../testing/render.tsx'
import { sampleId, sampleReference, sampleSession } from './samples.ts'

// A busy machine takes its time for the first picture of a file.
configure({ asyncUtilTimeout: 8000 })

interface OpenOptions {
  permissions?: readonly Permission[]
  /** What the host says instead of writing. */
  refuse?: string
}

/** Opens a screen as somebody who is signed in, on a host that answers from a script and takes every write. */
export function openScreen(element: ReactElement, script: Script, { permissions, refuse }: OpenOptions = {}): MemoryHost {
  const session = sampleSession(permissions)
  const host = new MemoryHost({
    'session.state': () => session,
    'clinic.reference': () => sampleReference(),
    mutate: (input) => {
      if (refuse) throw Object.assign(new Error(refuse), { kind: 'refused' })
      return { mutationId: sampleId(900), input: input.input }
    },
    ...script,
  })
  useLive.setState({ session })
  useRoute.setState({ route: { screen: 'day' } })
  renderScreen(element, host)
  return host
}

export interface Write {
  name: string
  input: Record<string, unknown>
}

/** The mutations that were sent, oldest first. */
export function writesOf(host: MemoryHost): Write[] {
  return host.inputsOf('mutate').map(({ name, input }) => ({ name, input: { ...input } }))
}
