/**
 * Looks at replication slots before they become a problem: what a slot holds back stays on the disk until its reader
 * has it, and at `max_slot_wal_keep_size` Postgres gives the slot up, so that every client has to fetch anew.
 */
import type { Log } from './pg.ts'

/** `ok`, held back by half of what Postgres keeps, nearly given up, given up, or not known while the database is away. */
export type SlotLevel = 'ok' | 'behind' | 'at_risk' | 'lost' | 'unknown'

export interface SlotReport {
  readonly slot: string
  readonly level: SlotLevel
  /** Whether somebody reads from it at this moment. */
  readonly active: boolean
  /** Bytes of WAL that Postgres keeps on disk for this slot. */
  readonly heldBytes: number
  /** Bytes from where the reader is to the end of the WAL. */
  readonly behindBytes: number
  /** `max_slot_wal_keep_size` in bytes; null where nothing limits what is kept. */
  readonly limitBytes: number | null
  readonly walStatus: string | null
}

export interface SlotWatchOptions {
  readonly db: { query<R extends object>(text: string, values: unknown[]): Promise<{ rows: R[] }> }
  readonly log: Pick<Log, 'info' | 'warn' | 'error'>
  /** SQL regular expression for the names of the slots to look at, in this database. */
  readonly pattern: string
  readonly everyMs: number
  readonly now?: () => number
}

interface Row {
  slot: string
  active: boolean
  status: string | null
  held: number
  behind: number
  limit_mb: number
}

const SLOTS_SQL = `
select slot_name as slot, active, wal_status as status,
       coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::float8 as held,
       coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::float8 as behind,
       (select setting from pg_settings where name = 'max_slot_wal_keep_size')::float8 as limit_mb
  from pg_replication_slots
 where database = current_database() and slot_name ~ $1
 order by slot_name`

const MEGABYTE = 1024 * 1024
/** Without a limit this much is too much. */
const UNLIMITED_BEHIND_BYTES = 1024 * MEGABYTE
const UNLIMITED_RISK_BYTES = 10 * 1024 * MEGABYTE
const REMIND_MS = 60 * 60_000
const ORDER: readonly SlotLevel[] = ['unknown', 'ok', 'behind', 'at_risk', 'lost']

export class SlotWatch {
  readonly #options: SlotWatchOptions
  readonly #now: () => number
  readonly #told = new Map<string, { level: SlotLevel; at: number }>()
  #reports: readonly SlotReport[] = []
  #known = false
  #lookedAt = -Infinity
  #looking: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null

  constructor(options: SlotWatchOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  start(): void {
    this.#timer ??= setInterval(() => void this.look(), this.#options.everyMs).unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** What was seen last. Empty before the first look and where no slot has such a name. */
  get reports(): readonly SlotReport[] {
    return this.#reports
  }

  /** The worst of all slots; `unknown` while the database does not tell. */
  get level(): SlotLevel {
    if (!this.#known) return 'unknown'
    return this.#reports.reduce<SlotLevel>((worst, { level }) => (ORDER.indexOf(level) > ORDER.indexOf(worst) ? level : worst), 'ok')
  }

  /** Looks, unless somebody did within the last interval. Never rejects. */
  async fresh(): Promise<SlotLevel> {
    if (this.#now() - this.#lookedAt >= this.#options.everyMs) await this.look()
    return this.level
  }

  /** Looks now, and says in the log what got worse or better. Never rejects. */
  look(): Promise<void> {
    this.#looking ??= this.#look().finally(() => (this.#looking = null))
    return this.#looking
  }

  async #look(): Promise<void> {
    try {
      const { rows } = await this.#options.db.query<Row>(SLOTS_SQL, [this.#options.pattern])
      this.#reports = rows.map(reportOf)
      this.#known = true
      for (const slot of this.#told.keys()) if (!this.#reports.some((report) => report.slot === slot)) this.#told.delete(slot)
      for (const report of this.#reports) this.#tell(report)
    } catch {
      // Whoever uses the database has noticed too, and says so.
      this.#known = false
    }
    this.#lookedAt = this.#now()
  }

  #tell(report: SlotReport): void {
    const before = this.#told.get(report.slot)
    const same = before?.level === report.level
    if (same && (report.level === 'ok' || this.#now() - before.at < REMIND_MS)) return
    if (!before && report.level === 'ok') return
    this.#told.set(report.slot, { level: report.level, at: this.#now() })
    const { log } = this.#options
    if (report.level === 'ok') log.info(report, 'the replication slot has caught up')
    else if (report.level === 'behind') log.warn(report, SENTENCES.behind)
    else if (report.level === 'at_risk') log.error(report, SENTENCES.at_risk)
    else log.error(report, SENTENCES.lost)
  }
}

const SENTENCES = {
  behind: 'a replication slot falls behind: Postgres keeps WAL on its disk for it',
  at_risk: 'a replication slot is far behind: Postgres is about to give it up, and every client would fetch anew',
  lost: 'a replication slot was given up by Postgres: whoever reads it has to start anew',
} as const

function reportOf(row: Row): SlotReport {
  const limitBytes = row.limit_mb < 0 ? null : row.limit_mb * MEGABYTE
  const facts = { slot: row.slot, active: row.active, heldBytes: row.held, behindBytes: row.behind, limitBytes, walStatus: row.status }
  return { ...facts, level: levelOf(facts) }
}

/** How serious it is. Pure, so that its borders can be tested. */
export function levelOf(facts: Pick<SlotReport, 'heldBytes' | 'limitBytes' | 'walStatus'>): SlotLevel {
  const { heldBytes, limitBytes, walStatus } = facts
  if (walStatus === 'lost') return 'lost'
  const risk = limitBytes === null ? UNLIMITED_RISK_BYTES : limitBytes * 0.8
  if (walStatus === 'unreserved' || heldBytes >= risk) return 'at_risk'
  return heldBytes >= (limitBytes === null ? UNLIMITED_BEHIND_BYTES : limitBytes * 0.5) ? 'behind' : 'ok'
}
