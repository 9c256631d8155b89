import { ApiError, CLINIC_API_VERSION, clinicApi } from '../../shared/protocol/clinic-api.ts'
import type { ApiEvent, ApiMessage, ApiRequest, ApiResponse, MethodInput, MethodName, MethodOutput } from '../../shared/protocol/clinic-api.ts'
import { Listeners } from './listeners.ts'
import type { Unsubscribe } from './listeners.ts'
import type { Transport } from './transport.ts'

/** The screens' side of the ClinicApi. */
export interface Client {
  /** Asks the host; rejects with an `ApiError` and nothing else. */
  call<N extends MethodName>(name: N, input: MethodInput<N>): Promise<MethodOutput<N>>
  /** Hears every event the host sends. */
  subscribe(listener: (event: ApiEvent) => void): Unsubscribe
  /** Told now, and whenever it changes, whether the host can be asked. */
  onConnection(listener: (connected: boolean) => void): Unsubscribe
  close(): void
}

interface Pending {
  request: ApiRequest
  /** Asking twice does no harm, so the call outlives a lost connection. */
  repeatable: boolean
  resolve(result: unknown): void
  reject(error: ApiError): void
}

const LOST = 'This window lost its connection to the program on this PC. What was shown as saved is safe; check whether the last step was done, and do it again if not.'
const NOT_CONNECTED = 'This window has no connection to the program on this PC at the moment, so nothing was changed. It reconnects by itself; try again then.'

/**
 * Makes the client of a transport. Ids are per client, so answers of an earlier page never match.
 * With `windowId`, a reload or a broken line finds the session again that this window had.
 */
export function createClient(transport: Transport, windowId?: string): Client {
  const pending = new Map<number, Pending>()
  const events = new Listeners<ApiEvent>()
  const connection = new Listeners<boolean>()
  let connected = false
  let lastId = 0

  const setConnected = (value: boolean) => {
    connected = value
    connection.tell(value)
  }
  transport.onOpen(() => {
    // Before everything else: the host must know whose window asks.
    if (windowId) transport.send(JSON.stringify({ v: CLINIC_API_VERSION, id: ++lastId, method: 'session.attach', input: { window: windowId } } satisfies ApiRequest))
    // The questions asked meanwhile go out before anybody learns of the connection and asks more.
    for (const { request } of pending.values()) transport.send(JSON.stringify(request))
    setConnected(true)
  })
  transport.onClose(() => {
    rejectCommands(pending)
    setConnected(false)
  })
  transport.onMessage((json) => {
    const message = parse(json)
    if (message && 'event' in message) events.tell(message)
    else if (message) settle(pending, message)
  })

  return {
    call(name, input) {
      return new Promise((resolve, reject) => {
        const repeatable = isRepeatable(name)
        if (!connected && !repeatable) {
          reject(new ApiError('offline', NOT_CONNECTED))
          return
        }
        lastId += 1
        const request: ApiRequest = { v: CLINIC_API_VERSION, id: lastId, method: name, input }
        pending.set(lastId, { request, repeatable, resolve: (result) => resolve(result as MethodOutput<typeof name>), reject })
        if (connected) transport.send(JSON.stringify(request))
      })
    },
    subscribe: (listener) => events.add(listener),
    onConnection(listener) {
      listener(connected)
      return connection.add(listener)
    },
    close: () => transport.close(),
  }
}

/** Nobody knows whether a command whose answer was lost was done; sending it again could do it twice. */
function rejectCommands(pending: Map<number, Pending>): void {
  for (const [id, call] of pending) {
    if (call.repeatable) continue
    pending.delete(id)
    call.reject(new ApiError('offline', LOST))
  }
}

function settle(pending: Map<number, Pending>, message: ApiResponse): void {
  const call = pending.get(message.id)
  if (!call) return
  pending.delete(message.id)
  if (message.ok) call.resolve(message.result)
  else call.reject(new ApiError(message.error.kind, message.error.message, message.error.code))
}

function isRepeatable(name: MethodName): boolean {
  return clinicApi[name].reads.length > 0 || name === 'session.state' || name === 'sync.status'
}

function parse(json: string): ApiMessage | null {
  try {
    const message: unknown = JSON.parse(json)
    return typeof message === 'object' && message !== null ? (message as ApiMessage) : null
  } catch {
    return null
  }
}
