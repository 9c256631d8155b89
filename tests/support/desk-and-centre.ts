import { fromCentre } from '../../electron/host/store/codec.ts'
import type { SqliteRow } from '../../electron/host/store/codec.ts'
import { applyCentral } from '../../electron/host/sync/apply-central.ts'
import { counts, recordAnswers, toSend } from '../../electron/host/sync/outbox.ts'
import { beginStage, stageRows } from '../../electron/host/sync/stage.ts'
import { compareStage } from '../../electron/host/sync/swap.ts'
import type { PushMutation } from '../../shared/protocol/push.ts'
import { TABLE_NAMES } from '../../shared/schema/index.ts'
import { ModelCentre } from './model-centre.ts'
import type { CentreTransaction } from './model-centre.ts'
import { baseRows, contents, createReplica } from './replica.ts'
import type { TestReplica } from './replica.ts'
import { CHAIRS, COMPOSITE, DENTIST, DESK, DESK_2, FILLING, LOCATION, minutes, PATIENTS, uid } from './world.ts'
import { mutation } from './writes.ts'
import { mutate } from '../../electron/host/sync/mutate.ts'

export type Act =
  | { do: 'edit'; patient: number; field: 'phone' | 'city'; value: string }
  | { do: 'create' | 'move' | 'cancel' | 'complete' | 'pay' | 'book'; patient: number; hour?: number; chair?: number }
  | { do: 'use'; quantity: number }

export type Step =
  | { kind: 'here' | 'elsewhere'; act: Act }
  | { kind: 'push'; most: number; answerLost: boolean }
  | { kind: 'pull'; most: number }
  | { kind: 'remove'; patient: number }
  | { kind: 'refetch'; meanwhile: Act[] }
  | { kind: 'restart' }

/** Patients of the tests: three the clinic has, and one that only `create` makes. */
const WHO = [...PATIENTS, uid(600)]

/** A real replica beside a centre that decides; what flows between them is up to the test. */
export class DeskAndCentre {
  readonly #replica: TestReplica = createReplica()
  readonly #centre = new ModelCentre()
  /** Central transactions that this desk has not received yet. */
  #underway: CentreTransaction[] = []
  #minute = 10
  #otherSeq = 0
  readonly #made: string[] = []
  /** What this desk last put into a field, and the patients that others touched too. */
  readonly #edited = new Map<string, string>()
  readonly #shared = new Set<string>()

  async do(step: Step): Promise<void> {
    this.#minute++
    switch (step.kind) {
      case 'here': return this.#here(step.act)
      case 'elsewhere': return this.#elsewhere(step.act)
      case 'push': return this.#push(step.most, step.answerLost)
      case 'pull': return this.#pull(step.most)
      case 'remove': return this.#remove(WHO[step.patient]!)
      case 'refetch': return this.#refetch(step.meanwhile)
      case 'restart': return void this.#replica.reopen()
    }
  }

  /** The network is back for good. */
  async settle(): Promise<void> {
    while (toSend(this.#replica.db, 1).length > 0) await this.#push(50, false)
    await this.#pull(Infinity)
  }

  desk(): Record<string, SqliteRow[]> {
    return contents(this.#replica.db)
  }

  centre(): Record<string, SqliteRow[]> {
    const rows = TABLE_NAMES.map((table) => [table, this.#centre.rowsOf(table).map((row) => fromCentre(table, row))] as const)
    return Object.fromEntries(rows)
  }

  leftOver(): { base: number; waiting: number } {
    return { base: baseRows(this.#replica.db), waiting: counts(this.#replica.db).waiting }
  }

  /** Ids of what was written here, and of what the centre has decided about. */
  made(): string[] {
    return this.#made
  }

  decided(): string[] {
    return this.#centre.decidedFor(DESK)
  }

  close(): void {
    this.#replica.close()
    this.#centre.close()
  }

  async #here(act: Act): Promise<void> {
    const wanted = this.#mutation(act, this.#replica)
    if (!wanted) return
    try {
      await mutate(this.#replica.db, wanted)
      this.#made.push(wanted.id)
      if (act.do === 'edit') this.#edited.set(`${WHO[act.patient]!} ${act.field}`, act.value)
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error
    }
  }

  async #elsewhere(act: Act): Promise<void> {
    const wanted = this.#mutation(act, this.#centre)
    if (act.do === 'edit' || act.do === 'create') this.#shared.add(WHO[act.patient]!)
    if (wanted) this.#underway.push(await this.#centre.decide(DESK_2, { ...wanted, seq: ++this.#otherSeq }))
  }

  async #push(most: number, answerLost: boolean): Promise<void> {
    const entries = toSend(this.#replica.db, most)
    for (const entry of entries) {
      const decided = await this.#centre.decide(DESK, entry)
      if (decided.changes.length > 0) this.#underway.push(decided)
      if (!answerLost) recordAnswers(this.#replica.db, [decided.result])
    }
  }

  async #pull(most: number): Promise<void> {
    const batch = this.#underway.splice(0, most)
    if (batch.length === 0) return
    await applyCentral(this.#replica.db, { changes: batch.flatMap(({ changes }) => changes), cursors: [], swaps: [] })
    this.#checkNoFlicker()
  }

  /** A field that only this desk edits shows its last edit, sent or not, decided or not, at every moment. */
  #checkNoFlicker(): void {
    for (const [what, value] of this.#edited) {
      const [id, field] = what.split(' ') as [string, string]
      if (this.#shared.has(id)) continue
      const row = this.#replica.db.prepare<[string], Record<string, string>>('select phone, city from patients where id = ?').get(id)
      if (row?.[field] !== value) throw new Error(`${what} flickered from ${value} to ${row?.[field]}`)
    }
  }

  async #remove(id: string): Promise<void> {
    const removed = this.#centre.remove('patients', id)
    this.#shared.add(id)
    if (removed) this.#underway.push(removed)
  }

  /**
   * Every shape is replaced: the desk fetches all anew, at the point where the centre stands. People write while the new
   * rows are compared with the old; what was compared when the process ended is compared again.
   */
  async #refetch(meanwhile: readonly Act[]): Promise<void> {
    const { db } = this.#replica
    for (const table of TABLE_NAMES) {
      beginStage(db, table)
      stageRows(db, table, this.#centre.rowsOf(table).map((row) => ({ operation: 'put', row })), { handle: 'new', position: '0_0' })
    }
    this.#underway = []
    const acts = [...meanwhile]
    for (const table of TABLE_NAMES) {
      for (let after: string | null = ''; after !== null;) {
        after = compareStage(db, table, after, 2)
        const act = acts.shift()
        if (!act) continue
        this.#minute++
        await this.#here(act)
        // What other tables bring undoes and runs pending writes again.
        await applyCentral(db, { changes: [], cursors: [], swaps: [] })
      }
    }
    const cursors = TABLE_NAMES.map((table) => ({ table, handle: 'new', position: '0_inf', lsn: '1' }))
    await applyCentral(db, { changes: [], cursors, swaps: [...TABLE_NAMES] })
    this.#checkNoFlicker()
  }

  #mutation(act: Act, at: { db: TestReplica['db'] }): Omit<PushMutation, 'seq'> | undefined {
    const on = { at: minutes(this.#minute) }
    if (act.do === 'use') return mutation('stock.use', { id: uid(0x900000 + this.#minute), itemId: COMPOSITE, quantity: act.quantity }, on)
    const patientId = WHO[act.patient]!
    const appointment = at.db.prepare<[string], { id: string }>('select id from appointments where patient_id = ? order by id').get(patientId)
    const startsAt = minutes((act.do === 'book' || act.do === 'move' ? act.hour! : 1) * 60)
    const slot = { locationId: LOCATION, operatoryId: CHAIRS[(act.do === 'book' && act.chair) || 0]!, dentistId: DENTIST, startsAt, endsAt: new Date(Date.parse(startsAt) + 1_800_000).toISOString() }
    const id = uid(0x800000 + this.#minute)
    switch (act.do) {
      case 'edit': return this.#edit(act, patientId, at, on)
      case 'create': return mutation('patient.create', { id: WHO[3]!, last_name: 'Cruz', first_name: `Ana ${this.#minute}` }, on)
      case 'book': return mutation('appointment.book', { id, patientId, serviceId: null, ...slot }, on)
      case 'move': return appointment && mutation('appointment.move', { id: appointment.id, ...slot }, on)
      case 'cancel': return appointment && mutation('appointment.cancel', { id: appointment.id }, on)
      case 'complete': return mutation('treatment.complete', { id, patientId, tooth: '16', surfaces: 'O', effectiveDate: '2026-11-20', serviceId: FILLING, dentistId: DENTIST, priceCentavos: 1000 }, on)
      case 'pay': return mutation('payment.record', { id, patientId, method: 'cash', amountCentavos: 500, receivedOn: '2026-11-20', number: 'PAY-FD2-000001' }, on)
    }
  }

  #edit(act: Extract<Act, { do: 'edit' }>, id: string, at: { db: TestReplica['db'] }, on: { at: string }): Omit<PushMutation, 'seq'> | undefined {
    const seen = at.db.prepare<[string], Record<string, string>>('select phone, city from patients where id = ?').get(id)
    return seen && mutation('patient.edit', { id, changes: [{ field: act.field, from: seen[act.field]!, to: act.value }] }, on)
  }
}
