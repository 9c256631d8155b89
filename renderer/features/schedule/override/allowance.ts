import { useCallback } from 'react'
import { BOOKING_PROBLEM_CODES } from '../../../../shared/domain/booking-rules.ts'
import { useCan, useReference } from '../../../app/live.ts'

/** Whether the person may book although this speaks against it: by their right, and over others by the clinic's policy. */
export function useAllowance(): (code: string) => boolean {
  const may = useCan('schedule.override')
  const overOthers = useReference()?.clinic.double_booking === 'allow'
  return useCallback((code) => may && (BOOKING_PROBLEM_CODES as readonly string[]).includes(code) && (code !== 'slot_taken' || overOthers), [may, overOthers])
}
