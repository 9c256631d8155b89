import { createHash } from 'node:crypto'
import { outbox } from '../support/writes.ts'
import { DENTIST, MANAGER, PATIENTS } from '../support/world.ts'

import type { MutatorName } from '../../shared/mutators/index.ts'
import type { CentralBatch } from '../../electron/host/sync/apply-central.ts'
import { TABLE_NAMES, tablesFor } from '../../shared/schema/index.ts'
import type { DeviceProfile, TableName } from '../../shared/schema/index.ts'
import { audit } from './books.ts'
import type { Asked } from './books.ts'
import { SimulatedCentre } from './centre/centre.ts'
import type { CentreStore } from './centre/store.ts'
import { differences, halfTransactions, isEmptied } from './checks.ts'
import { deviceId, ownClinic, ownPatient, PROFILES, series, simulatedClinic, STAFF } from './clinic.ts'
import { SimulatedDesk } from './desk.ts'
import type { Operation } from './desk.ts'
import { Dice } from './dice.ts'
import { checkEdits } from './edits.ts'
import { Line } from './network.ts'
import type { Event, Plan } from './plan.ts'
import type { Templates } from './templates.ts'
import { BEGINNING, VirtualTime } from './virtual-time.ts'
import type { Process } from './virtual-time.ts'
import { inputFor } from './writes/index.ts'

/** What came of a run. */
export interface Outcome {
  seed: number
  /** What was wrong; nothing, when all promises were kept. */
  failures: string[]
  counts: Record<string, number>
  /** How long the outbox took to drain after everything was well, in virtual milliseconds. */
  drainMs: number
  /** The same for the same seed, whatever machine and database it ran on. */
  digest: string
}

/** After everything is well: how long the outboxes may take, and how long until nobody is waited for any more. */
const DRAIN_MS = 10_000
/** A connection that has died without a word is given up after half a minute; others may have written meanwhile. */
const EQUAL_MS = 35_000
const STUCK_MS = 120_000
const LOOK_MS = 100
const DAY = 86_400_000

/** A whole clinic with everything that can go wrong, from a plan. */
export class Simulation {
  readonly #plan: Plan
  readonly #templates: Templates
  readonly #time = new VirtualTime()
  readonly #dice: Dice
  readonly #centre: SimulatedCentre
  readonly #store: CentreStore
  readonly #desks: SimulatedDesk[] = []
  readonly #lines: Line[] = []
  readonly #profiles: DeviceProfile[]
  /** Whether somebody wants the PC on. */
  readonly #wanted: boolean[]
  readonly #asked = new Map<string, Asked>()
  /** Asked for, and the desk died before it said saved: it may have happened or not. */
  readonly #unsure = new Map<string, Asked>()
  /** What each desk last wrote into the phone of its own patient. */
  readonly #own = new Map<number, string>()
  readonly #failures: string[] = []
  readonly #counts: Record<string, number> = {}
  readonly #hash = createHash('sha256')
  readonly #trace: ((line: string) => void) | undefined
  readonly #world: Process = { name: 'world', clockMs: 0, alive: true, random: Math.random, fetch }
  #restore: (() => Promise<void>) | undefined
  #number = 0
  #isHealed = false

  constructor(plan: Plan, store: CentreStore, templates: Templates, trace?: (line: string) => void) {
    this.#plan = plan
    this.#store = store
    this.#templates = templates
    this.#trace = trace
    this.#dice = new Dice(plan.seed ^ 0x5eed)
    this.#profiles = plan.desks.map(({ device }) => PROFILES[device]!)
    this.#wanted = plan.desks.map(() => false)
    this.#centre = new SimulatedCentre(store, this.#time, this.#dice.fork())
  }

  async run(): Promise<Outcome> {
    const uninstall = this.#time.install()
    let drainMs = -1
    try {
      await this.#open()
      for (const event of this.#plan.events) {
        await this.#time.until(event.at)
        await this.#do(event)
      }
      await this.#time.until(this.#plan.healedAt)
      drainMs = await this.#heal()
      await this.#check()
    } finally {
      for (const desk of this.#desks) desk.remove()
      uninstall()
    }
    for (const failure of this.#time.failures) this.#fail(`thrown: ${(failure as Error).stack ?? String(failure)}`)
    this.#count('requests', this.#lines.reduce((sum, { requests }) => sum + requests, 0))
    for (const line of this.#lines) for (const [what, times] of Object.entries(line.injected)) this.#count(what, times)
    return { seed: this.#plan.seed, failures: this.#failures, counts: this.#counts, drainMs, digest: this.#hash.digest('hex').slice(0, 16) }
  }

  async #open(): Promise<void> {
    await this.#centre.open()
    const rows = ownClinic()
    for (const [index, { device, form, clockMs }] of this.#plan.desks.entries()) {
      const name = series(device)
      const profile = PROFILES[device]!
      const line = new Line(this.#time, this.#world, this.#dice.fork(), (request, flight) => this.#centre.serve(deviceId(device), request, flight))
      this.#lines.push(line)
      this.#desks.push(new SimulatedDesk({
        name, clockMs, line, time: this.#time, dice: this.#dice.fork(), dir: this.#templates.folder(name),
        template: this.#templates.file(form, profile, rows, (table) => this.#centre.shapes.handleOf(table)),
        registration: { deviceId: deviceId(device), clinicId: rows.clinics[0]!.id, name, profile, series: name, token: 'token' },
        onDone: (operation, args) => this.#done(index, operation, args),
        onDeath: () => this.#count('crash'),
      }))
    }
  }

  async #do(event: Event): Promise<void> {
    switch (event.do) {
      case 'write': return this.#write(event.desk, event.name, event.dice)
      case 'fault': return this.#fault(event)
      case 'start': return this.#start(event.desk)
      case 'stop': return this.#stop(event.desk)
      case 'crash': return this.#crash(event)
      case 'clock': return this.#setClock(event.desk, event.ms)
      case 'profile': return this.#setProfile(event.desk, event.profile)
      case 'centreDown': return this.#centreDown(event.ms)
      case 'centreCrash': return this.#centreCrash(event.commits, event.ms)
      case 'refetch': {
        this.#count('refetch')
        for (const table of event.tables) this.#centre.shapes.rotate(table)
        return
      }
      case 'byHand': return this.#byHand(new Dice(event.dice))
      case 'backup': {
        this.#restore = await this.#centre.backup()
        return
      }
      case 'restore': {
        if (!this.#restore || this.#isHealed) return
        this.#count('restore')
        this.#tell('restore')
        this.#centre.goDown()
        await this.#time.settle()
        await this.#restore()
        this.#restore = undefined
        this.#later(500, () => this.#centre.comeUp())
      }
    }
  }

  #device(index: number): string {
    return deviceId(this.#plan.desks[index]!.device)
  }

  #ownPatient(index: number): string {
    return ownPatient(this.#plan.desks[index]!.device)
  }

  #later(ms: number, then: () => void): void {
    this.#time.after(ms, this.#world, then)
  }

  #start(index: number): void {
    this.#wanted[index] = true
    if (!this.#desks[index]!.isRunning) this.#desks[index]!.start()
  }

  #stop(index: number): void {
    this.#wanted[index] = false
    this.#desks[index]!.kill()
  }

  #crash({ desk: index, point, downMs }: Extract<Event, { do: 'crash' }>): void {
    const desk = this.#desks[index]!
    desk.crash = point
    desk.options.onDeath = () => {
      this.#count(`crash ${point.at}`)
      this.#tell(`${desk.options.name} died at ${point.at}`)
      this.#later(downMs, () => {
        if (this.#wanted[index]) this.#start(index)
      })
    }
  }

  #fault({ desk, fault, ms }: Extract<Event, { do: 'fault' }>): void {
    const lines = desk === undefined ? this.#lines : [this.#lines[desk]!]
    for (const line of lines) {
      line.faults.add(fault)
      if (fault.kind === 'cut') line.breakAll()
    }
    this.#later(ms, () => {
      for (const line of lines) line.faults.delete(fault)
    })
  }

  #setClock(index: number, ms: number): void {
    const desk = this.#desks[index]!
    this.#count('clock set')
    desk.clockMs = ms
    if (desk.process) desk.process.clockMs = ms
    for (const write of [...this.#asked.values(), ...this.#unsure.values()]) if (write.desk === index) write.clockMoved = true
  }

  async #setProfile(index: number, profile: DeviceProfile): Promise<void> {
    this.#count('profile')
    this.#profiles[index] = profile
    await this.#byCentre('update devices set profile = $2 where id = $1', [this.#device(index), profile])
  }

  async #byHand(dice: Dice): Promise<void> {
    this.#count('by hand')
    await this.#byCentre('update patients set street = $2 where id = $1', [dice.of(PATIENTS), `Street ${dice.whole(1, 1000)}`])
  }

  async #byCentre(sql: string, values: unknown[]): Promise<void> {
    await this.#time.run(this.#world, () => this.#store.byHand(sql, values))
  }

  #centreDown(ms: number): void {
    if (!this.#centre.isUp) return
    this.#count('centre down')
    this.#centre.goDown()
    this.#later(ms, () => this.#centre.comeUp())
  }

  #centreCrash(commits: number, ms: number): void {
    this.#centre.dyingIn = commits
    this.#centre.onDeath = () => {
      this.#count('crash centre-committed')
      this.#later(ms, () => this.#centre.comeUp())
    }
  }

  #write(index: number, name: MutatorName, seed: number): void {
    const desk = this.#desks[index]!
    if (!desk.process || !desk.desk?.registration || !desk.db) return
    const dice = new Dice(seed)
    const profile = desk.desk.registration.profile
    const today = BEGINNING + Math.floor(this.#time.now / DAY) * DAY
    const input = inputFor(name, { db: desk.db, dice, today, ownPatient: this.#ownPatient(index), number: ++this.#number })
    if (!input) return
    const actor = name === 'patient.edit' ? (profile === 'chairside' ? DENTIST : MANAGER) : dice.of(STAFF[profile])
    const id = dice.uuid()
    const write: Asked = { id, desk: index, client: this.#device(index), name, input: input as Record<string, unknown>, at: this.#time.now, clockMoved: false }
    this.#unsure.set(id, write)
    const { process, desk: host } = desk
    const made = this.#time.run(process, () => host.mutate({ id, name, input, actor, at: new Date().toISOString() }))
    made.then((recorded) => {
      this.#unsure.delete(id)
      this.#asked.set(id, { ...write, input: recorded as Record<string, unknown> })
      this.#count('mutations')
      this.#count(`write ${name}`)
    }, (error: Error) => {
      this.#unsure.delete(id)
      if (error.name === 'Refusal') this.#count('refused at the desk')
      else this.#fail(`S1: ${name} could not be written: ${error.message}`)
    })
  }

  /** An operation of a desk's writer is done: what must hold at every moment. */
  #done(index: number, operation: Operation, args: unknown[]): void {
    const desk = this.#desks[index]!
    const db = desk.db
    if (!db || operation === ('query' as Operation)) return
    this.#tell(`${desk.options.name} ${operation} ${operation === 'applyCentral' ? (args[0] as CentralBatch).changes.length : ''}`)
    if (operation === 'open') {
      this.#checkSaved(index)
      this.#recallOwn(index)
    }
    if (operation === 'mutate') this.#noteOwn(index, args[0] as { name: string; input: { id: string; changes?: { field: string; to: string }[] } })
    if (operation !== 'applyCentral' && operation !== 'beginStage' && operation !== 'stageRows') return
    if (isEmptied(db) && desk.desk?.ready) this.#fail(`S11: the patients of ${desk.options.name} are gone after ${operation}`)
    if (operation !== 'applyCentral') return
    for (const half of halfTransactions(args[0] as CentralBatch, this.#centre.history, this.#held(index))) this.#fail(`S6: ${desk.options.name}: ${half}`)
    const expected = this.#own.get(index)
    const phone = expected && db.prepare<[string], { phone: string }>('select phone from patients where id = ?').get(this.#ownPatient(index))?.phone
    if (phone !== expected) this.#fail(`S7: ${desk.options.name} shows ${phone} where it wrote ${expected}`)
  }

  /** The tables that this desk may hold and follows already. */
  #held(index: number): TableName[] {
    const mine = tablesFor(this.#desks[index]!.desk?.registration?.profile ?? this.#profiles[index]!)
    return tablesFor(this.#profiles[index]!).filter((table) => mine.includes(table))
  }

  #noteOwn(index: number, { name, input }: { name: string; input: { id: string; changes?: { field: string; to: string }[] } }): void {
    if (name !== 'patient.edit' || input.id !== this.#ownPatient(index)) return
    this.#own.set(index, input.changes!.find(({ field }) => field === 'phone')!.to)
  }

  /** An edit may have been on disk when its desk crashed, before anybody heard of it: then it counts as written. */
  #recallOwn(index: number): void {
    const own = this.#ownPatient(index)
    const phone = this.#desks[index]!.db!.prepare<[string], { phone: string }>('select phone from patients where id = ?').get(own)?.phone
    const isUnheard = ({ desk, name, input }: Asked) => desk === index && name === 'patient.edit' && input['id'] === own && (input['changes'] as { to: string }[]).some(({ to }) => to === phone)
    if (phone !== undefined && [...this.#unsure.values()].some(isUnheard)) this.#own.set(index, phone)
  }

  /** S1: what was called saved is on the disk of a desk that starts. */
  #checkSaved(index: number): void {
    const { db, options } = this.#desks[index]!
    const kept = new Set(outbox(db!).map(({ id }) => id))
    for (const write of this.#asked.values()) {
      if (write.desk === index && !kept.has(write.id)) this.#fail(`S1: ${write.name} ${write.id} was saved at ${options.name}, and is not there after a restart`)
    }
  }

  /** Nothing is wrong any more, and everybody is there. Returns how long the outboxes took to drain. */
  async #heal(): Promise<number> {
    this.#isHealed = true
    this.#tell('healed')
    for (const line of this.#lines) line.faults.clear()
    for (const desk of this.#desks) desk.crash = undefined
    this.#centre.dyingIn = Infinity
    if (!this.#centre.isUp) this.#centre.comeUp()
    for (const index of this.#desks.keys()) this.#start(index)
    const healedAt = this.#time.now
    let drainMs = -1
    for (let passed = 0; passed < STUCK_MS; passed += LOOK_MS) {
      await this.#time.until(healedAt + passed)
      if (this.#waiting() > 0) continue
      if (drainMs < 0) drainMs = passed
      if ((await this.#unequal()).length === 0) {
        if (drainMs > DRAIN_MS) this.#fail(`S9: the outboxes took ${drainMs} ms to drain`)
        if (passed > EQUAL_MS) this.#fail(`S9: the desks were equal to the centre only after ${passed} ms`)
        this.#counts['equalMs'] = passed
        return drainMs
      }
    }
    if (drainMs < 0) this.#fail(`S9: ${this.#waiting()} writes still wait ${STUCK_MS} ms after everything was well`)
    for (const difference of await this.#unequal()) this.#fail(`S8: ${difference}`)
    return drainMs
  }

  #waiting(): number {
    return this.#desks.reduce((sum, { db }) => sum + (db ? outbox(db).filter(({ state }) => state !== 'confirmed').length : 1), 0)
  }

  async #unequal(): Promise<string[]> {
    const found: string[] = []
    for (const [index, desk] of this.#desks.entries()) {
      const wrong = desk.db ? await differences(desk.db, this.#centre, this.#profiles[index]!) : ['it does not run']
      if (desk.db && desk.db.prepare('select 1 from _base_rows limit 1').get()) wrong.push('images of rows are left over')
      found.push(...wrong.map((each) => `${desk.options.name} ${each}`))
      if (found.length > 0) return found
    }
    return found
  }

  async #check(): Promise<void> {
    const answers = await this.#store.answers()
    const decided = new Set(answers.map(({ id }) => id))
    for (const { status } of answers) this.#count(status)
    const asked = new Map(this.#asked)
    for (const [id, write] of this.#unsure) if (decided.has(id)) asked.set(id, write)
    const world = simulatedClinic()
    for (const wrong of await audit(this.#store, [...asked.values()], { movements: world.stock_movements })) this.#fail(wrong)
    const patients = new Map(world.patients.map((row) => [row.id, row as unknown as Record<string, unknown>]))
    for (const wrong of checkEdits(this.#centre.history, asked, (patient, field) => patients.get(patient)?.[field])) this.#fail(wrong)
    for (const table of TABLE_NAMES) this.#hash.update(JSON.stringify(await this.#store.rowsOf(table)).replaceAll('"true"', '"t"').replaceAll('"false"', '"f"'))
    this.#hash.update(JSON.stringify(answers.map(({ client, seq, id, status, code, message }) => [client, seq, id, status, code, message])))
  }

  #fail(what: string): void {
    this.#trace?.(`FAILED ${what}`)
    if (!this.#failures.includes(what)) this.#failures.push(what)
  }

  #count(what: string, times = 1): void {
    this.#counts[what] = (this.#counts[what] ?? 0) + times
  }

  #tell(what: string): void {
    const line = `${Math.round(this.#time.now)} ${what}`
    this.#hash.update(line)
    this.#trace?.(line)
  }
}

