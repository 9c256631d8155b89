import { ApiError } from '../../shared/protocol/clinic-api.ts'
import type { ApiEvent } from '../../shared/protocol/clinic-api.ts'
import type { ProgramFacts, SendResult } from '../../shared/protocol/views.ts'
import { TABLE_NAMES, tablesFor } from '../../shared/schema/index.ts'
import type { TableName } from '../../shared/schema/index.ts'
import { Backups } from './backup/backups.ts'
import type { HostOptions } from './host.ts'
import { Journal } from './journal.ts'
import { Keeper } from './keeper.ts'
import { packPdf } from './api/documents.ts'
import { Drafts } from './drafts/drafts.ts'
import { Packs } from './outage/packs.ts'
import { Status } from './status.ts'
import type { Registration } from './store/state.ts'
import { Echo } from './sync/echo.ts'
import { Epoch } from './sync/epoch.ts'
import { Link } from './sync/link.ts'
import { Pull } from './sync/pull.ts'
import { Push, REMOVED } from './sync/push.ts'
import type { Threads } from './threads.ts'
import { Turn } from './turn.ts'

export interface DeskEvents {
  emit: (event: ApiEvent) => void
  /** People or the desk itself changed: sessions must look again. */
  onPeopleChanged: () => void
  /** The data becomes that of another time: whoever is signed in must sign in anew. */
  onClosed?: () => void
}

const NO_ADDRESS = 'This PC does not know the address of the centre any more. Start Chairside once with --server and the address; everything entered here is kept.'

/** How long a person who asks to send now is kept waiting at most; it goes on by itself. */
const SEND_WAIT_MS = 6_000

const PEOPLE_TABLES: readonly TableName[] = ['users', 'roles', 'user_credentials', 'clinics']

/** One desk at work: its replica, and the two streams that keep it and the centre together. */
export class Desk {
  readonly options: HostOptions
  readonly link: Link
  readonly status: Status
  readonly backups: Backups
  readonly keeper: Keeper
  /** What went wrong since the start, for the diagnostics. */
  readonly journal: Journal
  readonly packs: Packs
  readonly drafts: Drafts
  threads: Threads
  registration: Registration | undefined
  ready = false
  /** The centre; null while nobody has told this PC where it is. */
  serverUrl: string | null
  readonly #events: DeskEvents
  readonly #openThreads: (() => Promise<Threads>) | undefined
  readonly #epoch = new Epoch({
    known: () => this.threads.writer.call('desk').then(({ epoch }) => epoch),
    first: (epoch) => this.threads.writer.call('remember', 'epoch', epoch),
    changed: (epoch) => this.#turn.take(() => this.#otherDatabase(epoch)),
  })
  #push: Push | undefined
  #pull: Pull | undefined
  /** For all that ends a pull and begins another, or two would follow the same shapes. Nothing in it may wait for an answer of the centre: answers wait for it. */
  readonly #turn = new Turn()
  readonly #echo = new Echo({ isAwaited: () => this.status.now.waiting > 0 && this.#pull !== undefined, ask: () => this.#pull?.ask('client_progress') })

  /** @param openThreads opens the replica again after it was closed; without it there are no backups either */
  constructor(options: HostOptions, threads: Threads, events: DeskEvents, openThreads?: () => Promise<Threads>) {
    const { dataDir, key } = options
    const journal = new Journal()
    const log: HostOptions['log'] = (entry) => {
      journal.note(entry)
      options.log(entry)
    }
    this.journal = journal
    this.options = { ...options, log }
    this.serverUrl = options.serverUrl
    this.threads = threads
    this.#openThreads = openThreads
    this.#events = events
    this.status = new Status((status) => events.emit({ event: 'sync', status }))
    this.link = new Link({ serverUrl: options.serverUrl, onChange: (network) => this.#networkChanged(network), onOpen: () => this.syncNow(), onHealth: (centre, offsetMs) => this.#heardOf(centre, offsetMs), onEpoch: (epoch) => this.#epoch.saw(epoch) })
    this.keeper = new Keeper({ dataDir, log, status: this.status, close: () => this.#close(), open: () => this.#openAgain(), opened: () => this.#opened() })
    this.backups = new Backups({ dataDir, key, log, onProblem: (backup) => this.keeper.storage({ backup }), onDamage: () => this.keeper.repair(), onList: (lastBackupAt) => this.status.set({ lastBackupAt }) })
    this.packs = new Packs({ dataDir, key, log, draw: (dates) => packPdf(this, dates), plan: () => this.#packPlan() })
    this.drafts = new Drafts({ dataDir, key, log })
  }

  async start(): Promise<void> {
    this.link.start()
    await this.#load()
    if (this.#openThreads) this.backups.start()
    this.packs.start()
    this.drafts.tidy()
  }

  /** The centre at this address has answered: it is kept for the next start, too. */
  useServer(serverUrl: string): void {
    this.options.addresses?.remember(serverUrl)
    this.serverUrl = serverUrl
    this.link.aimAt(serverUrl)
  }

  /** The centre has enrolled this desk: remember it before anything else, then begin to sync. */
  async enrolled(registration: Registration): Promise<void> {
    await this.threads.writer.call('register', registration)
    this.registration = registration
    await this.#turn.take(() => this.#startSync(registration))
    this.#events.onPeopleChanged()
  }

  /** Makes one write; it is on disk when this resolves. Sending follows by itself. */
  async mutate(mutation: { id: string; name: string; input: unknown; actor: string; at: string }): Promise<unknown> {
    const { input, touched, outbox } = await this.threads.writer.call('mutate', mutation)
    this.status.set(outbox)
    this.keeper.written()
    this.#changed(touched)
    this.#push?.kick()
    return input
  }

  /** A person asks to send now: asks the centre, and waits a little for what comes of it. */
  async sendNow(): Promise<SendResult> {
    const before = this.status.now.waiting
    this.syncNow()
    await this.link.ask()
    if (this.link.network === 'online') await this.status.until(({ waiting, network, problem, held }) => waiting === 0 || network !== 'online' || problem !== null || held, SEND_WAIT_MS)
    const { waiting, network } = this.status.now
    return { sent: Math.max(0, before - waiting), waiting, network }
  }

  /** The way is open: send and ask at once. */
  syncNow(): void {
    this.#push?.again()
    this.#pull?.refresh()
  }

  /** Puts a backup in the place of the replica, with everything entered since on top. Rejects with nothing changed. */
  async restore(name: string): Promise<void> {
    await this.backups.alone(async (thread) => {
      // Before anything is closed: a damaged backup is no reason to interrupt anybody.
      await thread.call('check', name)
      await this.keeper.whileClosed(() => thread.call('restore', name))
    })
    this.options.log({ level: 'info', msg: 'a backup was restored', name })
  }

  /** Somebody has read what happened to this PC's data. */
  async noticeRead(): Promise<null> {
    await this.threads.writer.call('noticeRead')
    this.status.set({ notice: null })
    return null
  }

  async stop(): Promise<void> {
    this.link.stop()
    await Promise.all([this.backups.stop(), this.keeper.stop(), this.packs.stop()])
    await this.#stopSync()
    await this.threads.close()
  }

  async #load(): Promise<void> {
    const known = await this.threads.writer.call('desk')
    this.#turn.open()
    this.registration = known.registration
    this.ready = known.ready
    this.link.lastContactAt ??= known.lastContactAt
    this.status.set({ ...known.outbox, lastContactAt: this.link.lastContactAt, notice: known.notice ?? null })
    const { registration } = this
    if (known.copiesHoldMore) this.#followUp(() => this.#renewCopies())
    // A kill may have come between the centre's word about this desk and what was to follow from it.
    if (registration) await this.#turn.take(() => this.#adoptCard().then(() => this.#startSync(this.registration!)))
    await this.#countAttention()
  }

  async #close(): Promise<void> {
    this.ready = false
    this.#events.onClosed?.()
    await this.#stopSync()
    await this.threads.close()
  }

  async #openAgain(): Promise<void> {
    this.threads = await this.#openThreads!()
    await this.#load()
  }

  #opened(): void {
    this.#events.emit({ event: 'changed', tables: TABLE_NAMES })
    this.#events.onPeopleChanged()
  }

  async #stopSync(): Promise<void> {
    this.#echo.stop()
    const begun = this.#turn.close()
    await Promise.all([this.#push?.stop(), this.#pull?.stop(), this.#epoch.stop()])
    // What was begun anew just now, for another database or another profile.
    await begun
    await this.#pull?.stop()
    this.status.set({ refetch: null })
    this.#push = undefined
    this.#pull = undefined
  }

  /** What follows a change. It may meet a replica that is just being closed: then it follows again when it is open. */
  #followUp(work: () => Promise<unknown>): void {
    work().catch((error: Error) => {
      if (this.keeper.closedFor === null) this.options.log({ level: 'warn', msg: 'a follow-up failed', reason: error.name })
    })
  }

  /** The centre was restored or made anew: nothing that was under way to the old database may come to anything. */
  async #otherDatabase(epoch: string): Promise<void> {
    this.options.log({ level: 'warn', msg: 'the centre speaks for another database: everything is fetched anew' })
    await this.#pull?.stop()
    await this.threads.writer.call('adoptEpoch', epoch)
    if (this.registration && this.#pull) await this.#startSync(this.registration)
  }

  async #startSync(registration: Registration): Promise<void> {
    const { log } = this.options
    const { serverUrl } = this
    if (serverUrl === null) return this.status.set({ problem: NO_ADDRESS })
    this.#epoch.start()
    const { writer } = this.threads
    const onError = (error: unknown) => log({ level: 'warn', msg: 'sync attempt failed', reason: (error as Error).name, status: (error as { status?: number }).status })
    const tables = tablesFor(registration.profile)
    if (!this.ready) this.status.set({ firstSync: { tablesDone: 0, tablesTotal: tables.length, rows: 0 } })
    this.#push ??= new Push({ serverUrl, deviceId: registration.deviceId, token: registration.token, writer, link: this.link, onProblem: (problem) => this.status.set({ problem }), onHeld: (held) => this.status.set({ held }), onError, onAnswered: () => this.#echo.answered() })
    this.#pull = new Pull({
      serverUrl,
      token: registration.token,
      tables,
      writer,
      link: this.link,
      waiting: () => this.status.now.waiting,
      onApplied: ({ touched, outbox, confirmed, reopened }) => {
        this.status.set(outbox)
        this.keeper.written()
        if (reopened > 0) this.#push?.kick()
        if (confirmed > 0) this.#followUp(() => this.#rememberContact())
        this.#becomeReady()
        this.#showProgress()
        this.#changed(touched)
      },
      onStaged: () => this.#showProgress(),
      onRefused: () => this.status.set({ problem: REMOVED }),
      onAccepted: () => {
        if (this.status.now.problem === REMOVED) this.status.set({ problem: null })
      },
      onError,
    })
    const { shapes } = await writer.call('desk')
    await this.#pull.start(shapes)
    this.#push.kick()
  }

  #showProgress(): void {
    const progress = this.#pull?.progress ?? null
    this.status.set(this.ready ? { refetch: progress } : { firstSync: progress })
  }

  #heardOf(centre: ProgramFacts, offsetMs: number): void {
    const known = this.status.now.centre
    const isNews = known === null || (['version', 'schema', 'protocol'] as const).some((name) => known[name] !== centre[name])
    // Whole minutes: it is for a person, and must not tell every window something new with each answer.
    this.status.set({ clockBehindMinutes: Math.trunc(offsetMs / 60_000) + 0, ...(isNews ? { centre } : {}) })
    if (known?.schema !== centre.schema) this.#otherProgram()
  }

  /** The centre was updated: it may read what it could not read, and send tables that it did not know. */
  #otherProgram(): void {
    this.#push?.again()
    if (this.#pull?.leavesOut) this.#followUp(() => this.#turn.take(() => this.#askForAll()))
  }

  async #askForAll(): Promise<void> {
    if (!this.registration || !this.#pull) return
    await this.#pull.stop()
    await this.#startSync(this.registration)
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
    if (tables.includes('attention_items')) this.#followUp(() => this.#countAttention())
    if (tables.includes('devices')) this.#followUp(() => this.#turn.take(() => this.#adoptCard()))
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
      this.#followUp(() => this.#renewCopies())
      if (this.#pull) await this.#startSync(this.registration)
      this.#events.emit({ event: 'changed', tables: TABLE_NAMES })
    }
    this.#events.onPeopleChanged()
  }

  /** Older copies hold what this desk may not hold any more (S13). */
  async #renewCopies(): Promise<void> {
    await this.backups.alone((thread) => thread.call('removeCopies'))
    await this.threads.writer.call('remember', 'copiesHoldMore', false)
    await this.backups.create()
  }

  async #packPlan(): Promise<{ zone: string; minute: number | null } | undefined> {
    if (!this.ready) return undefined
    const { settings, zone } = await this.threads.query('frontDesk.packPlan')
    return { zone, minute: settings.pack_minute }
  }

  async #countAttention(): Promise<void> {
    if (this.registration) this.status.set({ attention: await this.threads.query('session.openAttention') })
  }

  #networkChanged(network: Link['network']): void {
    this.status.set({ network, lastContactAt: this.link.lastContactAt })
    if (network !== 'online') this.#followUp(() => this.#rememberContact())
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
