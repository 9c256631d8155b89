/** Lets this realm's clock run a number of days ahead. Needs nothing from around it: it is also run in the browser's pages. */
export function shiftClock(days: number): void
