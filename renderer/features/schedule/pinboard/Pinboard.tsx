import { useEffect } from 'react'
import type { DragEvent, KeyboardEvent } from 'react'
import { Button, CloseButton, Text } from '@mantine/core'
import { Pin } from 'lucide-react'
import type { DayAppointment } from '../../../../shared/protocol/views.ts'
import { formatTime, localOf } from '../../../../shared/domain/time.ts'
import { en } from '../../../text/index.ts'
import { AlertMark } from '../../../ui/alert-mark.tsx'
import { formatMinutes, formatShortDay } from '../../../ui/format.ts'
import { minutesBetween } from '../booking/draft.ts'
import classes from './pinboard.module.css'
import { pinId, usePinboard } from './store.ts'

const words = en.schedule.pinboard

/** The strip that carries appointments to another day; it is there while something hangs on it or is dragged. */
export function Pinboard({ zone, isDragging }: { zone: string; isDragging: boolean }) {
  const pinned = usePinboard((store) => store.pinned)
  const placing = usePinboard((store) => store.placing)
  const setPlacing = usePinboard((store) => store.setPlacing)
  useEffect(() => {
    if (placing === null) return
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || document.querySelector('[role="dialog"], [data-moving="true"]') !== null) return
      event.stopPropagation()
      setPlacing(null)
    }
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [placing, setPlacing])
  if (pinned.length === 0 && !isDragging) return null
  return (
    <section className={classes.board} aria-label={words.title} data-pinboard data-empty={pinned.length === 0}>
      <Pin size={16} aria-hidden="true" />
      {pinned.length === 0 && <Text size="sm">{words.dropHere}</Text>}
      {pinned.map((one) => <Card key={one.id} appointment={one} zone={zone} isPlacing={one.id === placing} />)}
      {pinned.length > 0 && <Text size="xs" c="dimmed" className={classes.hint} role="status">{placing === null ? words.choose : words.hint}</Text>}
    </section>
  )
}

function Card({ appointment, zone, isPlacing }: { appointment: DayAppointment; zone: string; isPlacing: boolean }) {
  const setPlacing = usePinboard((store) => store.setPlacing)
  const unpin = usePinboard((store) => store.unpin)
  const { date, minute } = localOf(appointment.starts_at, zone)
  const was = words.was(formatShortDay(date), formatTime(minute), formatMinutes(minutesBetween(appointment.starts_at, appointment.ends_at)))
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Delete' || event.key === 'Backspace') unpin(appointment.id)
    if (event.key !== 'Enter') return
    event.preventDefault()
    setPlacing(appointment.id)
    document.querySelector<HTMLElement>('[data-day] [role="gridcell"][tabindex="0"]')?.focus()
  }
  const onDragStart = (event: DragEvent) => {
    event.dataTransfer.effectAllowed = 'move'
    // The id alone: what is dragged must not leave the window with a name.
    event.dataTransfer.setData('text/plain', appointment.id)
    setPlacing(appointment.id)
  }
  return (
    <div className={classes.card} data-placing={isPlacing} draggable onDragStart={onDragStart}>
      <Button id={pinId(appointment.id)} variant="subtle" size="compact-sm" aria-pressed={isPlacing} aria-label={words.place(appointment.patientName, was)} onKeyDown={onKeyDown} onClick={() => setPlacing(isPlacing ? null : appointment.id)}>
        {appointment.patientName}
      </Button>
      <AlertMark alerts={appointment.alerts} />
      <Text size="xs" component="span" aria-hidden="true">{was}</Text>
      <CloseButton size={24} aria-label={words.putBack(appointment.patientName)} onClick={() => unpin(appointment.id)} />
    </div>
  )
}
