// Loaded into every Node process of a test run with CHAIRSIDE_DAYS_AHEAD=N: the clock runs N days ahead there, so that
// a suite whose bookings are counted from today can be tried on every day of the week.
import { shiftClock } from './shift-clock.mjs'

const days = Number(process.env['CHAIRSIDE_DAYS_AHEAD'] ?? 0)
if (Number.isSafeInteger(days) && days !== 0) shiftClock(days)
