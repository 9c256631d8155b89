import { ApiError } from '../../shared/protocol/clinic-api.ts'
import type { ApiEvent } from '../../shared/protocol/clinic-api.ts'
import { TABLE_NAMES, tablesFor } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import type { HostOptions } from './host.ts'
import { Status } from './status.ts'
import type { Registration } from './store/state.ts'
import { Link } from './sync/link.ts'
import { Pull } from './sync/pull.ts'
import { Push } from './sync/push.ts'
import type { Threads } from './threads.ts'

export interface DeskEvents {
  emit: (event: ApiEvent) => void
  /** People or the desk itself changed: sessions must look again. */
  onPeopleChanged: () => void
}

const PEOPLE_TABLES: readonly TableName[] = ['users', 'roles', 'user_credentials', 'clinics']

/** One desk at work: its replica, and the two streams that keep it and the centre together. */
export class Desk {
  readonly options: HostOptions
  readonly threads: Threads
  readonly link: Link
  readonly status: Status
  registration: Registration | undefined
  ready = false
  readonly #events: DeskEvents
  #push: Push | undefined
  #pull: Pull | undefined

  constructor(options: HostOptions, threads: Threads, events: DeskEvents) {
    this.options = options
    this.threads = threads
    this.#events = events
    this.status = new Status((status) => events.emit({ event: 'sync', status }))
    this.link = new Link({ serverUrl: options.serverUrl, onChange: (network) => this.#networkChanged(network) })
  }

  async start(): Promise<void> {
    const known = await this.threads.writer.call('desk')
    this.registration = known.registration
    this.ready = known.ready
    this.link.lastContactAt = known.lastContactAt
    this.status.set({ ...known.outbox, lastContactAt: known.lastContactAt })
    this.link.start()
    if (this.registration) await this.#startSync(this.registration)
    await this.#countAttention()
  }

  /** The centre has enrolled this desk: remember it before anything else, then begin to sync. */
  async enrolled(registration: Registration): Promise<void> {
    await this.threads.writer.call('register', registration)
    this.registration = registration
    await this.#startSync(registration)
    this.#events.onPeopleChanged()
  }

  /** Makes one write; it is on disk when this resolves. Sending follows by itself. */
  async mutate(mutation: { id: string; name: string; input: unknown; actor: string; at: string }): Promise<unknown> {
    const { input, touched, outbox } = await this.threads.writer.call('mutate', mutation)
    this.status.set(outbox)
    this.#changed(touched)
    this.#push?.kick()
    return input
  }

  /** A person asks to try now. */
  syncNow(): void {
    this.#push?.kick()
    this.#pull?.refresh()
  }

  async stop(): Promise<void> {
    this.link.stop()
    await Promise.all([this.#push?.stop(), this.#pull?.stop()])
    await this.threads.close()
  }

  async #startSync(registration: Registration): Promise<void> {
    const { serverUrl, log } = this.options
    const { writer } = this.threads
    const onError = (error: unknown) => log({ level: 'warn', msg: 'sync attempt failed', reason: (error as Error).name, status: (error as { status?: number }).status })
    const tables = tablesFor(registration.profile)
    if (!this.ready) this.status.set({ firstSync: { tablesDone: 0, tablesTotal: tables.length, rows: 0 } })
    this.#push ??= new Push({ serverUrl, deviceId: registration.deviceId, token: registration.token, writer, link: this.link, onProblem: (problem) => this.status.set({ problem }), onError })
    this.#pull = new Pull({
      serverUrl,
      token: registration.token,
      tables,
      writer,
      link: this.link,
      onApplied: ({ touched, outbox, confirmed }) => {
        this.status.set(outbox)
        if (confirmed > 0) void this.#rememberContact()
        this.#becomeReady()
        this.#changed(touched)
      },
      onStaged: (progress) => {
        if (!this.ready) this.status.set({ firstSync: { ...progress, tablesTotal: tables.length } })
      },
      onRefused: () => this.status.set({ problem: 'The centre does not accept this PC any more. Ask the manager to enrol it again; everything entered here is kept.' }),
      onError,
    })
    const { shapes } = await writer.call('desk')
    await this.#pull.start(shapes)
    this.#push.kick()
  }

  #becomeReady(): void {
    if (this.ready) return
    this.ready = true
    this.status.set({ firstSync: null })
    this.#events.onPeopleChanged()
  }

  #changed(tables: TableName[]): void {
    if (tables.length === 0) return
    this.#events.emit({ event: 'changed', tables })
    if (tables.includes('attention_items')) void this.#countAttention()
    if (tables.includes('devices')) void this.#adoptCard()
    if (tables.some((table) => PEOPLE_TABLES.includes(table))) this.#events.onPeopleChanged()
  }

  /** A manager may have renamed this desk or given it another profile: then it follows other tables. */
  async #adoptCard(): Promise<void> {
    const before = this.registration
    if (!before) return
    const card = await this.threads.query('session.deskCard', { deviceId: before.deviceId })
    if (!card || (card.profile === before.profile && card.name === before.name && card.series === before.series)) return
    // At once: from here on no window is answered under the rights of before.
    this.registration = { ...before, ...card }
    if (card.profile !== before.profile) await this.#pull?.stop()
    await this.threads.writer.call('adoptCard', card)
    if (card.profile !== before.profile) {
      await this.#startSync(this.registration)
      this.#events.emit({ event: 'changed', tables: TABLE_NAMES })
    }
    this.#events.onPeopleChanged()
  }

  async #countAttention(): Promise<void> {
    if (this.registration) this.status.set({ attention: await this.threads.query('session.openAttention') })
  }

  #networkChanged(network: Link['network']): void {
    this.status.set({ network, lastContactAt: this.link.lastContactAt })
    if (network !== 'online') return void this.#rememberContact()
    this.#push?.kick()
    this.#pull?.refresh()
  }

  async #rememberContact(): Promise<void> {
    const { lastContactAt } = this.link
    this.status.set({ lastContactAt })
    if (lastContactAt) await this.threads.writer.call('remember', 'lastContactAt', lastContactAt)
  }
}

/** The registration, or the error every call gives that needs one. */
export function enrolledDesk(desk: Desk): Registration {
  if (!desk.registration) throw new ApiError('not_enrolled', 'This PC is not enrolled at a clinic yet.')
  return desk.registration
}
