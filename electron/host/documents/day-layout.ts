import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import { formatTime, localOf } from '../../../shared/domain/time.ts'
import { LINE_HEIGHT, MARGIN } from './statement-layout.ts'
import { wrap } from './wrap.ts'
import type { Measure } from './wrap.ts'

/** Columns of the printed day from the left, in points of A4 upright. */
export const DAY_COLUMNS = { time: MARGIN, patient: MARGIN + 78, service: MARGIN + 236, dentist: MARGIN + 348, state: MARGIN + 436 } as const
const GAP = 8
export const HEAD_HEIGHT = 74
export const FOOT_HEIGHT = 40
const SECTION_HEIGHT = 44

export interface DayRow {
  kind: 'row'
  /** Lines under each column. */
  cells: Record<keyof typeof DAY_COLUMNS, string[]>
  notes: string[]
  isOff: boolean
  height: number
}

/** The name of a chair over its appointments; repeated as "continued" on the next sheet. */
export interface DaySection {
  kind: 'section'
  title: string
  isContinued: boolean
  height: number
}

export type DayLine = DayRow | DaySection

const STATES = { pending: 'To confirm', confirmed: 'Confirmed', completed: 'Done', cancelled: 'Cancelled', missed: 'Missed' } as const

/** The lines of each sheet: chair by chair, no row split, a chair's name never alone at the foot. */
export function layOutDay(view: DayView, size: { width: number; height: number }, measure: Measure): DayLine[][] {
  const room = size.height - HEAD_HEIGHT - FOOT_HEIGHT
  const pages: DayLine[][] = [[]]
  let left = room
  const turn = () => {
    pages.push([])
    left = room
  }
  const put = (line: DayLine) => {
    pages.at(-1)!.push(line)
    left -= line.height
  }
  for (const { name, appointments } of chairsOf(view)) {
    const rows = appointments.map((one) => rowOf(one, view, size.width, measure))
    const section = (isContinued: boolean): DaySection => ({ kind: 'section', title: name, isContinued, height: SECTION_HEIGHT })
    if (left < SECTION_HEIGHT + (rows[0]?.height ?? LINE_HEIGHT * 2) && pages.at(-1)!.length > 0) turn()
    put(section(false))
    if (rows.length === 0) put(emptyRow())
    for (const row of rows) {
      if (row.height > left) {
        turn()
        put(section(true))
      }
      put(row)
    }
  }
  return pages
}

/** Each chair with its appointments in order; what has no chair of today comes last. */
function chairsOf(view: DayView): { name: string; appointments: DayAppointment[] }[] {
  const chairs = view.operatories.map(({ id, name }) => ({ name, appointments: view.appointments.filter((one) => one.operatory_id === id) }))
  const known = new Set(view.operatories.map(({ id }) => id))
  const stray = view.appointments.filter((one) => one.operatory_id === null || !known.has(one.operatory_id))
  return stray.length > 0 ? [...chairs, { name: 'No chair', appointments: stray }] : chairs
}

function rowOf(one: DayAppointment, view: DayView, width: number, measure: Measure): DayRow {
  const clock = (instant: string) => {
    const { date, minute } = localOf(instant, view.timezone)
    return date === view.date ? formatTime(minute) : `${formatTime(minute)}*`
  }
  const right = width - MARGIN
  const fit = (text: string, from: number, to: number) => wrap(text, to - from - GAP, measure)
  const c = DAY_COLUMNS
  const cells = {
    time: [clock(one.starts_at), `to ${clock(one.ends_at)}`],
    patient: [...fit(one.patientName, c.patient, c.service), ...(one.patientPhone ? fit(one.patientPhone, c.patient, c.service) : [])],
    service: fit(one.serviceName ?? 'Not decided yet', c.service, c.dentist),
    dentist: fit(one.dentistName ?? '', c.dentist, c.state),
    state: [...fit(STATES[one.status], c.state, right), ...(one.isNewPatient ? ['New patient'] : [])],
  }
  const marks = [one.alerts.length > 0 ? `Alerts: ${one.alerts.join(', ')}.` : '', one.notes].filter(Boolean).join(' ')
  const notes = marks ? wrap(marks, right - c.patient - GAP, measure) : []
  const lines = Math.max(...Object.values(cells).map((cell) => cell.length)) + notes.length
  return { kind: 'row', cells, notes, isOff: one.status === 'cancelled' || one.status === 'missed', height: lines * LINE_HEIGHT + 7 }
}

function emptyRow(): DayRow {
  return { kind: 'row', cells: { time: [], patient: ['Nobody is booked.'], service: [], dentist: [], state: [] }, notes: [], isOff: true, height: LINE_HEIGHT + 7 }
}
