import { useState } from 'react'
import type { FormEvent } from 'react'
import { Button, Checkbox, Group, MultiSelect, NumberInput, SimpleGrid, Stack, Table, Text, TextInput, Textarea } from '@mantine/core'
import { unknownVariables } from '../../../shared/domain/front-desk.ts'
import type { FrontDesk } from '../../../shared/protocol/front-desk-views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { useReference } from '../../app/live.ts'
import { en } from '../../text/index.ts'
import { frontDesk } from '../../text/en/front-desk.ts'
import { Panel } from '../../ui/screen.tsx'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { say } from '../../ui/undo.tsx'
import { FormDialog } from '../lists/form-dialog.tsx'
import { FormError } from '../session/FormError.tsx'
import { clockOf, minuteOf } from './clock-field.ts'

const words = frontDesk.settings

/** How the front desk works: alerts, how far lists look ahead, the texts, the recalls. */
export function FrontDeskSettingsTab() {
  const query = useClinicQuery('frontDesk.settings', {})
  if (query.isError) return <LoadFailed error={query.error} onRetry={() => void query.refetch()} />
  if (!query.data) return <LoadingLines />
  return (
    <Stack gap="md">
      <SettingsForm desk={query.data} />
      <Recalls types={query.data.recallTypes} />
    </Stack>
  )
}

function startFields({ settings }: FrontDesk) {
  return {
    waiting: settings.waiting_alert_minutes as number | '', confirm: settings.confirm_days as number | '', remind: settings.reminder_days as number | '',
    pack: clockOf(settings.pack_minute), reminder: settings.reminder_text, recall: settings.recall_text, asap: settings.asap_text,
  }
}
type Fields = ReturnType<typeof startFields>

function SettingsForm({ desk }: { desk: FrontDesk }) {
  const mutate = useMutate()
  const [edits, setEdits] = useState<Partial<Fields>>({})
  const fields = { ...startFields(desk), ...edits }
  const [problem, setProblem] = useState<string | null>(null)
  const set = (patch: Partial<Fields>) => setEdits((old) => ({ ...old, ...patch }))
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wrong = problemOf(fields)
    setProblem(wrong)
    if (wrong !== null) return
    const done = await mutate('settings.saveFrontDesk', {
      waitingAlertMinutes: Number(fields.waiting), confirmDays: Number(fields.confirm), reminderDays: Number(fields.remind),
      reminderText: fields.reminder, recallText: fields.recall, asapText: fields.asap, packMinute: minuteOf(fields.pack) ?? null,
    }, { onError: (error) => setProblem(error.message) })
    if (!done) return
    setEdits({})
    say(en.settings.saved)
  }
  const number = (key: 'waiting' | 'confirm' | 'remind', max: number) => <NumberInput label={words[key]} min={1} max={max} value={fields[key]} onChange={(value) => set({ [key]: value === '' ? '' : Number(value) })} />
  const text = (key: 'reminder' | 'recall' | 'asap') => {
    const unknown = unknownVariables(fields[key])
    return <Textarea label={words[key]} description={words.variables} autosize minRows={2} maxLength={600} value={fields[key]} error={unknown.length > 0 ? words.unknown(unknown) : undefined} onChange={(event) => set({ [key]: event.currentTarget.value })} />
  }
  return (
    <Panel title={words.title}>
      <form onSubmit={(event) => void submit(event)} noValidate>
        <Stack gap="sm" p="md">
          <SimpleGrid cols={4} spacing="sm">
            {number('waiting', 240)}
            {number('confirm', 30)}
            {number('remind', 30)}
            <TextInput label={words.pack} description={words.packHint} inputWrapperOrder={['label', 'input', 'description']} value={fields.pack} onChange={(event) => set({ pack: event.currentTarget.value })} />
          </SimpleGrid>
          {text('reminder')}
          {text('recall')}
          {text('asap')}
          <FormError message={problem} />
          <Group justify="flex-end"><Button type="submit">{words.save}</Button></Group>
        </Stack>
      </form>
    </Panel>
  )
}

function problemOf({ waiting, confirm, remind, pack, reminder, recall, asap }: Fields): string | null {
  const whole = (value: number | '', max: number) => value !== '' && Number.isInteger(value) && value >= 1 && value <= max
  if (!whole(waiting, 240) || !whole(confirm, 30) || !whole(remind, 30)) return words.badNumber
  if (minuteOf(pack) === undefined) return words.badTime
  const unknown = [reminder, recall, asap].flatMap(unknownVariables)
  return unknown.length > 0 ? words.unknown(unknown) : null
}

type RecallType = FrontDesk['recallTypes'][number]

function Recalls({ types }: { types: readonly RecallType[] }) {
  const reference = useReference()
  const [editing, setEditing] = useState<RecallType | 'new' | null>(null)
  const nameOf = (id: string) => reference?.services.find((one) => one.id === id)?.name ?? ''
  return (
    <Panel title={words.recalls} actions={<Button size="xs" onClick={() => setEditing('new')}>{words.addRecall}</Button>}>
      {types.length === 0 ? <Text p="md" c="dimmed">{words.noRecalls}</Text> : (
        <Table>
          <Table.Thead><Table.Tr><Table.Th>{words.name}</Table.Th><Table.Th>{en.settings.status}</Table.Th><Table.Th>{words.services}</Table.Th><Table.Th>{frontDesk.columns.actions}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {types.map((type) => (
              <Table.Tr key={type.id}>
                <Table.Td>{type.name}</Table.Td>
                <Table.Td>{type.is_active ? words.interval(type.interval_months, type.interval_days) : '—'}</Table.Td>
                <Table.Td>{type.serviceIds.map(nameOf).join(', ')}</Table.Td>
                <Table.Td><Button size="compact-sm" variant="default" aria-label={words.edit(type.name)} onClick={() => setEditing(type)}>{en.app.edit}</Button></Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      {editing !== null && <RecallDialog type={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Panel>
  )
}

function RecallDialog({ type, onClose }: { type: RecallType | null; onClose: () => void }) {
  const mutate = useMutate()
  const reference = useReference()
  const [id] = useState(() => type?.id ?? newId())
  const [fields, setFields] = useState({ name: type?.name ?? '', months: (type?.interval_months ?? 6) as number | '', days: (type?.interval_days ?? 0) as number | '', isActive: type?.is_active ?? true, serviceIds: type?.serviceIds ?? [] })
  const [problem, setProblem] = useState<string | null>(null)
  const set = (patch: Partial<typeof fields>) => setFields((old) => ({ ...old, ...patch }))
  const save = async () => {
    const { name, months, days, isActive, serviceIds } = fields
    return (await mutate('recall.saveType', { id, name, months: Number(months), days: Number(days), isActive, serviceIds }, { onError: (error) => setProblem(error.message) })) !== null
  }
  return (
    <FormDialog title={words.recallTitle} saveLabel={en.app.save} onClose={onClose} onSave={save}>
      <TextInput label={words.name} data-autofocus maxLength={80} value={fields.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <SimpleGrid cols={2} spacing="sm">
        <NumberInput label={words.months} min={0} max={600} value={fields.months} onChange={(value) => set({ months: value === '' ? '' : Number(value) })} />
        <NumberInput label={words.days} min={0} max={3650} value={fields.days} onChange={(value) => set({ days: value === '' ? '' : Number(value) })} />
      </SimpleGrid>
      <MultiSelect label={words.services} searchable data={(reference?.services ?? []).map((one) => ({ value: one.id, label: one.name }))} value={fields.serviceIds} onChange={(serviceIds) => set({ serviceIds })} />
      <Checkbox label={words.active} checked={fields.isActive} onChange={(event) => set({ isActive: event.currentTarget.checked })} />
      <FormError message={problem} />
    </FormDialog>
  )
}
