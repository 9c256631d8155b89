import type { ApiEvent, ApiResponse } from '../../../shared/protocol/clinic-api.ts'
import type { ClinicHost, HostConnection } from '../../host/host.ts'

/** A host without data, for tests of what stands around the real one. */
export interface MemoryHost extends ClinicHost {
  /** Windows connected at this moment. */
  readonly connected: number
  /** What the windows asked, oldest first. */
  readonly asked: { method: string; input: unknown }[]
  readonly isClosed: boolean
  emit(event: ApiEvent): void
  /** Answers a method in this test's own way. */
  on(method: string, handler: (input: unknown) => unknown): void
}

type Asked = { id: number; method: string; input: unknown }

export function openMemoryHost(): MemoryHost {
  const listeners = new Set<(event: ApiEvent) => void>()
  const asked: MemoryHost['asked'] = []
  const handlers = new Map<string, (input: unknown) => unknown>()
  let isClosed = false
  return {
    get connected() {
      return listeners.size
    },
    get isClosed() {
      return isClosed
    },
    asked,
    emit: (event) => {
      for (const listener of listeners) listener(event)
    },
    on: (method, handler) => void handlers.set(method, handler),
    connect(listener): HostConnection {
      listeners.add(listener)
      return {
        handle: async (message) => {
          const { id, method, input } = message as Asked
          asked.push({ method, input })
          const handler = handlers.get(method)
          return handler ? await answered(id, () => handler(input)) : { id, ok: true, result: { echo: input } }
        },
        close: () => void listeners.delete(listener),
      }
    },
    wake: () => {},
    close: async () => {
      isClosed = true
    },
  }
}

/** Thrown by a handler to answer with an error of a kind, as the real host does. */
export class Refusal extends Error {
  readonly response: Extract<ApiResponse, { ok: false }>['error']

  constructor(response: Extract<ApiResponse, { ok: false }>['error']) {
    super(response.message)
    this.response = response
  }
}

async function answered(id: number, work: () => unknown): Promise<ApiResponse> {
  try {
    return { id, ok: true, result: await work() }
  } catch (error) {
    if (error instanceof Refusal) return { id, ok: false, error: error.response }
    throw error
  }
}
