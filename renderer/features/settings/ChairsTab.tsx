import { useState } from 'react'
import { Checkbox, NumberInput, TextInput } from '@mantine/core'
import type { Row } from '../../../shared/schema/index.ts'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { EditDialog } from './EditDialog.tsx'
import { SettingsTable } from './SettingsTable.tsx'

const words = en.settings.chairs

type Chair = Row<'operatories'>

/** The chairs: the columns of the day. */
export function ChairsTab({ reference }: { reference: ClinicReference }) {
  const [editing, setEditing] = useState<Chair | 'new' | null>(null)
  const chairs = reference.operatories.toSorted((a, b) => a.position - b.position)
  return (
    <>
      <SettingsTable
        title={words.title}
        addLabel={words.add}
        rows={chairs}
        columns={[{ label: words.position, cell: (chair) => chair.position }, { label: words.name, cell: (chair) => chair.name }]}
        keyOf={(chair) => chair.id}
        isActive={(chair) => chair.is_active}
        editLabel={(chair) => words.edit(chair.name)}
        onAdd={() => setEditing('new')}
        onEdit={setEditing}
        empty={{ title: words.empty, text: words.emptyText }}
      />
      {editing !== null && <ChairDialog chair={editing === 'new' ? null : editing} reference={reference} onClose={() => setEditing(null)} />}
    </>
  )
}

function ChairDialog({ chair, reference, onClose }: { chair: Chair | null; reference: ClinicReference; onClose: () => void }) {
  const mutate = useMutate()
  const next = Math.max(0, ...reference.operatories.map((one) => one.position)) + 1
  const [fields, setFields] = useState({ name: chair?.name ?? '', position: chair?.position ?? next, isActive: chair?.is_active ?? true })
  const [id] = useState(() => chair?.id ?? newId())
  const locationId = chair?.location_id ?? reference.locations[0]?.id
  const problem = locationId === undefined ? en.settings.clinic.noLocation : fields.name.trim() === '' ? en.settings.missing(words.name) : null

  return (
    <EditDialog title={words.editTitle} problem={problem} onClose={onClose} onSave={async (onError) => (await mutate('settings.saveOperatory', { id, locationId: locationId ?? '', ...fields }, { onError })) !== null}>
      <TextInput label={words.name} data-autofocus maxLength={40} value={fields.name} onChange={(event) => setFields({ ...fields, name: event.currentTarget.value })} />
      <NumberInput label={words.position} min={0} max={100} value={fields.position} onChange={(value) => setFields({ ...fields, position: Number(value) })} />
      <Checkbox label={words.isActive} checked={fields.isActive} onChange={(event) => setFields({ ...fields, isActive: event.currentTarget.checked })} />
    </EditDialog>
  )
}
