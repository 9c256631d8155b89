import { useEffect, useMemo } from 'react'
import { useHotkeys } from '@mantine/hooks'
import { addDays } from '../../../shared/domain/time.ts'
import type { ClinicReference, DayView } from '../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../api/hooks.ts'
import { useCan, useReference } from '../../app/live.ts'
import { releaseKeys } from '../../app/held-keys.ts'
import { useRoute } from '../../app/route.ts'
import { en } from '../../text/index.ts'
import { useToday } from '../../ui/clock.ts'
import { formatShortDay } from '../../ui/format.ts'
import { useLasting } from '../../ui/lasting.ts'
import { ScreenHeader } from '../../ui/screen.tsx'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { openWalkIn } from '../walk-in/store.ts'
import { AppointmentPanel } from './AppointmentPanel.tsx'
import { DayBar } from './DayBar.tsx'
import { DayGrid } from './DayGrid.tsx'
import { DayToolbar } from './DayToolbar.tsx'
import { MissingSetup, missingParts } from './MissingSetup.tsx'
import { printDay } from './PrintDay.tsx'
import { dayBoard, weekBoard, weekStart } from './board.ts'
import { openBooking, useBooking } from './booking/store.ts'
import { focusCell, useDay } from './day-store.ts'
import { FindTime } from './finding/FindTime.tsx'
import classes from './schedule.module.css'
import { focusShownDay, showDay } from './show-day.ts'

interface DayScreenProps {
  /** Today when absent. */
  date?: string
  /** An appointment whose details are to be open. */
  appointmentId?: string
}

/** The schedule: a day by chair or by dentist, or a week. */
export function DayScreen({ date, appointmentId }: DayScreenProps) {
  const reference = useReference()
  if (!reference) return <><ScreenHeader title={en.schedule.title} /><LoadingLines lines={14} /></>
  return <Schedule reference={reference} wantedDate={date} appointmentId={appointmentId} />
}

function Schedule({ reference, wantedDate, appointmentId }: { reference: ClinicReference; wantedDate?: string; appointmentId?: string }) {
  const today = useToday(reference.clinic.timezone)
  const date = wantedDate ?? today
  const layout = useDay((day) => day.layout)
  const isWeek = layout === 'week'
  const day = useClinicQuery('schedule.day', { date }, { enabled: !isWeek, keepPrevious: true })
  const week = useClinicQuery('schedule.week', { date: weekStart(date), days: 7 }, { enabled: isWeek, keepPrevious: true })
  const { error, refetch, isPlaceholderData: isTurning } = isWeek ? week : day
  const isLate = useLasting(isTurning, PAGE_MS)
  const days = useMemo(() => (isLate ? undefined : isWeek ? week.data : day.data && [day.data]), [isLate, isWeek, week.data, day.data])
  const select = useDay((store) => store.select)
  useEffect(() => select(appointmentId ?? null), [appointmentId, select])
  useScheduleKeys(today, isWeek ? 7 : 1)
  useEffect(() => {
    if (error) void releaseKeys()
  }, [error])

  return (
    <>
      <DayToolbar date={date} today={today} days={days} />
      {days ? <Body days={days} date={isTurning ? days[0]!.date : date} isTurning={isTurning} today={today} reference={reference} /> : error ? <LoadFailed error={error} onRetry={() => void refetch()} /> : <LoadingLines lines={14} />}
    </>
  )
}

interface BodyProps {
  days: readonly DayView[]
  date: string
  /** Another day was asked for and is about to stand here: nothing may be done to this one any more. */
  isTurning: boolean
  today: string
  reference: ClinicReference
}

function Body({ days, date, isTurning, today, reference }: BodyProps) {
  const { selectedId, layout, who, finding } = useDay()
  useEffect(() => {
    if (!isTurning) focusShownDay()
  }, [date, isTurning])
  const board = useMemo(() => (layout === 'week'
    ? weekBoard(days, who, formatShortDay)
    : dayBoard(days[0]!, layout, { noChair: en.schedule.noChair, noDentist: en.schedule.noDentist })), [days, layout, who])
  const view = days.find((one) => one.appointments.some(({ id }) => id === selectedId))
  const selected = view?.appointments.find((one) => one.id === selectedId)
  const missing = missingParts(reference)
  if (missing.includes('chairs')) return <MissingSetup missing={missing} />
  return (
    <div className={classes.day} data-day>
      <div className={classes.main}>
        {missing.length > 0 && <MissingSetup missing={missing} compact />}
        {/* Drawn above; after the grid for the keyboard, which comes for the times first. */}
        <DayGrid board={board} today={today} />
        <DayBar days={days} date={date} reference={reference} />
        {isTurning && <div className={classes.cover} />}
      </div>
      {selected && view ? <AppointmentPanel key={selected.id} appointment={selected} view={view} /> : finding && <FindTime reference={reference} date={date} today={today} />}
    </div>
  )
}

/** The day of before stands for no longer than an eye would take for the turning of a page. */
const PAGE_MS = 200

function useScheduleKeys(today: string, length: number): void {
  const mayBook = useCan('schedule.write')
  const { setLayout, setFinding } = useDay.getState()
  // Asked at the press: two presses can be quicker than the screen.
  const shown = () => {
    const { route } = useRoute.getState()
    return (route.screen === 'day' ? route.date : undefined) ?? today
  }
  const free = () => useBooking.getState().request === null && document.querySelector('[role="dialog"]') === null
  const step = (days: number) => (event: KeyboardEvent) => {
    // Inside the grid the arrows belong to the cells and the appointments.
    const inGrid = event.target instanceof Element && event.target.closest('[data-owns-arrows]') !== null
    if (free() && !inGrid) showDay(addDays(shown(), days), today)
  }
  const turn = (days: number) => () => free() && showDay(addDays(shown(), days), today)
  const book = () => mayBook && free() && openBooking({ date: shown() })
  const find = () => mayBook && free() && setFinding(!useDay.getState().finding)
  useHotkeys([
    ['T', () => free() && showDay(today, today)],
    ['ArrowLeft', step(-length), { preventDefault: false }],
    ['ArrowRight', step(length), { preventDefault: false }],
    ['mod+ArrowLeft', turn(-length)],
    ['mod+ArrowRight', turn(length)],
    ['mod+B', book],
    ['mod+N', book],
    ['mod+P', () => free() && printDay(shown())],
    ['C', () => free() && setLayout('chairs')],
    ['D', () => free() && setLayout('dentists')],
    ['W', () => free() && setLayout('week')],
    ['F', find],
    ['R', () => mayBook && free() && openWalkIn()],
    ['G', () => free() && focusCell()],
  ])
}
