import { addDays, addMinutes, instantOf } from '../../shared/domain/time.ts'
import type { Row } from '../../shared/schema/index.ts'
import { CLEANING, DESK, FILLING, RECEPTIONIST } from '../../tests/support/world.ts'
import type { World } from '../../tests/support/world.ts'
import type { Random } from '../lib/random.ts'
import { ZONE } from './clinic.ts'
import type { Clinic } from './clinic.ts'

/** What the lists of the front desk are made of, in the numbers of a clinic that uses them. */
export function makeLists(clinic: Clinic, newest: readonly Row<'appointments'>[], random: Random): Partial<World> {
  const make = new Maker(clinic, random)
  const ahead = newest.filter((one) => one.starts_at >= clinic.now && one.status !== 'cancelled')
  const past = newest.filter((one) => one.starts_at < clinic.now)
  return {
    ...make.recalls(),
    chart_entries: make.chart(),
    appointment_requests: [...make.requests(ahead, 30, 'requested'), ...make.requests(past, 1000, 'approved')],
    asap_entries: make.asap(ahead),
    confirmation_calls: past.slice(0, 8000).concat(ahead.slice(-200)).map((one) => make.call(one)),
    reminder_log: past.slice(0, 12_000).concat(ahead.slice(-200)).map((one) => make.reminder(one)),
    ...make.notifications(newest),
    patient_merges: make.merges(),
  }
}

class Maker {
  readonly #clinic: Clinic
  readonly #random: Random

  constructor(clinic: Clinic, random: Random) {
    this.#clinic = clinic
    this.#random = random
  }

  #base(at: string) {
    return { id: this.#clinic.id(at), clinic_id: this.#clinic.patients[0]!.clinic_id, created_at: at }
  }

  #patient(): string {
    return this.#random.pick(this.#clinic.patients).id
  }

  /** An instant within the last so many days. */
  #lately(days: number): string {
    return instantOf(addDays(this.#clinic.today, -1 - this.#random.below(days)), 540 + this.#random.below(480), ZONE)
  }

  recalls(): Partial<World> {
    const { now } = this.#clinic
    const type = (name: string, interval_months: number) => ({ ...this.#base(now), name, interval_months, interval_days: 0, is_active: true, updated_at: now })
    const [cleaning, review] = [type('Cleaning', 6), type('Review', 12)]
    const outcomes = ['contacted', 'no_answer', 'snoozed', 'declined'] as const
    const contacts = Array.from({ length: this.#clinic.patients.length / 2 }, () => {
      const outcome = this.#random.pick(outcomes)
      const snoozed = outcome === 'snoozed' ? addDays(this.#clinic.today, this.#random.below(60) - 20) : null
      return { ...this.#base(this.#lately(300)), patient_id: this.#patient(), recall_type_id: cleaning.id, outcome, snoozed_until: snoozed, note: '', made_by: RECEPTIONIST }
    })
    const triggers = [[cleaning.id, CLEANING], [review.id, FILLING]] as const
    return {
      recall_types: [cleaning, review],
      recall_triggers: triggers.map(([recall_type_id, service_id]) => ({ ...this.#base(now), recall_type_id, service_id, is_active: true, updated_at: now })),
      recall_contacts: contacts,
    }
  }

  /** Of every patient what was found, what was planned and what of it was done. */
  chart(): Row<'chart_entries'>[] {
    return this.#clinic.patients.flatMap(({ id }) => Array.from({ length: this.#random.below(5) }, () => {
      const at = this.#lately(1500)
      const layer = this.#random.pick(['condition', 'condition', 'condition', 'planned', 'completed', 'completed', 'completed', 'completed'] as const)
      const entry = {
        ...this.#base(at), patient_id: id, tooth: `${1 + this.#random.below(4)}${1 + this.#random.below(8)}`, surfaces: 'O', layer, finding: 'filling', note: '',
        service_id: layer === 'completed' ? FILLING : null, appointment_id: null, dentist_id: null, effective_date: at.slice(0, 10), recorded_by: null, voids_entry_id: null, legacy_source: null, legacy_id: null,
      }
      return entry
    }))
  }

  requests(of: readonly Row<'appointments'>[], count: number, status: 'requested' | 'approved'): Row<'appointment_requests'>[] {
    return of.slice(-count).map((one): Row<'appointment_requests'> => {
      const at = this.#lately(20)
      const decided = status === 'requested' ? null : at
      return {
        ...this.#base(at), appointment_id: one.id, patient_id: one.patient_id, kind: 'reschedule', status, location_id: one.location_id, operatory_id: one.operatory_id, dentist_id: one.dentist_id,
        starts_at: addMinutes(one.starts_at, 2880), ends_at: addMinutes(one.ends_at, 2880), reason: 'Works that day', came_by: 'phone',
        requested_by: RECEPTIONIST, decided_by: decided && RECEPTIONIST, decided_at: decided, decision_note: '', updated_at: at,
      }
    })
  }

  asap(ahead: readonly Row<'appointments'>[]): Row<'asap_entries'>[] {
    return ahead.slice(0, 60).map((one) => ({
      ...this.#base(this.#lately(60)), patient_id: one.patient_id, appointment_id: one.id, service_id: one.service_id, dentist_id: null, duration_minutes: 30, weekdays: [], day_part: 'any', note: '',
      status: 'waiting', booked_appointment_id: null, created_by: RECEPTIONIST, updated_at: this.#clinic.now,
    }))
  }

  call(one: Row<'appointments'>): Row<'confirmation_calls'> {
    return { ...this.#base(addMinutes(one.starts_at, -2000)), appointment_id: one.id, starts_at: one.starts_at, outcome: this.#random.pick(['confirmed', 'left_message', 'no_answer']), note: '', made_by: RECEPTIONIST }
  }

  reminder(one: Row<'appointments'>): Row<'reminder_log'> {
    const at = addMinutes(one.starts_at, -1440)
    return { ...this.#base(at), appointment_id: one.id, starts_at: one.starts_at, channel: 'sent', state: 'done', client_id: DESK, detail: '', sent_by: RECEPTIONIST, finished_at: at }
  }

  /** A hundred pieces of news a working day, most of them read by the reception. */
  notifications(newest: readonly Row<'appointments'>[]): Partial<World> {
    const news = Array.from({ length: Math.min(newest.length, 10_000) }, () => {
      const one = this.#random.pick(newest)
      return { ...this.#base(this.#lately(100)), user_id: one.dentist_id, kind: 'new_appointment', subject_id: one.id, message: '', read_at: null, actor_id: null }
    })
    const reads = news.filter(() => this.#random.chance(0.9)).map(({ id, created_at }) => ({ ...this.#base(created_at), notification_id: id, user_id: RECEPTIONIST }))
    return { notifications: news, notification_reads: reads }
  }

  /** One in two hundred records was merged into another. */
  merges(): Row<'patient_merges'>[] {
    const { patients, now } = this.#clinic
    return Array.from({ length: Math.floor(patients.length / 200) }, (_, n) => ({
      ...this.#base(now), from_patient_id: patients[2 * n]!.id, into_patient_id: patients[2 * n + 1]!.id, adopted: [], reason: 'Registered twice', merged_by: RECEPTIONIST, undone_at: null, undone_by: null,
    }))
  }
}
