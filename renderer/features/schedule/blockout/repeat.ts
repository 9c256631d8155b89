import { daysLater, isDate } from '../../../../shared/domain/time.ts'
import type { BlockoutView } from '../../../../shared/protocol/views.ts'

const DAY_MS = 86_400_000
const MOST_WEEKS = 53

/** In how many weeks a mark of that day stands when it comes back until a last day; null when that makes no sense. */
export function weeksUntil(date: string, until: string): number | null {
  if (!isDate(date) || !isDate(until) || until < date) return null
  const weeks = Math.floor((Date.parse(until) - Date.parse(date)) / (7 * DAY_MS)) + 1
  return weeks <= MOST_WEEKS ? weeks : null
}

/** The same mark in later weeks: of the same kind, chair and dentist, at the same time of the same weekday. */
export function laterWeeks(mark: BlockoutView, all: readonly BlockoutView[], zone: string): BlockoutView[] {
  const isAlike = (one: BlockoutView) => one.typeId === mark.typeId && one.locationId === mark.locationId && one.operatoryId === mark.operatoryId && one.dentistId === mark.dentistId && one.note === mark.note
  return all.filter((one) => {
    const weeks = Math.round((Date.parse(one.startsAt) - Date.parse(mark.startsAt)) / (7 * DAY_MS))
    return weeks > 0 && isAlike(one) && one.startsAt === daysLater(mark.startsAt, weeks * 7, zone) && one.endsAt === daysLater(mark.endsAt, weeks * 7, zone)
  }).slice(0, MOST_WEEKS)
}
