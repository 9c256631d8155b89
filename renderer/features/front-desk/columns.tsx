import { formatTime, localOf } from '../../../shared/domain/time.ts'
import type { ListedAppointment, ListedPatient } from '../../../shared/protocol/front-desk-views.ts'
import { go } from '../../app/route.ts'
import { frontDesk as words } from '../../text/en/front-desk.ts'
import { AlertMark } from '../../ui/alert-mark.tsx'
import { formatShortDay } from '../../ui/format.ts'
import { RowOpener } from '../lists/VirtualTable.tsx'
import type { ListColumn } from './ListPage.tsx'

const heads = words.columns

/** Name with the mark of alerts; opens the patient. */
export function patientColumn<R extends ListedPatient>(): ListColumn<R> {
  return {
    key: 'patient', header: heads.patient, width: '2fr', words: (row) => row.patientName,
    render: (row) => (
      <span style={{ display: 'flex', alignItems: 'center', gap: 6 }}>
        <RowOpener label={words.openPatient(row.patientName)} alerts={row.alerts} onOpen={() => go({ screen: 'patient', patientId: row.patientId })}>{row.patientName}</RowOpener>
        <AlertMark alerts={row.alerts} />
      </span>
    ),
  }
}

export function phoneColumn<R extends ListedPatient>(): ListColumn<R> {
  return { key: 'phone', header: heads.phone, width: '124px', words: (row) => row.phone || words.noPhone, render: (row) => <span className="tabular">{row.phone || words.noPhone}</span> }
}

export function whenColumn<R extends ListedAppointment>(zone: string, header: string = heads.when): ListColumn<R> {
  return { key: 'when', header, width: '160px', words: (row) => whenText(row.startsAt, zone) }
}

export function textColumn<R>(key: string, header: string, width: string, text: (row: R) => string | null): ListColumn<R> {
  return { key, header, width, words: (row) => text(row) ?? '' }
}

/** "Fri 20 Nov, 9:30 AM" on the clinic's clock. */
export function whenText(instant: string, zone: string): string {
  const { date, minute } = localOf(instant, zone)
  return `${formatShortDay(date)}, ${formatTime(minute)}`
}

/** "9:30 AM" on the clinic's clock. */
export function clockText(instant: string, zone: string): string {
  return formatTime(localOf(instant, zone).minute)
}
