import { v7 as uuidv7 } from 'uuid'
import { addDays, instantOf, isoWeekday } from '../../shared/domain/time.ts'
import type { Row } from '../../shared/schema/index.ts'
import { ownRows } from '../../tests/support/replica.ts'
import { appointment, CLEANING, FILLING, patient } from '../../tests/support/world.ts'
import type { World } from '../../tests/support/world.ts'
import type { Random } from '../lib/random.ts'
import { personName, phoneNumber } from './names.ts'

export const ZONE = 'Asia/Manila'
/** The day the clinic has come to, unless told otherwise. Fixed, like everything the generator makes: two runs measure the same clinic. */
const TODAY = '2026-11-20'
/** When the clinic is looked at: ten in the morning. */
const MORNING = 600

const CHAIRS = 14
/** Half-hour slots of a day, minutes after midnight: nine to six with an hour at noon. */
const SLOTS = [540, 570, 600, 630, 660, 690, 780, 810, 840, 870, 900, 930, 960, 990, 1020, 1050]
const SLOT_MINUTES = 30
const DAYS_AHEAD = 60

export interface Place {
  operatoryId: string
  dentistId: string
}

export interface Slot extends Place {
  startsAt: string
  endsAt: string
}

export interface Clinic {
  /** `YYYY-MM-DD`. */
  today: string
  now: string
  /** What it has beside patients and appointments. */
  few: Partial<World>
  patients: Row<'patients'>[]
  /** Of each patient the last day on which an appointment is asked for. */
  lastDays: string[]
  alerts: Row<'medical_alerts'>[]
  places: Place[]
  id: (at: string) => string
}

/** The same ids for the same seed, and in the order of time, as UUIDv7 are. */
function idMaker(random: Random): (at: string) => string {
  return (at) => uuidv7({ msecs: Date.parse(at), random: random.bytes(16), seq: random.below(2 ** 31) })
}

/** A clinic of fourteen chairs, a dentist at each, with so many patients. */
export function makeClinic(patients: number, random: Random, today = TODAY): Clinic {
  const id = idMaker(random)
  const now = instantOf(today, MORNING, ZONE)
  const world = ownRows()
  const [chair] = world.operatories
  const someone = world.users.find((user) => user.is_dentist)
  if (!chair || !someone) throw new Error('The small clinic has no chair or no dentist.')
  const numbers = Array.from({ length: CHAIRS }, (_, index) => index)
  const chairs = numbers.map((n) => ({ ...chair, id: id(now), name: `Chair ${n + 1}`, position: n }))
  const dentists = numbers.map((n) => ({ ...someone, id: id(now), username: `dentist${n + 10}`, display_name: `Dr. ${personName(random).last_name}` }))
  const people = Array.from({ length: patients }, (_, index) => makePatient(index, random, id, today))
  return {
    today,
    now,
    few: { ...world, operatories: chairs, users: [...world.users, ...dentists], operating_hours: hoursOf(world, now, id), patients: [], appointments: [], medical_alerts: [] },
    patients: people,
    lastDays: people.map(() => addDays(today, random.chance(0.4) ? DAYS_AHEAD : -random.below(3300))),
    alerts: people.flatMap((person) => makeAlerts(person.id, random, now, id)),
    places: numbers.map((n) => ({ operatoryId: chairs[n]!.id, dentistId: dentists[n]!.id })),
    id,
  }
}

function hoursOf(world: World, now: string, id: (at: string) => string): Row<'operating_hours'>[] {
  const [location] = world.locations
  return [1, 2, 3, 4, 5, 6].map((weekday) => ({
    id: id(now), clinic_id: location!.clinic_id, created_at: location!.created_at, location_id: location!.id, weekday,
    opens_minute: 540, closes_minute: 1080, break_start_minute: 720, break_end_minute: 780,
  }))
}

function makePatient(index: number, random: Random, id: (at: string) => string, today: string): Row<'patients'> {
  const registered = instantOf(addDays(today, -random.below(3650)), 540 + random.below(500), ZONE)
  const name = personName(random)
  const email = random.chance(0.35) ? `${name.first_name.split(' ')[0]!.toLowerCase()}.${index}@example.com` : ''
  return patient(id(registered), {
    ...name,
    created_at: registered,
    updated_at: registered,
    chart_number: `NG-${String(index + 1).padStart(5, '0')}`,
    birth_date: random.chance(0.97) ? addDays(today, -365 - random.below(29_000)) : null,
    phone: random.chance(0.95) ? phoneNumber(random) : '',
    email,
    street: `${1 + random.below(300)} Mabini Street`,
    city: random.pick(['Quezon City', 'Makati', 'Pasig', 'Manila', 'San Juan']),
  })
}

function makeAlerts(patientId: string, random: Random, now: string, id: (at: string) => string): Row<'medical_alerts'>[] {
  if (!random.chance(0.2)) return []
  const label = random.pick(['Penicillin', 'Latex', 'Hypertension', 'Diabetes', 'Warfarin', 'Asthma', 'Pregnant'])
  return [{
    id: id(now), clinic_id: ownClinic, created_at: now, patient_id: patientId, kind: 'condition', severity: random.pick(['info', 'caution', 'critical']), label,
    created_by: null, ended_at: null, ended_by: null,
  }]
}

const [{ id: ownClinic } = { id: '' }] = ownRows().clinics

/** Working days of the clinic, from the last that can be booked back into its past. */
function* workingDays(today: string): Generator<string> {
  for (let day = addDays(today, DAYS_AHEAD); ; day = addDays(day, -1)) if (isoWeekday(day) < 7) yield day
}

export interface Book {
  /** The appointments of one working day; the latest day first, until there are enough. */
  days: Generator<Row<'appointments'>[]>
  /** Filled while `days` is read: slots of the days to come that nobody has. */
  free: Slot[]
}

/** Days nearly full in the past and emptier the further ahead, with so many appointments altogether. */
export function makeBook(clinic: Clinic, appointments: number, random: Random): Book {
  const free: Slot[] = []
  function* days(): Generator<Row<'appointments'>[]> {
    let left = appointments
    for (const day of workingDays(clinic.today)) {
      const { taken, open } = makeDay(clinic, day, random)
      if (day > clinic.today) free.push(...open)
      yield taken.slice(0, left)
      left -= taken.length
      if (left <= 0) return
    }
  }
  return { days: days(), free }
}

function makeDay(clinic: Clinic, day: string, random: Random): { taken: Row<'appointments'>[]; open: Slot[] } {
  const share = day > clinic.today ? 0.5 : 0.9
  const taken: Row<'appointments'>[] = []
  const open: Slot[] = []
  for (const minute of SLOTS) {
    const startsAt = instantOf(day, minute, ZONE)
    const endsAt = instantOf(day, minute + SLOT_MINUTES, ZONE)
    for (const place of clinic.places) {
      if (random.chance(share)) taken.push(makeAppointment(clinic, { ...place, startsAt, endsAt }, day, random))
      else open.push({ ...place, startsAt, endsAt })
    }
  }
  return { taken, open }
}

function makeAppointment(clinic: Clinic, slot: Slot, day: string, random: Random): Row<'appointments'> {
  const bookedAt = instantOf(addDays(day, -random.below(40)), 600 + random.below(400), ZONE)
  const isPast = day < clinic.today
  const outcome = random.next()
  // Somebody who comes in those days: most people who ever came have gone elsewhere.
  let who = random.below(clinic.patients.length)
  while (clinic.lastDays[who]! < day) who = random.below(clinic.patients.length)
  return appointment(clinic.id(bookedAt), {
    operatory_id: slot.operatoryId,
    dentist_id: slot.dentistId,
    patient_id: clinic.patients[who]!.id,
    service_id: random.pick([CLEANING, FILLING]),
    starts_at: slot.startsAt,
    ends_at: slot.endsAt,
    status: outcome < 0.08 ? 'cancelled' : isPast ? (outcome < 0.14 ? 'missed' : 'completed') : outcome < 0.5 ? 'confirmed' : 'pending',
    flow: isPast && outcome >= 0.14 ? 'done' : 'none',
    notes: random.chance(0.3) ? 'Asked to come earlier if a slot frees up' : '',
    created_at: bookedAt,
    updated_at: bookedAt,
  })
}
