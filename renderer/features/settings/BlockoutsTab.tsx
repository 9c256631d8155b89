import { useState } from 'react'
import { Button, Checkbox, ColorInput, Stack, TextInput } from '@mantine/core'
import { localOf, formatTime } from '../../../shared/domain/time.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import { newId, useClinicQuery, useMutate } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { useToday } from '../../ui/clock.ts'
import { formatDay } from '../../ui/format.ts'
import { LoadFailed, LoadingLines } from '../../ui/states.tsx'
import { openBlockout } from '../schedule/index.tsx'
import { EditDialog } from './EditDialog.tsx'
import { SettingsTable, withDot } from './SettingsTable.tsx'
import { SWATCHES } from './swatches.ts'

const words = en.settings.blockouts
type Kind = Row<'blockout_types'>

/** Kinds of marked time, and the time that is marked from today on. */
export function BlockoutsTab({ reference }: { reference: ClinicReference }) {
  const zone = reference.clinic.timezone
  const today = useToday(zone)
  const query = useClinicQuery('schedule.setup', { date: today })
  const [editing, setEditing] = useState<Kind | 'new' | null>(null)
  if (!query.data) return query.error ? <LoadFailed error={query.error} onRetry={() => void query.refetch()} /> : <LoadingLines />
  const { blockoutTypes, blockouts } = query.data
  const when = (instant: string) => {
    const { date, minute } = localOf(instant, zone)
    return `${formatDay(date)}, ${formatTime(minute)}`
  }
  return (
    <Stack gap="md">
      <SettingsTable
        title={words.kinds}
        addLabel={words.addKind}
        rows={blockoutTypes}
        columns={[{ label: words.name, cell: (kind) => withDot(kind.colour, kind.name) }, { label: words.effect, cell: (kind) => (kind.is_blocking ? words.blocks : words.shows) }]}
        keyOf={(kind) => kind.id}
        editLabel={(kind) => words.edit(kind.name)}
        onAdd={() => setEditing('new')}
        onEdit={setEditing}
        empty={{ title: words.noKinds, text: words.noKindsText }}
      />
      <SettingsTable
        title={words.title}
        addLabel={words.add}
        rows={blockouts}
        columns={[
          { label: words.name, cell: (one) => withDot(one.colour, one.note ? `${one.name}: ${one.note}` : one.name) },
          { label: words.from, cell: (one) => when(one.startsAt) },
          { label: words.to, cell: (one) => when(one.endsAt) },
          { label: words.who, cell: (one) => [reference.operatories.find(({ id }) => id === one.operatoryId)?.name, reference.people.find(({ id }) => id === one.dentistId)?.display_name].filter(Boolean).join(', ') || words.all },
        ]}
        keyOf={(one) => one.id}
        editLabel={(one) => words.edit(`${one.name}, ${when(one.startsAt)}`)}
        onAdd={() => openBlockout({ date: today })}
        onEdit={(blockout) => openBlockout({ blockout })}
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {editing !== null && <KindDialog kind={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Stack>
  )
}

function KindDialog({ kind, onClose }: { kind: Kind | null; onClose: () => void }) {
  const mutate = useMutate()
  const [id] = useState(() => kind?.id ?? newId())
  const [fields, setFields] = useState({ name: kind?.name ?? '', colour: kind?.colour ?? SWATCHES[0] ?? '#868e96', isBlocking: kind?.is_blocking ?? true })
  const problem = fields.name.trim() === '' ? en.settings.missing(words.name) : /^#[0-9a-f]{6}$/i.test(fields.colour) ? null : en.settings.missing(words.colour)
  const remove = async () => {
    if (await mutate('schedule.removeBlockoutType', { id })) onClose()
  }
  return (
    <EditDialog title={words.kind} problem={problem} onClose={onClose} onSave={async (onError) => (await mutate('schedule.saveBlockoutType', { id, ...fields }, { onError })) !== null}>
      <TextInput label={words.name} data-autofocus maxLength={60} value={fields.name} onChange={(event) => setFields({ ...fields, name: event.currentTarget.value })} />
      <ColorInput label={words.colour} format="hex" swatches={[...SWATCHES]} value={fields.colour} onChange={(colour) => setFields({ ...fields, colour })} />
      <Checkbox label={words.isBlocking} checked={fields.isBlocking} onChange={(event) => setFields({ ...fields, isBlocking: event.currentTarget.checked })} />
      {kind && <Button variant="outline" color="red" onClick={() => void remove()}>{words.removeKind}</Button>}
    </EditDialog>
  )
}
