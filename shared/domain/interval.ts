/** A half-open interval of instants: its end belongs to the next one. */
export interface Interval {
  startsAt: string
  endsAt: string
}

/** Whether two half-open intervals share time: 10:00-10:30 and 10:30-11:00 do not. */
export function overlaps(a: Interval, b: Interval): boolean {
  return a.startsAt < b.endsAt && b.startsAt < a.endsAt
}
