import { BookingDialog } from './booking/BookingDialog.tsx'

/** What the schedule shows over any screen. */
export function ScheduleOverlays() {
  return <BookingDialog />
}

export { DayScreen } from './DayScreen.tsx'
export { openBooking } from './booking/store.ts'
export type { BookingRequest } from './booking/store.ts'
export { useScheduleActions } from './actions.ts'
export { STATE_ICON, stateLabel, visitState } from './status.ts'
export type { VisitState } from './status.ts'
