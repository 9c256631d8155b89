import { Fragment, useCallback, useEffect, useRef, useState } from 'react'
import { ActionIcon, Button, Group, SimpleGrid, Text, Title } from '@mantine/core'
import { CalendarClock, CalendarPlus, CircleX, CloudUpload, MessageSquarePlus, Sparkles, UserRound, X } from 'lucide-react'
import { formatTime, localOf } from '../../../shared/domain/time.ts'
import type { DayAppointment, DayView } from '../../../shared/protocol/views.ts'
import { useCan } from '../../app/live.ts'
import { go } from '../../app/route.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { en } from '../../text/index.ts'
import { formatDay, formatMinutes, formatSpan } from '../../ui/format.ts'
import { AlertBanner } from '../alerts/index.tsx'
import { RequestDialog } from '../front-desk/RequestDialog.tsx'
import { CancelDialog } from './CancelDialog.tsx'
import { useScheduleActions } from './actions.ts'
import { openBooking } from './booking/store.ts'
import { blockId, focusCell, useDay } from './day-store.ts'
import { localSpan } from './place.ts'
import classes from './schedule.module.css'
import { actionsFor, nextAction, STATE_ICON, stateLabel, visitState } from './status.ts'
import type { Action } from './status.ts'

const words = en.schedule

interface PanelProps {
  appointment: DayAppointment
  view: DayView
}

/** The details of the selected appointment beside the day, with everything that can be done with it. */
export function AppointmentPanel({ appointment, view }: PanelProps) {
  const select = useDay((day) => day.select)
  const close = useCallback(() => {
    select(null)
    document.getElementById(blockId(appointment.id))?.focus()
  }, [appointment.id, select])
  useEscape(close)
  const state = visitState(appointment)
  const StateIcon = STATE_ICON[state]
  const panel = usePanelFocus(state)

  return (
    <aside ref={panel} className={classes.panel} aria-label={words.panel}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <Title order={2} fz="lg" style={{ overflowWrap: 'anywhere' }}>{appointment.patientName}</Title>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={words.closePanel} onClick={close}><X size={18} /></ActionIcon>
      </Group>
      <span className={classes.stateChip} data-state={state}><StateIcon size={15} aria-hidden="true" />{stateLabel(state)}</span>
      <AlertBanner patientId={appointment.patient_id} />
      <Steps appointment={appointment} zone={view.timezone} />
      <Facts appointment={appointment} view={view} />
      <Button variant="default" leftSection={<UserRound size={16} />} onClick={() => go({ screen: 'patient', patientId: appointment.patient_id })}>{words.openPatient}</Button>
      <Text size="xs" c="dimmed" mt="auto">{words.helpKeys}</Text>
    </aside>
  )
}

/**
 * Escape closes the panel when the keyboard is on the day. In a dialog over it the key belongs to the
 * dialog, and to an appointment that is being moved before the panel.
 */
function useEscape(close: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const onDay = event.target === document.body || (event.target instanceof Element && event.target.closest('[data-day]') !== null)
      if (event.key === 'Escape' && onDay && document.querySelector('[data-moving="true"]') === null) close()
    }
    // Capturing, to come before the handler that ends a move.
    window.addEventListener('keydown', onKey, true)
    return () => window.removeEventListener('keydown', onKey, true)
  }, [close])
}

/** The keyboard comes in at the next step, and stays in the panel when the step it was on is done and can no longer be pressed. */
function usePanelFocus(state: string) {
  const panel = useRef<HTMLElement>(null)
  const intoPanel = useDay((day) => day.intoPanel)
  const wasInside = useRef(false)
  useEffect(() => {
    const inside = panel.current
    if (inside === null) return
    const note = () => {
      wasInside.current = inside.contains(document.activeElement)
    }
    document.addEventListener('focusin', note)
    return () => document.removeEventListener('focusin', note)
  }, [])
  useEffect(() => {
    const isLost = wasInside.current && (document.activeElement === document.body || document.activeElement?.matches(':disabled'))
    if (!intoPanel && !isLost) return
    if (intoPanel) useDay.setState({ intoPanel: false })
    const inside = panel.current
    const target = inside?.querySelector<HTMLElement>('[data-next="true"]') ?? inside?.querySelector<HTMLElement>('button:not(:disabled)')
    target?.focus()
  }, [intoPanel, state])
  return panel
}

/** When the patient came, was seated and went, as far as it has come to that. */
function Times({ appointment, zone }: { appointment: DayAppointment; zone: string }) {
  const times = [['arrived', appointment.arrived_at], ['in_chair', appointment.seated_at], ['completed', appointment.dismissed_at]] as const
  return times.map(([state, at]) => at !== null && <Fragment key={state}><dt>{stateLabel(state)}</dt><dd className="tabular">{formatTime(localOf(at, zone).minute)}</dd></Fragment>)
}

function Facts({ appointment, view }: PanelProps) {
  const { start, minutes } = localSpan(appointment, view.date, view.timezone)
  const chair = view.operatories.find((one) => one.id === appointment.operatory_id)?.name ?? words.noChair
  return (
    <dl className={classes.facts}>
      <dt>{words.date}</dt>
      <dd>{formatDay(view.date)}</dd>
      <dt>{words.time}</dt>
      <dd className="tabular">{formatSpan(start, start + minutes)} <span style={{ whiteSpace: 'nowrap' }}>({formatMinutes(minutes)})</span></dd>
      <Times appointment={appointment} zone={view.timezone} />
      <dt>{words.chair}</dt>
      <dd>{chair}</dd>
      <dt>{words.dentist}</dt>
      <dd>{appointment.dentistName ?? en.app.none}</dd>
      <dt>{words.service}</dt>
      <dd>{appointment.serviceName ?? words.noService}</dd>
      <dt>{words.phone}</dt>
      <dd className="tabular">{appointment.patientPhone || words.noPhone}</dd>
      {appointment.notes !== '' && <><dt>{words.note}</dt><dd>{appointment.notes}</dd></>}
      {appointment.cancel_reason && <><dt>{words.cancelWhy}</dt><dd>{appointment.cancel_reason}</dd></>}
      {appointment.isNewPatient && <><dt><Sparkles size={15} aria-hidden="true" /></dt><dd>{words.newPatient}</dd></>}
      {appointment.isWaiting && <><dt><CloudUpload size={15} aria-hidden="true" /></dt><dd>{words.waiting}</dd></>}
    </dl>
  )
}

const STEPS: readonly Exclude<Action, 'move' | 'cancel'>[] = ['confirm', 'arrived', 'in_chair', 'done']

/** The steps of a visit in their order, the usual next one standing out, and the ways to change it. */
function Steps({ appointment, zone }: { appointment: DayAppointment; zone: string }) {
  const actions = useScheduleActions()
  const mayWrite = useCan('schedule.write')
  const cancelling = useDay((day) => day.cancellingId === appointment.id)
  const askCancel = useDay((day) => day.askCancel)
  const [requesting, setRequesting] = useState(false)
  const possible = actionsFor(appointment)
  const next = nextAction(appointment)
  if (!mayWrite) return null

  if (possible.size === 0) {
    const rebook = () => openBooking({ patient: { id: appointment.patient_id, name: appointment.patientName }, serviceId: appointment.service_id, dentistId: appointment.dentist_id ?? undefined, operatoryId: appointment.operatory_id ?? undefined, notes: appointment.notes })
    return <Button variant="light" leftSection={<CalendarPlus size={16} />} onClick={rebook}>{words.bookAgain}</Button>
  }
  const run = (step: (typeof STEPS)[number]) => void (step === 'confirm' ? actions.confirm(appointment) : actions.flow(appointment, step))
  return (
    <>
      <SimpleGrid cols={2} spacing={8} verticalSpacing={8}>
        {STEPS.map((step) => (
          <Button key={step} data-next={step === next} variant={step === next ? 'filled' : 'default'} disabled={!possible.has(step)} onClick={() => run(step)}>{words.action[step]}</Button>
        ))}
        <Button variant="default" leftSection={<CalendarClock size={16} />} disabled={!possible.has('move')} onClick={() => openBooking({ moving: appointment })}>{words.action.move}</Button>
        <Button variant="outline" color="red" leftSection={<CircleX size={16} />} onClick={() => askCancel(appointment.id)}>{words.action.cancel}</Button>
      </SimpleGrid>
      <Button variant="default" leftSection={<MessageSquarePlus size={16} />} onClick={() => setRequesting(true)}>{frontDesk.requests.enter}</Button>
      <CancelDialog opened={cancelling} name={appointment.patientName} onClose={() => askCancel(null)} onClosed={() => backTo(appointment.id)} onCancel={(how) => void actions.cancel(appointment, how, zone)} />
      {requesting && <RequestDialog about={appointment} onClose={() => setRequesting(false)} />}
    </>
  )
}

/** The keyboard goes back to the appointment, or to its time where it is no longer shown. */
function backTo(appointmentId: string): void {
  const block = document.getElementById(blockId(appointmentId))
  if (block) block.focus()
  else focusCell()
}
