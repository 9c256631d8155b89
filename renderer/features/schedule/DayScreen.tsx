import { useEffect, useMemo } from 'react'
import { useHotkeys } from '@mantine/hooks'
import { addDays } from '../../../shared/domain/time.ts'
import type { ClinicReference, DayView } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan, useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { useToday } from '../../ui/clock.ts'
import { ScreenHeader } from '../../ui/screen.tsx'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { AppointmentPanel } from './AppointmentPanel.tsx'
import { DayGrid } from './DayGrid.tsx'
import { DayToolbar } from './DayToolbar.tsx'
import { MissingSetup, missingParts } from './MissingSetup.tsx'
import { openBooking, useBooking } from './booking/store.ts'
import { useDay } from './day-store.ts'
import classes from './schedule.module.css'
import { showDay } from './show-day.ts'

interface DayScreenProps {
  /** Today when absent. */
  date?: string
  /** An appointment whose details are to be open. */
  appointmentId?: string
}

/** The day of the clinic: a column for each chair. */
export function DayScreen({ date, appointmentId }: DayScreenProps) {
  const reference = useReference()
  if (!reference) return <><ScreenHeader title={en.schedule.title} /><LoadingLines lines={14} /></>
  return <Day reference={reference} wantedDate={date} appointmentId={appointmentId} />
}

function Day({ reference, wantedDate, appointmentId }: { reference: ClinicReference; wantedDate?: string; appointmentId?: string }) {
  const today = useToday(reference.clinic.timezone)
  const date = wantedDate ?? today
  const query = useClinicQuery('schedule.day', { date })
  const select = useDay((day) => day.select)
  useEffect(() => select(appointmentId ?? null), [appointmentId, select])
  useDayKeys(date, today)

  return (
    <>
      <DayToolbar date={date} today={today} view={query.data} />
      {query.data ? <DayBody view={query.data} today={today} reference={reference} /> : query.error ? <LoadFailed error={query.error} onRetry={() => void query.refetch()} /> : <LoadingLines lines={14} />}
    </>
  )
}

function DayBody({ view, today, reference }: { view: DayView; today: string; reference: ClinicReference }) {
  const selectedId = useDay((day) => day.selectedId)
  const selected = useMemo(() => view.appointments.find((one) => one.id === selectedId), [view, selectedId])
  const missing = missingParts(reference)
  if (missing.includes('chairs')) return <MissingSetup missing={missing} />
  return (
    <div className={classes.day} data-day>
      <div className={classes.main}>
        {missing.length > 0 && <MissingSetup missing={missing} compact />}
        <DayGrid view={view} today={today} />
      </div>
      {selected && <AppointmentPanel key={selected.id} appointment={selected} view={view} />}
    </div>
  )
}

function useDayKeys(date: string, today: string): void {
  const mayBook = useCan('schedule.write')
  const free = () => useBooking.getState().request === null
  const step = (days: number) => (event: KeyboardEvent) => {
    // Inside the grid the arrows belong to the cells and the appointments.
    const inGrid = event.target instanceof Element && event.target.closest('[data-owns-arrows]') !== null
    if (free() && !inGrid) showDay(addDays(date, days), today)
  }
  useHotkeys([
    ['T', () => free() && showDay(today, today)],
    ['ArrowLeft', step(-1), { preventDefault: false }],
    ['ArrowRight', step(1), { preventDefault: false }],
    ['mod+B', () => mayBook && free() && openBooking({ date })],
  ])
}
