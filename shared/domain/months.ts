import { Temporal } from 'temporal-polyfill'

/** The same day so many months later, `YYYY-MM-DD`; the last of the month where that month is shorter. */
export function addMonths(date: string, months: number): string {
  return Temporal.PlainDate.from(date).add({ months }).toString()
}
