import type { MutatorName } from '../../shared/mutators/index.ts'
import type { DeviceProfile } from '../../shared/schema/index.ts'
import { Account } from './account.ts'
import type { Asked } from './books.ts'
import { SimulatedCentre } from './centre/centre.ts'
import type { CentreStore } from './centre/store.ts'
import { deviceId, ownClinic, PROFILES, series, STAFF } from './clinic.ts'
import { SimulatedDesk } from './desk.ts'
import { Dice } from './dice.ts'
import { closeBooks, waitForRest } from './ending.ts'
import { Line } from './network.ts'
import { forgetOtherRuns } from './patches.ts'
import type { Event, Plan } from './plan.ts'
import { deviceOf, ownPatientOf } from './scene.ts'
import type { Scene } from './scene.ts'
import type { Templates } from './templates.ts'
import { BEGINNING, VirtualTime } from './virtual-time.ts'
import type { Process } from './virtual-time.ts'
import { Witness } from './witness.ts'
import { inputFor } from './writes/index.ts'
import { DENTIST, MANAGER, PATIENTS } from '../support/world.ts'

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

const DAY = 86_400_000
const RESTORE_MS = 500

/** A whole clinic with everything that can go wrong, from a plan. */
export class Simulation {
  readonly #scene: Scene
  readonly #witness: Witness
  readonly #store: CentreStore
  readonly #templates: Templates
  readonly #dice: Dice
  readonly #lines: Line[] = []
  /** Whether somebody wants the PC on. */
  readonly #wanted: boolean[]
  readonly #world: Process = { name: 'world', clockMs: 0, alive: true, random: Math.random, fetch }
  #restore: (() => Promise<void>) | undefined
  #number = 0
  #isHealed = false

  constructor(plan: Plan, store: CentreStore, templates: Templates, trace?: (line: string) => void) {
    this.#store = store
    this.#templates = templates
    this.#dice = new Dice(plan.seed ^ 0x5eed)
    this.#wanted = plan.desks.map(() => false)
    const time = new VirtualTime()
    const centre = new SimulatedCentre(store, time, this.#dice.fork())
    this.#scene = { plan, time, centre, desks: [], profiles: plan.desks.map(({ device }) => PROFILES[device]!), account: new Account(trace) }
    this.#witness = new Witness(this.#scene)
  }

  async run(): Promise<Outcome> {
    const { plan, time, account, desks } = this.#scene
    forgetOtherRuns()
    const uninstall = time.install()
    let drainMs = -1
    try {
      await this.#open()
      for (const event of plan.events) {
        await time.until(event.at)
        await this.#do(event)
      }
      await time.until(plan.healedAt)
      this.#heal()
      drainMs = await waitForRest(this.#scene)
      await closeBooks(this.#scene, this.#witness)
    } finally {
      for (const desk of desks) desk.remove()
      // What ends with them must end in this time, not in that of the next run.
      await time.settle()
      uninstall()
    }
    for (const failure of time.failures) account.fail(`thrown: ${(failure as Error).stack ?? String(failure)}`)
    account.count('requests', this.#lines.reduce((sum, { requests }) => sum + requests, 0))
    for (const line of this.#lines) for (const [what, times] of Object.entries(line.injected)) account.count(what, times)
    return { seed: plan.seed, failures: account.failures, counts: account.counts, drainMs, digest: account.digest() }
  }

  async #open(): Promise<void> {
    const { plan, time, centre, desks, account } = this.#scene
    await centre.open()
    const rows = ownClinic()
    for (const [index, { device, form, clockMs }] of plan.desks.entries()) {
      const name = series(device)
      const profile = PROFILES[device]!
      const line = new Line(time, this.#world, this.#dice.fork(), (request, flight) => centre.serve(deviceId(device), request, flight))
      this.#lines.push(line)
      desks.push(new SimulatedDesk({
        name, clockMs, line, time, dice: this.#dice.fork(), dir: this.#templates.folder(name),
        template: this.#templates.file(form, profile, rows, (table) => centre.shapes.handleOf(table)),
        registration: { deviceId: deviceId(device), clinicId: rows.clinics[0]!.id, name, profile, series: name, token: 'token' },
        onDone: (operation, args) => this.#witness.done(index, operation, args),
        onDeath: () => account.count('crash'),
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
      case 'lag': return this.#lag(event.by, event.ms)
      case 'centreCrash': return this.#centreCrash(event.commits, event.ms)
      case 'refetch': {
        this.#count('refetch')
        for (const table of event.tables) this.#scene.centre.shapes.rotate(table)
        return
      }
      case 'byHand': return this.#byHand(new Dice(event.dice))
      case 'backup': {
        this.#restore = await this.#scene.centre.backup()
        return
      }
      case 'restore': return this.#restoreBackup()
    }
  }

  #count(what: string): void {
    this.#scene.account.count(what)
  }

  #later(ms: number, then: () => void): void {
    this.#scene.time.after(ms, this.#world, then)
  }

  #start(index: number): void {
    this.#wanted[index] = true
    if (!this.#scene.desks[index]!.isRunning) this.#scene.desks[index]!.start()
  }

  #stop(index: number): void {
    this.#wanted[index] = false
    this.#scene.desks[index]!.kill()
  }

  #crash({ desk: index, point, downMs }: Extract<Event, { do: 'crash' }>): void {
    const desk = this.#scene.desks[index]!
    desk.crash = point
    desk.options.onDeath = () => {
      this.#count(`crash ${point.at}`)
      this.#scene.account.tell(this.#scene.time.now, `${desk.options.name} died at ${point.at}`)
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
    const desk = this.#scene.desks[index]!
    this.#count('clock set')
    desk.clockMs = ms
    if (desk.process) desk.process.clockMs = ms
    this.#witness.clockMoved(index)
  }

  async #setProfile(index: number, profile: DeviceProfile): Promise<void> {
    this.#count('profile')
    this.#scene.profiles[index] = profile
    await this.#byCentre('update devices set profile = $2 where id = $1', [deviceOf(this.#scene, index), profile])
  }

  async #byHand(dice: Dice): Promise<void> {
    this.#count('by hand')
    await this.#byCentre('update patients set street = $2 where id = $1', [dice.of(PATIENTS), `Street ${dice.whole(1, 1000)}`])
  }

  async #byCentre(sql: string, values: unknown[]): Promise<void> {
    await this.#scene.time.run(this.#world, () => this.#store.byHand(sql, values))
  }

  #centreDown(ms: number): void {
    if (!this.#scene.centre.isUp) return
    this.#count('centre down')
    this.#scene.centre.goDown()
    this.#later(ms, () => this.#scene.centre.comeUp())
  }

  #lag(by: number, ms: number): void {
    this.#count('lag')
    this.#scene.centre.lagMs = by
    this.#later(ms, () => void (this.#scene.centre.lagMs = 0))
  }

  #centreCrash(commits: number, ms: number): void {
    this.#scene.centre.dyingIn = commits
    this.#scene.centre.onDeath = () => {
      this.#count('crash centre-committed')
      this.#later(ms, () => this.#scene.centre.comeUp())
    }
  }

  /** Nobody who works at the centre has kept what it did of itself since; the desks have kept what they wrote. */
  async #restoreBackup(): Promise<void> {
    if (!this.#restore || this.#isHealed) return
    const { account, time, centre, profiles } = this.#scene
    account.count('restore')
    account.tell(time.now, 'restore')
    centre.goDown()
    await time.settle()
    const given = await this.#store.answers()
    await this.#restore()
    const cards = new Map((await this.#store.read('devices')).map(({ id, profile }) => [id, profile]))
    for (const index of profiles.keys()) profiles[index] = cards.get(deviceOf(this.#scene, index))!
    await this.#witness.restored(given)
    this.#later(RESTORE_MS, () => centre.comeUp())
  }

  #write(index: number, name: MutatorName, seed: number): void {
    const desk = this.#scene.desks[index]!
    if (!desk.process || !desk.desk?.registration || !desk.db) return
    const dice = new Dice(seed)
    const profile = desk.desk.registration.profile
    const today = BEGINNING + Math.floor(this.#scene.time.now / DAY) * DAY
    const input = inputFor(name, { db: desk.db, dice, today, ownPatient: ownPatientOf(this.#scene, index), number: ++this.#number })
    if (!input) return
    const actor = name === 'patient.edit' ? (profile === 'chairside' ? DENTIST : MANAGER) : dice.of(STAFF[profile])
    // Desks may do the same by the same dice, and it is two writes.
    const id = new Dice(seed ^ (index + 1)).uuid()
    const write: Asked = { id, desk: index, client: deviceOf(this.#scene, index), name, input: input as Record<string, unknown>, at: this.#scene.time.now, clockMoved: false }
    this.#witness.unsure.set(id, write)
    const { process, desk: host } = desk
    const made = this.#scene.time.run(process, () => host.mutate({ id, name, input, actor, at: new Date().toISOString() }))
    made.then((recorded) => {
      this.#witness.unsure.delete(id)
      this.#witness.asked.set(id, { ...write, input: recorded as Record<string, unknown> })
      this.#count('mutations')
      this.#count(`write ${name}`)
    }, (error: Error) => {
      this.#witness.unsure.delete(id)
      if (error.name === 'Refusal') this.#count('refused at the desk')
      else this.#scene.account.fail(`S1: ${name} could not be written: ${error.message}`)
    })
  }

  /** Nothing is wrong any more, and everybody is there. */
  #heal(): void {
    const { account, time, centre, desks } = this.#scene
    this.#isHealed = true
    account.tell(time.now, 'healed')
    for (const line of this.#lines) line.faults.clear()
    for (const desk of desks) desk.crash = undefined
    centre.dyingIn = Infinity
    centre.lagMs = 0
    if (!centre.isUp) centre.comeUp()
    for (const index of desks.keys()) this.#start(index)
  }
}
