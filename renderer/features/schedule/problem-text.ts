import { bookingSentence } from '../../../shared/domain/booking-rules.ts'
import type { BookingProblem } from '../../../shared/domain/booking-rules.ts'
import type { DayView } from '../../../shared/protocol/views.ts'
import type { SlotFields } from './actions.ts'
import { clashSentence } from './clash-text.ts'
import { clashOf, problemAt } from './place.ts'

/** What speaks against a slot in a sentence that names who is in the way; null when nothing does. */
export function problemSentence(view: DayView, slot: SlotFields, who: { id: string | null; patientId: string | null }): { problem: BookingProblem; sentence: string } | null {
  const problem = problemAt(view, slot, who)
  if (!problem) return null
  const clash = problem.code === 'slot_taken' ? clashOf(view.appointments, { ...slot, ...who }) : null
  return { problem, sentence: clash ? clashSentence(clash, view.timezone) : bookingSentence(problem) }
}
