import { closedDayOn, hoursOn, WHOLE_DAY, workOn } from '../../../shared/domain/timetable.ts'
import { overlaps } from '../../../shared/domain/interval.ts'
import { dayBounds } from '../../../shared/domain/time.ts'
import type { BlockoutView, DayView } from '../../../shared/protocol/views.ts'
import type { Column } from './board.ts'
import { isBlocking, localSpan } from './place.ts'

/** Time of a column that is not simply free: closed, the break, a dentist's time off, or marked. */
export interface Shade {
  kind: 'closed' | 'break' | 'off' | 'blockout' | 'shown'
  from: number
  to: number
  /** What the schedule writes there; empty for plain closing time. */
  label: string
  blockout?: BlockoutView
}

interface Names {
  pause: string
  off: string
}

/** The shades of a column, the weightiest first: a minute has the state of the first that covers it. */
export function shadesOf(column: Column, view: DayView, names: Names): Shade[] {
  const location = view.operatories.find((chair) => chair.id === column.operatoryId)?.locationId ?? view.operatories[0]?.locationId ?? ''
  const closed = closedDayOn(view.date, location, view.timetable)
  if (closed) return [{ kind: 'closed', from: 0, to: WHOLE_DAY.end, label: closed.name }]
  return [...marks(column, view, location), ...hours(view, location, names), ...absences(column, view, location, names)]
}

function hours(view: DayView, location: string, names: Names): Shade[] {
  const on = hoursOn(view.date, location, view.timetable)
  if (!on) return [{ kind: 'closed', from: 0, to: WHOLE_DAY.end, label: '' }]
  const shades: Shade[] = [{ kind: 'closed', from: 0, to: on.open.start, label: '' }, { kind: 'closed', from: on.open.end, to: WHOLE_DAY.end, label: '' }]
  if (on.pause) shades.push({ kind: 'break', from: on.pause.start, to: on.pause.end, label: names.pause })
  return shades.filter((each) => each.from < each.to)
}

function absences(column: Column, view: DayView, location: string, names: Names): Shade[] {
  if (column.dentistId === null) return []
  const work = workOn(view.date, column.dentistId, location, view.timetable)
  if (work.start >= work.end) return [{ kind: 'off', from: 0, to: WHOLE_DAY.end, label: names.off }]
  const shades: Shade[] = [{ kind: 'off', from: 0, to: work.start, label: names.off }, { kind: 'off', from: work.end, to: WHOLE_DAY.end, label: names.off }]
  return shades.filter((each) => each.from < each.to)
}

/**
 * Blockouts of the column. One of a single dentist does not fill a chair, where somebody else may work: there it is
 * only shown, with the name.
 */
function marks(column: Column, view: DayView, location: string): Shade[] {
  const { from: startsAt, to: endsAt } = dayBounds(view.date, view.timezone)
  const meant = (asked: string | null, own: string | null) => asked === null || asked === own
  return view.timetable.blockouts
    .filter((each) => overlaps(each, { startsAt, endsAt }) && meant(each.locationId, location) && meant(each.operatoryId, column.operatoryId) && (meant(each.dentistId, column.dentistId) || isSeenIn(column, each, view)))
    .map((blockout) => {
      const { start, minutes } = localSpan({ starts_at: blockout.startsAt, ends_at: blockout.endsAt }, view.date, view.timezone)
      const isForeign = !meant(blockout.dentistId, column.dentistId)
      const whose = isForeign ? view.dentists.find(({ id }) => id === blockout.dentistId)?.name : undefined
      const label = [whose, blockout.name, blockout.note].filter(Boolean).join(': ')
      return { kind: blockout.isBlocking && !isForeign ? 'blockout' as const : 'shown' as const, from: start, to: start + minutes, label, blockout }
    })
    .toSorted((a, b) => Number(a.kind === 'shown') - Number(b.kind === 'shown'))
}

/** A dentist's mark is seen in the chairs the dentist works in that day; in all, while nobody is booked with the dentist. */
function isSeenIn({ operatoryId, dentistId }: Column, blockout: BlockoutView, view: DayView): boolean {
  if (operatoryId === null || dentistId !== null) return false
  const own = view.appointments.filter((one) => one.dentist_id === blockout.dentistId && isBlocking(one))
  return own.length === 0 || own.some((one) => one.operatory_id === operatoryId)
}
