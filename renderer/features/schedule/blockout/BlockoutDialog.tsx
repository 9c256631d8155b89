import { useState } from 'react'
import type { FormEvent } from 'react'
import { Alert, Button, Group, Modal, NativeSelect, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { instantOf, localOf } from '../../../../shared/domain/time.ts'
import type { BlockoutView, ClinicReference, TimetableSetup } from '../../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../../api/hooks.ts'
import { useReference } from '../../../app/live.ts'
import { en } from '../../../text/index.ts'
import { LoadingLines } from '../../../ui/states.tsx'
import { offerUndo, say } from '../../../ui/undo.tsx'
import { DayField } from '../../fields/DayField.tsx'
import { fromClock, toClock } from '../../settings/hours.ts'
import { activeChairs, activeDentists } from '../booking/draft.ts'
import { laterWeeks, weeksUntil } from './repeat.ts'
import { useBlockout } from './store.ts'
import type { BlockoutRequest } from './store.ts'

const words = en.schedule.blockout
const close = () => useBlockout.setState({ request: null })

/** Marks time on the schedule, changes such a mark or takes it off. */
export function BlockoutDialog() {
  const request = useBlockout((store) => store.request)
  return <Modal opened={request !== null} onClose={close} title={request?.blockout ? words.change : words.add}>{request && <Loaded request={request} />}</Modal>
}

function Loaded({ request }: { request: BlockoutRequest }) {
  const reference = useReference()
  const setup = useClinicQuery('schedule.setup', { date: '1970-01-01' }).data
  if (!reference || !setup) return <LoadingLines lines={5} />
  if (setup.blockoutTypes.length === 0) return <Alert color="yellow">{words.noTypes}</Alert>
  return <BlockoutForm request={request} reference={reference} setup={setup} />
}

function BlockoutForm({ request, reference, setup }: { request: BlockoutRequest; reference: ClinicReference; setup: TimetableSetup }) {
  const { blockout } = request
  const zone = reference.clinic.timezone
  const mutate = useMutate()
  const [from, to] = blockout ? [localOf(blockout.startsAt, zone), localOf(blockout.endsAt, zone)] : [{ date: request.date ?? '', minute: 540 }, { date: request.date ?? '', minute: 600 }]
  const [id] = useState(() => blockout?.id ?? newId())
  const [fields, setFields] = useState({ typeId: blockout?.typeId ?? setup.blockoutTypes[0]!.id, operatoryId: blockout?.operatoryId ?? '', dentistId: blockout?.dentistId ?? '', fromDate: from.date, fromTime: toClock(from.minute), toDate: to.date, toTime: toClock(to.minute), note: blockout?.note ?? '', until: '' })
  const [problem, setProblem] = useState<string | null>(null)
  const set = (patch: Partial<typeof fields>) => setFields((old) => ({ ...old, ...patch }))
  const onError = (error: Error) => setProblem(error.message)

  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const [start, end] = [fromClock(fields.fromTime), fromClock(fields.toTime)]
    if (start === null || end === null || !/^\d{4}-\d\d-\d\d$/.test(fields.fromDate) || !/^\d{4}-\d\d-\d\d$/.test(fields.toDate)) return setProblem(words.missing)
    const weeks = fields.until === '' ? 1 : weeksUntil(fields.fromDate, fields.until)
    if (weeks === null) return setProblem(words.badUntil)
    const input = { id, weeks, typeId: fields.typeId, locationId: blockout?.locationId ?? null, operatoryId: fields.operatoryId || null, dentistId: fields.dentistId || null, startsAt: instantOf(fields.fromDate, start, zone), endsAt: instantOf(fields.toDate, end, zone), note: fields.note }
    if (!(await mutate('schedule.saveBlockout', input, { onError }))) return
    say(words.saved)
    close()
  }
  const later = blockout ? laterWeeks(blockout, setup.blockouts, zone) : []
  const remove = async (others: readonly BlockoutView[]) => {
    if (!blockout || !(await mutate('schedule.removeBlockout', { id, others: others.map((one) => one.id) }, { onError }))) return
    offerUndo(words.removed(blockout.name), async () => {
      for (const { name: _name, colour: _colour, isBlocking: _isBlocking, ...mark } of [blockout, ...others]) await mutate('schedule.saveBlockout', mark)
    })
    close()
  }
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <Stack gap="sm">
        <NativeSelect label={words.type} data-autofocus value={fields.typeId} onChange={(event) => set({ typeId: event.currentTarget.value })} data={setup.blockoutTypes.map((type) => ({ value: type.id, label: type.is_blocking ? type.name : words.shownOnly(type.name) }))} />
        <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
          <NativeSelect label={en.schedule.chair} value={fields.operatoryId} onChange={(event) => set({ operatoryId: event.currentTarget.value })} data={[{ value: '', label: words.everyChair }, ...activeChairs(reference).map((chair) => ({ value: chair.id, label: chair.name }))]} />
          <NativeSelect label={en.schedule.dentist} value={fields.dentistId} onChange={(event) => set({ dentistId: event.currentTarget.value })} data={[{ value: '', label: words.everybody }, ...activeDentists(reference).map((one) => ({ value: one.id, label: one.display_name }))]} />
          <DayField label={words.fromDay} value={fields.fromDate} onChange={(date) => set(fields.toDate === fields.fromDate ? { fromDate: date, toDate: date } : { fromDate: date })} />
          <TextInput type="time" label={words.fromTime} value={fields.fromTime} onChange={(event) => set({ fromTime: event.currentTarget.value })} />
          <DayField label={words.toDay} value={fields.toDate} onChange={(date) => set({ toDate: date })} />
          <TextInput type="time" label={words.toTime} value={fields.toTime} onChange={(event) => set({ toTime: event.currentTarget.value })} />
        </SimpleGrid>
        {!blockout && <DayField label={words.until} description={words.untilHint} value={fields.until} onChange={(until) => set({ until })} />}
        <TextInput label={en.schedule.note} maxLength={200} value={fields.note} onChange={(event) => set({ note: event.currentTarget.value })} />
        <div role="alert">{problem && <Alert role="none" color="red" p="xs">{problem}</Alert>}</div>
        {blockout && (
          <Group grow={later.length > 0}>
            <Button variant="outline" color="red" onClick={() => void remove([])}>{words.remove}</Button>
            {later.length > 0 && <Button variant="outline" color="red" onClick={() => void remove(later)}>{words.removeLater(later.length)}</Button>}
          </Group>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>{en.app.cancel}</Button>
          <Button type="submit">{en.app.save}</Button>
        </Group>
      </Stack>
    </form>
  )
}
