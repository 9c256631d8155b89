import { isoWeekday } from '../../../../shared/domain/time.ts'
import type { ClinicReference } from '../../../../shared/protocol/views.ts'
import type { Draft } from './draft.ts'

/** Whether the draft lies outside the opening hours or in the break of its branch; null when it does not. */
export function hoursNotice(draft: Draft, reference: ClinicReference): 'outsideHours' | 'inBreak' | null {
  const location = reference.operatories.find((chair) => chair.id === draft.operatoryId)?.location_id
  if (!location || !draft.date || draft.minutes === '') return null
  const weekday = isoWeekday(draft.date)
  const hours = reference.operatingHours.find((row) => row.location_id === location && row.weekday === weekday)
  const end = draft.start + draft.minutes
  if (!hours || draft.start < hours.opens_minute || end > hours.closes_minute) return 'outsideHours'
  const { break_start_minute: from, break_end_minute: to } = hours
  return from !== null && to !== null && draft.start < to && end > from ? 'inBreak' : null
}
