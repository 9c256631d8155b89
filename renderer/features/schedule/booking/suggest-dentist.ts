import type { ClinicReference, DayView } from '../../../../shared/protocol/views.ts'
import { clashOf, isBlocking } from '../place.ts'
import { activeDentists, intervalOf } from './draft.ts'
import type { Draft } from './draft.ts'

/**
 * The dentist to start from when nobody has chosen one: free at that time, and of these the one who works
 * most in that chair on that day. Empty when the clinic has no dentist.
 */
export function suggestDentist(draft: Draft, view: DayView | undefined, reference: ClinicReference): string {
  const dentists = activeDentists(reference)
  const interval = intervalOf(draft, reference.clinic.timezone)
  if (!view || !interval) return dentists[0]?.id ?? ''
  const inChair = (dentistId: string) => view.appointments.filter((one) => isBlocking(one) && one.operatory_id === draft.operatoryId && one.dentist_id === dentistId).length
  const isFree = (dentistId: string) => clashOf(view.appointments, { id: null, operatoryId: '', dentistId, patientId: null, ...interval }) === null
  const order = dentists.toSorted((a, b) => Number(isFree(b.id)) - Number(isFree(a.id)) || inChair(b.id) - inChair(a.id))
  return order[0]?.id ?? ''
}
