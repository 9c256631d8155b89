import type { ApiMessage, ApiResponse } from '../../shared/protocol/clinic-api.ts'
import type { ClinicHost, HostConnection, HostOptions } from '../host/host.ts'
import { traceOf } from './error-trace.ts'
import { errorResponse, readRequest } from './request.ts'

export type Log = HostOptions['log']

export interface Channel {
  /** Takes one message of the window. Never throws; the answer goes out through `send`. */
  receive(text: string): void
  /** How many calls the host is working on. */
  readonly inFlight: number
  /** Closes the host's side. Answers that arrive later are dropped. */
  close(): void
}

export interface ChannelOptions {
  host: ClinicHost
  log: Log
  send: (message: ApiMessage) => void
  /** Told after each answer, so that a transport can read on. */
  onAnswered?: () => void
}

/** One window's conversation with the host, the same over every transport: requests in, answers and events out. */
export function openChannel({ host, log, send, onAnswered }: ChannelOptions): Channel {
  let isOpen = true
  let inFlight = 0
  const sendWhileOpen = (message: ApiMessage) => {
    if (!isOpen) return
    try {
      send(message)
    } catch (error) {
      // The window went away between two messages; the transport's own close event ends the channel.
      log({ level: 'warn', msg: 'an answer could not be sent to a window', ...traceOf(error) })
    }
  }
  const connection = host.connect(sendWhileOpen)

  async function answer(text: string): Promise<void> {
    const read = readRequest(text)
    if (!read.ok) return sendWhileOpen(read.response)
    inFlight += 1
    const response = await handled(connection, read.request, log)
    inFlight -= 1
    sendWhileOpen(response)
    onAnswered?.()
  }

  return {
    receive: (text) => {
      if (isOpen) void answer(text)
    },
    get inFlight() {
      return inFlight
    },
    close: () => {
      if (!isOpen) return
      isOpen = false
      connection.close()
    },
  }
}

async function handled(connection: HostConnection, request: { id: number; method: string }, log: Log): Promise<ApiResponse> {
  try {
    return await connection.handle(request)
  } catch (error) {
    log({ level: 'error', msg: 'a call to the host failed', method: request.method, ...traceOf(error) })
    return errorResponse(request.id, 'internal', 'Something went wrong inside Chairside. What was saved before is safe. Try again; if it stays, tell your support.')
  }
}
