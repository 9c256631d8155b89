import { useState } from 'react'
import { ActionIcon, Badge, Button, Group, Popover, Tooltip } from '@mantine/core'
import { DatePicker } from '@mantine/dates'
import { CalendarPlus, ChevronLeft, ChevronRight, DoorOpen, Eye, EyeOff } from 'lucide-react'
import { addDays, isoWeekday } from '../../../shared/domain/time.ts'
import type { DayView } from '../../../shared/protocol/views.ts'
import { useCan } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { formatDay, weekdayName } from '../../ui/format.ts'
import { walkIn } from '../../text/en/walk-in.ts'
import { ScreenHeader } from '../../ui/screen.tsx'
import { openWalkIn } from '../walk-in/store.ts'
import { openBooking } from './booking/store.ts'
import { useDay } from './day-store.ts'
import { isBlocking } from './place.ts'
import { showDay } from './show-day.ts'

const words = en.schedule

/** The day's controls in the top bar: which day, book, and what is hidden. */
export function DayToolbar({ date, today, days }: { date: string; today: string; days: readonly DayView[] | undefined }) {
  const isWeek = useDay((day) => day.layout === 'week')
  const step = isWeek ? 7 : 1
  const view = days?.find((one) => one.date === date)
  const mayBook = useCan('schedule.write')
  return (
    <ScreenHeader title={words.title}>
      <Group gap={4} wrap="nowrap">
        <Button variant="default" size="xs" onClick={() => showDay(today, today)} disabled={date === today}>{words.today}</Button>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={isWeek ? words.previousWeek : words.previousDay} onClick={() => showDay(addDays(date, -step), today)}><ChevronLeft size={18} /></ActionIcon>
        <PickDay date={date} today={today} />
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={isWeek ? words.nextWeek : words.nextDay} onClick={() => showDay(addDays(date, step), today)}><ChevronRight size={18} /></ActionIcon>
      </Group>
      {!isWeek && view && !view.closedDay && view.hours === null && view.timetable.hours.length > 0 && <Badge variant="light" color="gray" tt="none" style={{ flex: '0 1 auto', minWidth: 40 }}>{words.closedDay(weekdayName(isoWeekday(date)))}</Badge>}
      {!isWeek && view?.closedDay && <Badge variant="light" color="orange.9" tt="none" style={{ flex: '0 1 auto', minWidth: 40 }}>{words.closedFor(view.closedDay)}</Badge>}
      {days && <HiddenToggle days={days} />}
      {mayBook && <Button size="xs" variant="default" leftSection={<DoorOpen size={16} />} onClick={openWalkIn} style={{ flex: 'none' }}>{walkIn.action}</Button>}
      {mayBook && <Button size="xs" leftSection={<CalendarPlus size={16} />} onClick={() => openBooking({ date })} style={{ flex: 'none' }}>{words.book}</Button>}
    </ScreenHeader>
  )
}

function PickDay({ date, today }: { date: string; today: string }) {
  const [opened, setOpened] = useState(false)
  return (
    <Popover opened={opened} onChange={setOpened} trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="subtle" color="gray" c="var(--app-text)" size="compact-sm" onClick={() => setOpened(!opened)} aria-label={`${words.pickDay}: ${formatDay(date)}`}>{formatDay(date)}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <DatePicker
          value={date}
          defaultDate={date}
          aria-label={words.pickDay}
          onChange={(picked) => {
            setOpened(false)
            if (picked) showDay(picked, today)
          }}
        />
      </Popover.Dropdown>
    </Popover>
  )
}

/** Cancelled and missed appointments block nothing and stay out of the way until asked for. */
function HiddenToggle({ days }: { days: readonly DayView[] }) {
  const withCancelled = useDay((day) => day.withCancelled)
  const toggle = useDay((day) => day.toggleCancelled)
  const count = days.flatMap((view) => view.appointments).filter((one) => !isBlocking(one)).length
  if (count === 0) return null
  const label = withCancelled ? words.hideCancelled(count) : words.showCancelled(count)
  return (
    <Tooltip label={label}>
      <Button variant="subtle" color="gray" size="compact-sm" aria-label={label} aria-pressed={withCancelled} onClick={toggle} style={{ flex: 'none' }} leftSection={withCancelled ? <EyeOff size={16} /> : <Eye size={16} />}>{count}</Button>
    </Tooltip>
  )
}
