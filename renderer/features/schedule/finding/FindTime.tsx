import { useState } from 'react'
import { ActionIcon, Button, Checkbox, Group, NativeSelect, NumberInput, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { X } from 'lucide-react'
import { addDays, dayBounds, formatTime, localOf } from '../../../../shared/domain/time.ts'
import type { ClinicReference, FreeSlot } from '../../../../shared/protocol/views.ts'
import { useClinicQuery } from '../../../api/hooks.ts'
import { en } from '../../../text/index.ts'
import { useNow } from '../../../ui/clock.ts'
import { formatShortDay, weekdayName } from '../../../ui/format.ts'
import { AlertBanner } from '../../alerts/index.tsx'
import { PatientCombobox } from '../../search/index.tsx'
import { fromClock } from '../../settings/hours.ts'
import { useScheduleActions } from '../actions.ts'
import { activeChairs, activeDentists } from '../booking/draft.ts'
import { openBooking } from '../booking/store.ts'
import { useDay } from '../day-store.ts'
import classes from '../schedule.module.css'

const words = en.schedule.find
const SHOWN = 24
const WEEK = [1, 2, 3, 4, 5, 6, 7] as const

interface Search {
  patient: { id: string; name: string } | null
  serviceId: string
  minutes: number
  dentistId: string
  operatoryId: string
  weekdays: readonly number[]
  from: string
  to: string
}

/** Finds the next free times by dentist, length, chair, weekdays and hours; a chosen time is booked at once. */
export function FindTime({ reference, date, today }: { reference: ClinicReference; date: string; today: string }) {
  const [search, setSearch] = useState<Search>({ patient: null, serviceId: '', minutes: 30, dentistId: '', operatoryId: '', weekdays: WEEK, from: '', to: '' })
  const set = (patch: Partial<Search>) => setSearch((old) => ({ ...old, ...patch }))
  const close = () => useDay.getState().setFinding(false)
  useHotkeys([['Escape', (event) => isForPanel(event) && close()]], [])
  return (
    <aside className={classes.panel} aria-label={words.title}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} fz="lg">{words.title}</Title>
        <ActionIcon variant="subtle" color="gray" size={28} aria-label={words.close} onClick={close}><X size={18} /></ActionIcon>
      </Group>
      <Fields search={search} reference={reference} set={set} />
      <Results search={search} reference={reference} from={date > today ? date : today} />
    </aside>
  )
}

/** Escape belongs to an open list or dialog first. */
function isForPanel({ target }: KeyboardEvent): boolean {
  const inList = target instanceof Element && target.getAttribute('aria-expanded') === 'true'
  return !inList && document.querySelector('[role="dialog"]') === null
}

function Fields({ search, reference, set }: { search: Search; reference: ClinicReference; set: (patch: Partial<Search>) => void }) {
  const pickService = (serviceId: string) => set({ serviceId, minutes: reference.services.find((one) => one.id === serviceId)?.duration_minutes ?? search.minutes })
  const toggle = (weekday: number) => set({ weekdays: search.weekdays.includes(weekday) ? search.weekdays.filter((one) => one !== weekday) : [...search.weekdays, weekday] })
  return (
    <Stack gap="xs">
      {search.patient
        ? <Group justify="space-between" wrap="nowrap"><Text fw={650}>{search.patient.name}</Text><Button size="compact-sm" variant="default" style={{ flex: 'none' }} onClick={() => set({ patient: null })}>{en.schedule.changePatient}</Button></Group>
        : <PatientCombobox label={words.patient} placeholder={en.search.placeholder} focusFirst onPick={({ id, name }) => set({ patient: { id, name } })} />}
      {search.patient && <AlertBanner patientId={search.patient.id} />}
      <NativeSelect label={en.schedule.service} value={search.serviceId} onChange={(event) => pickService(event.currentTarget.value)} data={[{ value: '', label: en.schedule.noService }, ...reference.services.filter((one) => one.is_active).map((one) => ({ value: one.id, label: one.name }))]} />
      <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
        <NumberInput label={en.schedule.minutes} min={5} max={600} step={reference.clinic.slot_minutes} value={search.minutes} onChange={(value) => set({ minutes: Math.min(600, Math.max(5, Number(value) || 5)) })} />
        <NativeSelect label={en.schedule.chair} value={search.operatoryId} onChange={(event) => set({ operatoryId: event.currentTarget.value })} data={[{ value: '', label: words.anyChair }, ...activeChairs(reference).map((one) => ({ value: one.id, label: one.name }))]} />
      </SimpleGrid>
      <NativeSelect label={en.schedule.dentist} value={search.dentistId} onChange={(event) => set({ dentistId: event.currentTarget.value })} data={[{ value: '', label: words.anyDentist }, ...activeDentists(reference).map((one) => ({ value: one.id, label: one.display_name }))]} />
      <Group gap={8} role="group" aria-label={words.weekdays}>
        {WEEK.map((weekday) => <Checkbox key={weekday} size="xs" label={weekdayName(weekday).slice(0, 3)} aria-label={weekdayName(weekday)} checked={search.weekdays.includes(weekday)} onChange={() => toggle(weekday)} />)}
      </Group>
      <SimpleGrid cols={2} spacing="xs">
        <TextInput type="time" label={words.notBefore} value={search.from} onChange={(event) => set({ from: event.currentTarget.value })} />
        <TextInput type="time" label={words.notAfter} value={search.to} onChange={(event) => set({ to: event.currentTarget.value })} />
      </SimpleGrid>
    </Stack>
  )
}

function Results({ search, reference, from }: { search: Search; reference: ClinicReference; from: string }) {
  const zone = reference.clinic.timezone
  const now = useNow()
  const actions = useScheduleActions()
  const start = dayBounds(from, zone).from
  const between = { start: fromClock(search.from) ?? 0, end: fromClock(search.to) ?? 24 * 60 }
  const { data: slots } = useClinicQuery('schedule.freeSlots', { from: start > now ? start : now, durationMinutes: search.minutes, dentistId: search.dentistId || null, operatoryId: search.operatoryId || null, patientId: search.patient?.id ?? null, weekdays: [...search.weekdays], between, limit: SHOWN }, { keepPrevious: true })
  const take = (slot: FreeSlot) => {
    const { patient, minutes } = search
    const serviceId = search.serviceId || null
    const { date, minute } = localOf(slot.startsAt, zone)
    const { locationId, operatoryId, dentistId, startsAt, endsAt } = slot
    if (patient) void actions.book({ patientId: patient.id, patientName: patient.name, serviceId, notes: '', locationId, operatoryId, dentistId, startsAt, endsAt }, zone)
    else openBooking({ date, start: minute, operatoryId, dentistId, serviceId, minutes })
  }
  if (!slots) return <Text c="dimmed" role="status">{en.schedule.searchingFree}</Text>
  if (slots.length === 0) return <Text c="dimmed" role="status">{words.nothing(formatShortDay(addDays(from, 60)))}</Text>
  const days = Map.groupBy(slots, (slot) => localOf(slot.startsAt, zone).date)
  return (
    <Stack gap="xs" role="group" aria-label={words.results}>
      {[...days].map(([date, list]) => (
        <Stack key={date} gap={4}>
          <Text fw={650} size="sm">{formatShortDay(date)}</Text>
          {list.map((slot) => (
            <Button key={`${slot.startsAt} ${slot.dentistId}`} size="compact-sm" variant="light" fw={500} justify="flex-start" onClick={() => take(slot)}>
              {[formatTime(localOf(slot.startsAt, zone).minute), slot.operatoryName, slot.dentistName].join(', ')}
            </Button>
          ))}
        </Stack>
      ))}
    </Stack>
  )
}
