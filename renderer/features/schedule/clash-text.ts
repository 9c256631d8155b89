import { formatTime, localOf } from '../../../shared/domain/time.ts'
import type { DayAppointment } from '../../../shared/protocol/views.ts'
import { en } from '../../text/index.ts'
import type { Clash } from './place.ts'

/** What stands in the way, in a sentence. */
export function clashSentence(clash: { kind: Clash; with: DayAppointment }, zone: string): string {
  const time = formatTime(localOf(clash.with.starts_at, zone).minute)
  const words = en.schedule.clash
  return clash.kind === 'patient' ? words.patient(time) : words[clash.kind](time, clash.with.patientName)
}
