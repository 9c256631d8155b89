import { Temporal } from 'temporal-polyfill'

export interface RecallInterval {
  interval_months: number
  interval_days: number
}

/**
 * The day a recall is due: the last trigger service plus its interval, months first. A day that the month does not
 * have becomes its last: six months after 31 August is 28 February (Open Dental's recall rule).
 */
export function recallDue(lastDone: string, { interval_months, interval_days }: RecallInterval): string {
  return Temporal.PlainDate.from(lastDone).add({ months: interval_months }).add({ days: interval_days }).toString()
}
