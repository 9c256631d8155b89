import { useState } from 'react'
import { Checkbox, ColorInput, NativeSelect, PasswordInput, SimpleGrid, TextInput } from '@mantine/core'
import type { ClinicReference } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { toApiError } from '../../api/errors.ts'
import { useClient } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { EditDialog } from './EditDialog.tsx'
import { SettingsTable, withDot } from './SettingsTable.tsx'
import { SWATCHES } from './swatches.ts'

const words = en.settings.people
const USERNAME = /^[a-z0-9._-]{2,40}$/
const SHORTEST_PASSWORD = 8
/** Hints under the fields, so that fields side by side stay level. */
const BELOW: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

type Person = Row<'users'>

/** Who works here and what they may do. */
export function PeopleTab({ reference }: { reference: ClinicReference }) {
  const [editing, setEditing] = useState<Person | 'new' | null>(null)
  const roleName = (id: string) => reference.roles.find((role) => role.id === id)?.name ?? ''
  const people = reference.people.toSorted((a, b) => Number(b.is_active) - Number(a.is_active) || a.display_name.localeCompare(b.display_name))
  return (
    <>
      <SettingsTable
        title={words.title}
        addLabel={words.add}
        rows={people}
        columns={[
          { label: words.displayName, cell: (person) => withDot(person.colour, person.display_name) },
          { label: words.username, cell: (person) => person.username },
          { label: words.role, cell: (person) => roleName(person.role_id) },
          { label: words.dentist, cell: (person) => (person.is_dentist ? en.app.yes : '') },
        ]}
        keyOf={(person) => person.id}
        isActive={(person) => person.is_active}
        editLabel={(person) => words.edit(person.display_name)}
        onAdd={() => setEditing('new')}
        onEdit={setEditing}
      />
      {editing !== null && <PersonDialog person={editing === 'new' ? null : editing} reference={reference} onClose={() => setEditing(null)} />}
    </>
  )
}

function startFields(person: Person | null, reference: ClinicReference) {
  const usual = reference.roles.find((role) => role.code === 'receptionist') ?? reference.roles[0]
  return {
    displayName: person?.display_name ?? '',
    username: person?.username ?? '',
    roleId: person?.role_id ?? usual?.id ?? '',
    isDentist: person?.is_dentist ?? false,
    prcLicence: person?.prc_licence ?? '',
    colour: person?.colour ?? SWATCHES[reference.people.length % SWATCHES.length]!,
    isActive: person?.is_active ?? true,
    password: '',
  }
}
type Fields = ReturnType<typeof startFields>

function PersonDialog({ person, reference, onClose }: { person: Person | null; reference: ClinicReference; onClose: () => void }) {
  const client = useClient()
  const [fields, setFields] = useState(() => startFields(person, reference))
  const save: Parameters<typeof EditDialog>[0]['onSave'] = async (onError) => {
    const { password, ...card } = fields
    try {
      await client.call('people.save', { userId: person?.id ?? null, ...card, username: card.username.trim().toLowerCase(), password: password === '' ? null : password })
      return true
    } catch (cause) {
      onError(toApiError(cause))
      return false
    }
  }
  return (
    <EditDialog title={words.editTitle} problem={problemOf(fields, person === null)} onClose={onClose} onSave={save}>
      <PersonFields fields={fields} isNew={person === null} reference={reference} set={(patch) => setFields((old) => ({ ...old, ...patch }))} />
    </EditDialog>
  )
}

function problemOf(fields: Fields, isNew: boolean): string | null {
  if (fields.displayName.trim() === '') return en.settings.missing(words.displayName)
  if (!USERNAME.test(fields.username.trim().toLowerCase())) return words.badUsername
  if (fields.password === '' ? isNew : fields.password.length < SHORTEST_PASSWORD) return words.shortPassword
  return fields.roleId === '' ? en.settings.missing(words.role) : null
}

function PersonFields({ fields, isNew, reference, set }: { fields: Fields; isNew: boolean; reference: ClinicReference; set: (patch: Partial<Fields>) => void }) {
  const chooseRole = (roleId: string) => {
    const isDentist = reference.roles.find((role) => role.id === roleId)?.code === 'dentist'
    set({ roleId, isDentist: isDentist || fields.isDentist })
  }
  return (
    <>
      <TextInput label={words.displayName} data-autofocus maxLength={120} value={fields.displayName} onChange={(event) => set({ displayName: event.currentTarget.value })} />
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <TextInput label={words.username} description={words.usernameHint} inputWrapperOrder={BELOW} autoCapitalize="none" autoComplete="off" spellCheck={false} maxLength={40} value={fields.username} onChange={(event) => set({ username: event.currentTarget.value })} />
        <PasswordInput label={isNew ? words.password : words.newPassword} description={isNew ? words.passwordHint : words.keepPassword} inputWrapperOrder={BELOW} autoComplete="new-password" maxLength={200} value={fields.password} onChange={(event) => set({ password: event.currentTarget.value })} />
        <NativeSelect label={words.role} value={fields.roleId} onChange={(event) => chooseRole(event.currentTarget.value)} data={reference.roles.map((role) => ({ value: role.id, label: role.name }))} />
        <TextInput label={words.prc} maxLength={30} value={fields.prcLicence} onChange={(event) => set({ prcLicence: event.currentTarget.value })} />
      </SimpleGrid>
      <Checkbox label={words.isDentist} checked={fields.isDentist} onChange={(event) => set({ isDentist: event.currentTarget.checked })} />
      <ColorInput label={words.colour} format="hex" swatches={[...SWATCHES]} value={fields.colour} onChange={(colour) => set({ colour })} />
      <Checkbox label={words.isActive} checked={fields.isActive} onChange={(event) => set({ isActive: event.currentTarget.checked })} />
    </>
  )
}
