import { useReference } from '../../app/live.ts'
import { useToday as useTodayIn } from '../../ui/clock.ts'

/** Clinics are in the Philippines unless they say otherwise. */
const USUAL_ZONE = 'Asia/Manila'

/** The clinic's time zone; the usual one until the clinic's settings are loaded. */
export function useZone(): string {
  return useReference()?.clinic.timezone ?? USUAL_ZONE
}

/** Today `YYYY-MM-DD` on the clinic's calendar, which need not be the PC's. */
export function useToday(): string {
  return useTodayIn(useZone())
}
