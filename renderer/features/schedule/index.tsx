import { BlockoutDialog } from './blockout/BlockoutDialog.tsx'
import { BookingDialog } from './booking/BookingDialog.tsx'
import { HelpDialog } from './Help.tsx'
import { OverrideDialog } from './override/OverrideDialog.tsx'
import { PrintDialog } from './PrintDay.tsx'
import { WalkInDialog } from '../walk-in/index.tsx'

/** What the schedule shows over any screen. */
export function ScheduleOverlays() {
  return (
    <>
      <BookingDialog />
      <WalkInDialog />
      <BlockoutDialog />
      <OverrideDialog />
      <PrintDialog />
      <HelpDialog />
    </>
  )
}

export { DayScreen } from './DayScreen.tsx'
export { openBlockout } from './blockout/store.ts'
export { openBooking } from './booking/store.ts'
export type { BookingRequest } from './booking/store.ts'
export { useScheduleActions } from './actions.ts'
export { STATE_ICON, stateLabel, visitState } from './status.ts'
export type { VisitState } from './status.ts'
