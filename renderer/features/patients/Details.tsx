import { useEffect } from 'react'
import type { FormEvent, ReactNode } from 'react'
import { Alert, Button, Checkbox, Group, Kbd, NativeSelect, SimpleGrid, Text, Textarea, TextInput, Title } from '@mantine/core'
import { Info } from 'lucide-react'
import type { PatientField } from '../../../shared/mutators/patient/fields.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { useCan } from '../../app/live.ts'
import { patients } from '../../text/en/patients.ts'
import { say } from '../../ui/undo.tsx'
import { DayField } from '../fields/DayField.tsx'
import { useStable } from '../chart/use-stable.ts'
import classes from './patient.module.css'
import { useDetails } from './use-details.ts'
import type { DetailsForm } from './use-details.ts'

const words = patients.form

type TextField = Exclude<PatientField, 'is_deceased' | 'sex' | 'birth_date' | 'notes' | 'pwd_valid_until'>

/** The patient's own data, edited in place and saved together. */
export function Details({ patient }: { patient: Row<'patients'> }) {
  const form = useDetails(patient)
  const mayWrite = useCan('patients.write')
  const save = useStable(async () => {
    if (await form.save()) say(words.saved)
  })
  useSaveKey(mayWrite, () => void save())
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save()
  }
  return (
    <form className={classes.form} onSubmit={submit} noValidate aria-label={patients.tabs.details}>
      {!mayWrite && <Text c="dimmed" mb="sm">{words.readOnly}</Text>}
      <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0 }}>
        <Sections form={form} />
      </fieldset>
      <Conflicts form={form} patient={patient} />
      {mayWrite && <SaveBar form={form} />}
    </form>
  )
}

function Sections({ form }: { form: DetailsForm }) {
  const line = (field: TextField, props: { type?: string; required?: boolean } = {}) => (
    <TextInput key={field} label={words.fields[field]} autoComplete="off" type={props.type} withAsterisk={props.required} value={form.typed[field]} onChange={(event) => form.set(field, event.currentTarget.value)} error={form.errors[field]} />
  )
  return (
    <>
      <Section title={words.legends.name} cols={4}>{line('last_name', { required: true })}{line('first_name', { required: true })}{line('middle_name')}{line('suffix')}</Section>
      <Section title={words.legends.person} cols={4}>
        <DayField label={words.fields.birth_date} placeholder={words.birthHint} value={form.typed.birth_date} onChange={(value) => form.set('birth_date', value)} error={form.errors.birth_date} />
        <NativeSelect label={words.fields.sex} value={form.typed.sex} onChange={(event) => form.set('sex', event.currentTarget.value)} data={(['female', 'male', 'unknown'] as const).map((value) => ({ value, label: patients.sex[value] }))} />
        {line('chart_number')}
        <Checkbox mt={28} size="md" label={words.fields.is_deceased} checked={form.typed.is_deceased} onChange={(event) => form.set('is_deceased', event.currentTarget.checked)} />
      </Section>
      <Section title={words.legends.contact} cols={2}>{line('phone', { type: 'tel' })}{line('email', { type: 'email' })}</Section>
      <Section title={words.legends.address} cols={3}>{line('street')}{line('barangay')}{line('city')}{line('province')}{line('postal_code')}</Section>
      <Section title={words.legends.emergency} cols={2}>{line('emergency_name')}{line('emergency_phone', { type: 'tel' })}</Section>
      <Section title={words.legends.other} cols={1}>
        <Textarea label={words.fields.notes} rows={3} resize="vertical" maxLength={4000} value={form.typed.notes} onChange={(event) => form.set('notes', event.currentTarget.value)} error={form.errors.notes} />
      </Section>
    </>
  )
}

function Section({ title, cols, children }: { title: string; cols: number; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <Title order={2} fz="sm" mt="md" mb={6}>{title}</Title>
      <SimpleGrid cols={cols} spacing="sm" verticalSpacing="xs">{children}</SimpleGrid>
    </section>
  )
}

/** What changed at another desk under the hands of the person here. */
function Conflicts({ form, patient }: { form: DetailsForm; patient: Row<'patients'> }) {
  if (form.conflicts.length === 0) return null
  return (
    <Alert mt="md" color="yellow" icon={<Info />} role="status">
      <Text size="sm">{words.underneath(form.conflicts.map((field) => words.fields[field]).join(', '))}</Text>
      {form.conflicts.map((field) => (
        <Group key={field} gap="sm" mt={6}>
          <Text size="sm">{words.theirValue(words.fields[field], shown(patient[field]))}</Text>
          <Button size="compact-sm" variant="default" aria-label={words.theirsOf(words.fields[field])} onClick={() => form.takeTheirs(field)}>{words.theirs}</Button>
        </Group>
      ))}
    </Alert>
  )
}

function shown(value: string | boolean | null): string {
  if (typeof value === 'boolean') return value ? words.deceasedYes : words.deceasedNo
  return value === null || value === '' ? words.empty : value
}

function SaveBar({ form }: { form: DetailsForm }) {
  const count = form.changes.length
  const hasErrors = Object.keys(form.errors).length > 0
  return (
    <div className={classes.saveBar}>
      <Button type="submit" aria-disabled={count === 0} data-disabled={count === 0 || undefined} aria-keyshortcuts="Control+S">{words.save}</Button>
      {count > 0 && <Button variant="default" onClick={() => form.discard()}>{words.discard}</Button>}
      <Text size="sm" role="status" c={hasErrors ? 'red.8' : 'dimmed'}>{hasErrors ? words.problems : count === 0 ? words.noChanges : words.changed(count)}</Text>
      <Kbd ml="auto" aria-hidden="true">{words.saveHint}</Kbd>
    </div>
  )
}

/** Ctrl+S saves instead of asking to store the page. */
function useSaveKey(active: boolean, save: () => void): void {
  const run = useStable(save)
  useEffect(() => {
    if (!active) return undefined
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 's' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      run()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [active, run])
}
