import { z } from 'zod'
import { ApiError, CLINIC_API_VERSION, clinicApi } from '../../shared/protocol/clinic-api.ts'
import type { ApiEvent, ApiResponse, MethodName } from '../../shared/protocol/clinic-api.ts'
import { toApiError } from './api/errors.ts'
import { handlers } from './api/handlers.ts'
import type { Caller } from './api/handlers.ts'
import { enrol } from './api/setup.ts'
import { Desk } from './desk.ts'
import { providerFrom } from './reminders/provider.ts'
import type { Provider } from './reminders/provider.ts'
import { Attempts } from './session.ts'
import { Sessions } from './sessions.ts'
import type { Holder } from './sessions.ts'
import { LineWatch } from './sync/line-watch.ts'
import { Threads } from './threads.ts'

export interface HostOptions {
  /** A folder only this user can read; holds the encrypted replica and its backups. */
  dataDir: string
  /** The centre; null while nobody has told this PC where it is. */
  serverUrl: string | null
  /** Checks an address that a person typed, and keeps it for the next start. Both throw an error with a sentence. */
  addresses?: { check: (typed: string) => string; remember: (url: string) => void }
  /** 32 random bytes from the keychain or the key file. */
  key: Uint8Array
  /** One-time code that enrols this desk on its first start. */
  enrolCode?: string
  deviceName?: string
  /** Who takes reminders from this PC; nobody when absent. */
  reminders?: Provider | null
  log: (entry: { level: 'info' | 'warn' | 'error'; msg: string; [key: string]: unknown }) => void
}

/** One window's view of the host, with its own signed-in person. */
export interface HostConnection {
  /** Answers one request; never rejects. */
  handle(message: unknown): Promise<ApiResponse>
  close(): void
}

export interface ClinicHost {
  connect(listener: (event: ApiEvent) => void): HostConnection
  /** The PC woke up: ask the centre now, do not wait out a backoff. */
  wake(): void
  close(): Promise<void>
}

const request = z.object({ v: z.int(), id: z.int(), method: z.string().max(60), input: z.unknown() })

/**
 * Opens a desk: its replica, its windows' door and its line to the centre. Works without the centre.
 * Rejects with ReplicaError kinds when the replica cannot be opened.
 */
export async function openHost(options: HostOptions): Promise<ClinicHost> {
  const windows = new Set<Window>()
  const emit = (event: ApiEvent) => {
    for (const { listener } of windows) listener(event)
  }
  let desk: Desk | undefined
  const log: HostOptions['log'] = (entry) => (desk?.options ?? options).log(entry)
  const openThreads = () => Threads.open(options.dataDir, options.key, {
    onSlow: (query, ms) => log({ level: 'warn', msg: 'slow query', query, ms }),
    onDeath: (error) => {
      log({ level: 'error', msg: 'a replica thread ended', reason: error.name })
      desk?.keeper.repair()
    },
    onFailure: (error) => desk?.keeper.failed(error),
  })
  const reminders = options.reminders === undefined ? providerFrom(process.env) : options.reminders
  desk = new Desk({ ...options, reminders }, await openThreads(), { emit, onPeopleChanged: () => void refreshSessions(windows), onClosed: () => void endSessions(windows, sessions) }, openThreads)
  const sessions = new Sessions(desk, new Attempts())
  await desk.start()
  const { link } = desk
  const watch = new LineWatch({ serverUrl: () => desk.serverUrl, onDead: (since) => link.connectionsDied(since) })
  watch.start()
  if (options.enrolCode && !desk.registration && desk.serverUrl !== null) {
    await enrol(desk, { code: options.enrolCode, deviceName: options.deviceName ?? 'Front desk' }).catch((error: ApiError) => {
      options.log({ level: 'warn', msg: 'enrolment by code failed', reason: error.code ?? error.name })
    })
  }
  return {
    connect(listener) {
      const window: Window = {
        desk,
        session: sessions.fresh(),
        listener,
        lostSession: () => void tellSession(window),
        attach: (id) => sessions.attach(id, window),
      }
      windows.add(window)
      const close = () => {
        windows.delete(window)
        sessions.release(window)
      }
      return { handle: (message) => answer(window, message), close }
    },
    wake: () => desk.syncNow(),
    async close() {
      await watch.stop()
      await desk.stop()
    },
  }
}

/** One window as the host knows it. */
interface Window extends Caller, Holder {
  listener: (event: ApiEvent) => void
}

async function refreshSessions(windows: ReadonlySet<Window>): Promise<void> {
  for (const window of windows) {
    // Of a replica that is just being closed nothing can be asked; it is asked again when it is open.
    await window.session.refresh().catch(() => {})
    await tellSession(window)
  }
}

async function endSessions(windows: ReadonlySet<Window>, sessions: Sessions): Promise<void> {
  sessions.endAll()
  for (const window of windows) {
    window.session.signOut()
    await tellSession(window)
  }
}

async function tellSession({ session, listener }: Window): Promise<void> {
  const state = await session.state().catch(() => undefined)
  if (state) listener({ event: 'session', state })
}

async function answer(caller: Caller, message: unknown): Promise<ApiResponse> {
  const parsed = request.safeParse(message)
  if (!parsed.success) return { id: -1, ok: false, error: { kind: 'invalid', message: 'That is not a request.' } }
  const { v, id, method, input } = parsed.data
  try {
    if (v !== CLINIC_API_VERSION) throw new ApiError('version', 'This window and the program on this PC are of different versions. Reload the window.')
    return { id, ok: true, result: (await call(caller, method, input)) ?? null }
  } catch (cause) {
    const { closedFor } = caller.desk.keeper
    const error = closedFor !== null && !(cause instanceof ApiError) ? new ApiError('refused', closedFor, 'closed') : cause
    const { kind, message: sentence, code } = toApiError(error, (entry) => caller.desk.options.log({ level: 'error', msg: 'call failed', method, ...entry }))
    return { id, ok: false, error: { kind, message: sentence, ...(code ? { code } : {}) } }
  }
}

/** What can be asked while the replica is closed. */
const ALWAYS: readonly MethodName[] = ['session.state', 'session.attach', 'sync.status']

async function call(caller: Caller, method: string, input: unknown): Promise<unknown> {
  if (!Object.hasOwn(clinicApi, method)) throw new ApiError('invalid', 'This program does not know that call.')
  const name = method as MethodName
  if (caller.desk.keeper.closedFor !== null && !ALWAYS.includes(name)) throw new ApiError('refused', caller.desk.keeper.closedFor, 'closed')
  if (!clinicApi[name].open) caller.session.require()
  const parsed = clinicApi[name].input.safeParse(input ?? {})
  if (!parsed.success) throw new ApiError('invalid', parsed.error.issues[0]?.message ?? 'The values do not fit.')
  return (handlers[name] as (caller: Caller, input: unknown) => unknown)(caller, parsed.data)
}
