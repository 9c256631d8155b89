import { readdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { addDays, instantOf, localOf } from '../../../shared/domain/time.ts'
import { ApiError } from '../../../shared/protocol/clinic-api.ts'
import type { PdfFile } from '../../../shared/protocol/views.ts'
import type { PackView } from '../../../shared/protocol/front-desk-views.ts'
import { privateFolder, writeWhole } from '../backup/disk.ts'
import { isDiskFull } from '../backup/failures.ts'
import { Seal } from '../backup/sealed.ts'

/** Today and the next two days. */
const DAYS = 3
const KEPT = 4
const NAME = /^pack-(\d{4}-\d{2}-\d{2})-(\d{13})\.sealed$/
const LOOK_MS = 60_000

export interface PacksOptions {
  dataDir: string
  key: Uint8Array
  log: (entry: { level: 'info' | 'warn'; msg: string; [key: string]: unknown }) => void
  /** Draws the schedules of these days. */
  draw: (dates: readonly string[]) => Promise<Uint8Array>
  /** The clinic's zone and when packs are made by themselves; undefined while there is nothing to draw. */
  plan: () => Promise<{ zone: string; minute: number | null } | undefined>
  now?: () => Date
}

/**
 * The outage packs of this PC: the next days' schedules with phone numbers and alerts, made each evening and on request.
 * They lie sealed with the replica's key: a plain file comes to be only where a person prints or saves one.
 */
export class Packs {
  readonly #options: PacksOptions
  readonly #folder: string
  readonly #seal: Seal
  #timer: NodeJS.Timeout | undefined
  #making: Promise<PackView> | undefined

  constructor(options: PacksOptions) {
    this.#options = options
    this.#folder = path.join(options.dataDir, 'packs')
    this.#seal = new Seal(options.key, 'outage pack')
  }

  start(): void {
    this.#timer = setInterval(() => void this.makeIfDue(), LOOK_MS)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#making?.catch(() => {})
  }

  /** Newest first. */
  list(): PackView[] {
    const names = readdirSync(privateFolder(this.#folder)).filter((name) => NAME.test(name)).sort((a, b) => madeAtOf(b) - madeAtOf(a))
    return names.map(viewOf)
  }

  /** Makes a pack now; asked twice at once it is made once. */
  make(): Promise<PackView> {
    this.#making ??= this.#make().finally(() => (this.#making = undefined))
    return this.#making
  }

  /** The pack as it was made. Rejects when it is not there or cannot be unsealed. */
  open(name: string): PdfFile {
    const known = this.list().find((pack) => pack.name === name)
    const base64 = known && this.#seal.open(readFileSync(path.join(this.#folder, name), 'utf8'))
    if (!base64) throw new ApiError('refused', 'That pack is not there any more or cannot be read. Make a new one.', 'not_found')
    return { fileName: `outage-pack-${known.days[0]}.pdf`, base64 }
  }

  /** Makes the pack of the last evening that has none yet, such as after a night in which the PC was off. */
  async makeIfDue(): Promise<void> {
    try {
      const plan = await this.#options.plan()
      if (!plan || plan.minute === null) return
      const newest = this.list()[0]
      if (newest && newest.madeAt >= lastTurn(this.#now(), plan.zone, plan.minute)) return
      await this.make()
    } catch (error) {
      this.#options.log({ level: 'warn', msg: 'the outage pack could not be made', reason: (error as Error).name })
    }
  }

  #now(): string {
    return (this.#options.now?.() ?? new Date()).toISOString()
  }

  async #make(): Promise<PackView> {
    const plan = await this.#options.plan()
    if (!plan) throw new ApiError('refused', 'The clinic’s data is still loading on this PC. Try again in a moment.', 'loading')
    const now = this.#now()
    const today = localOf(now, plan.zone).date
    const bytes = await this.#options.draw(daysFrom(today))
    const name = `pack-${today}-${String(Date.parse(now)).padStart(13, '0')}.sealed`
    try {
      writeWhole(path.join(privateFolder(this.#folder), name), this.#seal.seal(Buffer.from(bytes).toString('base64')))
    } catch (error) {
      throw isDiskFull(error) ? new ApiError('disk_full', 'The pack could not be kept: the disk of this PC is full. Print the day instead.') : error
    }
    for (const old of this.list().slice(KEPT)) rmSync(path.join(this.#folder, old.name), { force: true })
    this.#options.log({ level: 'info', msg: 'an outage pack was made', bytes: bytes.length })
    return viewOf(name)
  }
}

function daysFrom(date: string): string[] {
  return Array.from({ length: DAYS }, (_, index) => addDays(date, index))
}

function madeAtOf(name: string): number {
  return Number(NAME.exec(name)![2])
}

function viewOf(name: string): PackView {
  return { name, madeAt: new Date(madeAtOf(name)).toISOString(), days: daysFrom(NAME.exec(name)![1]!) }
}

/** The last time, up to now, at which the clinic's clock showed that minute. */
export function lastTurn(now: string, zone: string, minute: number): string {
  const local = localOf(now, zone)
  return instantOf(local.minute >= minute ? local.date : addDays(local.date, -1), minute, zone)
}
