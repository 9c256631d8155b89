import type { Row } from '../../../shared/schema/index.ts'
import { en } from '../../text/index.ts'
import { weekdayName } from '../../ui/format.ts'

const words = en.settings.hours

/** A weekday as the form holds it: times as `HH:MM`, empty when not set. */
export interface DayHours {
  weekday: number
  isOpen: boolean
  opens: string
  closes: string
  breakStart: string
  breakEnd: string
}

export const WEEKDAYS: readonly number[] = [1, 2, 3, 4, 5, 6, 7]

/** `09:30` for 570. Midnight at the end of the day is shown as its last minute, which a time field can hold. */
export function toClock(minute: number | null): string {
  if (minute === null) return ''
  const shown = Math.min(minute, 24 * 60 - 1)
  return `${String(Math.floor(shown / 60)).padStart(2, '0')}:${String(shown % 60).padStart(2, '0')}`
}

/** Minutes after midnight; null when empty or no time. `23:59` is taken for the end of the day. */
export function fromClock(text: string): number | null {
  const match = /^(\d\d):(\d\d)$/.exec(text)
  if (!match) return null
  const minute = Number(match[1]) * 60 + Number(match[2])
  return minute === 24 * 60 - 1 ? 24 * 60 : minute
}

/** The form's week from the rows of a branch; a weekday without a row, or with equal times, is closed. */
export function weekOf(rows: readonly Row<'operating_hours'>[], locationId: string): DayHours[] {
  return WEEKDAYS.map((weekday) => {
    const row = rows.find((one) => one.location_id === locationId && one.weekday === weekday)
    const isOpen = row !== undefined && row.closes_minute > row.opens_minute
    if (!isOpen) return { weekday, isOpen, opens: '09:00', closes: '18:00', breakStart: '', breakEnd: '' }
    return { weekday, isOpen, opens: toClock(row.opens_minute), closes: toClock(row.closes_minute), breakStart: toClock(row.break_start_minute), breakEnd: toClock(row.break_end_minute) }
  })
}

/** What is wrong with a weekday, as a sentence; null when nothing. */
export function problemOf(day: DayHours): string | null {
  if (!day.isOpen) return null
  const name = weekdayName(day.weekday)
  const [opens, closes, from, to] = [fromClock(day.opens), fromClock(day.closes), fromClock(day.breakStart), fromClock(day.breakEnd)]
  if (opens === null || closes === null) return words.missing(name)
  if (closes <= opens) return words.badOrder(name)
  if (from === null && to === null) return null
  return from !== null && to !== null && opens <= from && from < to && to <= closes ? null : words.badBreak(name)
}

/** The weekday as the mutator takes it; closed is opening and closing at the same minute. */
export function inputOf(day: DayHours): { weekday: number; opens: number; closes: number; breakStart: number | null; breakEnd: number | null } {
  if (!day.isOpen) return { weekday: day.weekday, opens: 0, closes: 0, breakStart: null, breakEnd: null }
  return { weekday: day.weekday, opens: fromClock(day.opens) ?? 0, closes: fromClock(day.closes) ?? 0, breakStart: fromClock(day.breakStart), breakEnd: fromClock(day.breakEnd) }
}
