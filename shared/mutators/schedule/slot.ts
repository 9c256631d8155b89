import { z } from 'zod'
import { id, instant } from '../fields.ts'
import { Refusal } from '../mutator.ts'
import type { Condition, Tx } from '../mutator.ts'
import type { Row } from '../../schema/index.ts'

/** Statuses that never block a slot (domain §1.1). */
export const NOT_BLOCKING = ['cancelled', 'missed'] as const

export const slotFields = {
  locationId: id,
  operatoryId: id,
  dentistId: id,
  startsAt: instant,
  endsAt: instant,
}

const LONGEST_MINUTES = 12 * 60

/** An appointment ends after it starts and stays within half a day. */
export function checkInterval(startsAt: string, endsAt: string): void {
  const minutes = (Date.parse(endsAt) - Date.parse(startsAt)) / 60_000
  if (!(minutes > 0)) throw new Refusal('bad_interval', 'The appointment must end after it starts.')
  if (minutes > LONGEST_MINUTES) throw new Refusal('bad_interval', 'An appointment cannot be longer than 12 hours.')
}

interface Wanted {
  id: string
  patientId: string
  operatoryId: string
  dentistId: string
  startsAt: string
  endsAt: string
}

/**
 * Refuses (`slot_taken`) when the dentist, the chair or the patient is already booked in the half-open
 * interval. The centre's exclusion constraint has the last word; this check gives the better sentence.
 */
export async function checkSlotFree(tx: Tx, wanted: Wanted): Promise<void> {
  const others = await overlapping(tx, wanted)
  const clash = (match: (row: Row<'appointments'>) => boolean) => others.some(match)
  if (clash((row) => row.operatory_id === wanted.operatoryId)) throw taken('The chair is')
  if (clash((row) => row.dentist_id === wanted.dentistId)) throw taken('The dentist is')
  if (clash((row) => row.patient_id === wanted.patientId)) throw taken('The patient is')
}

function taken(who: string): Refusal {
  return new Refusal('slot_taken', `${who} already booked at that time.`)
}

async function overlapping(tx: Tx, wanted: Wanted): Promise<Row<'appointments'>[]> {
  // Bounded below as well, so that the index on starts_at serves the query: nothing is longer than 12 hours.
  const earliest = new Date(Date.parse(wanted.startsAt) - LONGEST_MINUTES * 60_000).toISOString()
  const where: Condition<Row<'appointments'>>[] = [
    ['starts_at', '>', earliest],
    ['starts_at', '<', wanted.endsAt],
    ['ends_at', '>', wanted.startsAt],
    ['status', 'not in', NOT_BLOCKING],
    ['allows_overlap', '=', false],
    ['id', '<>', wanted.id],
  ]
  return tx.select('appointments', where)
}

export const appointmentId = z.object({ id })
