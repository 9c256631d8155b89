import type { CSSProperties, FormEvent, ReactNode } from 'react'
import { Checkbox, NativeSelect, Text, Textarea, TextInput, Title } from '@mantine/core'
import { TriangleAlert } from 'lucide-react'
import type { PatientField } from '../../../shared/mutators/patient/fields.ts'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { useCan } from '../../app/live.ts'
import { patients } from '../../text/en/patients.ts'
import { useKeepFocus } from '../../ui/keep-focus.ts'
import { say } from '../../ui/undo.tsx'
import { DayField } from '../fields/DayField.tsx'
import { useStable } from '../chart/use-stable.ts'
import { useSaveKey } from '../fields/use-save-key.ts'
import { FamilyPanel } from './Family.tsx'
import { hintsOf } from './hints.ts'
import { MergedPanel } from './Merged.tsx'
import classes from './patient.module.css'
import { RecordPanel } from './RecordPanel.tsx'
import { Conflicts, SaveBar } from './SaveBar.tsx'
import { useToday } from './today.ts'
import { useDetails } from './use-details.ts'
import type { DetailsForm as Form } from './use-details.ts'

const words = patients.form

type TextField = Exclude<PatientField, 'is_deceased' | 'sex' | 'birth_date' | 'notes' | 'pwd_valid_until'>

/** The patient's own data, edited in place and saved together; beside it what concerns the record as a whole. */
export function Details({ page }: { page: PatientPage }) {
  const aside = useKeepFocus<HTMLElement>(page.links.length + page.merged.length)
  return (
    <div className={classes.details}>
      <DetailsForm patient={page.patient} />
      <aside ref={aside} tabIndex={-1} className={classes.aside} aria-label={words.aside}>
        <RecordPanel page={page} />
        <FamilyPanel page={page} />
        <MergedPanel page={page} />
      </aside>
    </div>
  )
}

function DetailsForm({ patient }: { patient: Row<'patients'> }) {
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

function Sections({ form }: { form: Form }) {
  const hints = hintsOf(form.typed, useToday())
  const about = (field: PatientField) => ({ label: words.fields[field], error: form.errors[field], description: hints[field] && <Hint text={hints[field]} />, inputWrapperOrder: ORDER })
  const line = (field: TextField, props: { type?: string; required?: boolean; placeholder?: string } = {}) => (
    <TextInput key={field} {...about(field)} autoComplete="off" type={props.type} placeholder={props.placeholder} withAsterisk={props.required} value={form.typed[field]} onChange={(event) => form.set(field, event.currentTarget.value)} />
  )
  const day = (field: 'birth_date' | 'pwd_valid_until', placeholder: string) => <DayField {...about(field)} placeholder={placeholder} value={form.typed[field]} onChange={(value) => form.set(field, value)} />
  return (
    <>
      <Section title={words.legends.person} columns="3fr 3fr 2fr 1.4fr">
        {line('last_name', { required: true })}{line('first_name', { required: true })}{line('middle_name')}{line('suffix')}
        {day('birth_date', words.birthHint)}
        <NativeSelect label={words.fields.sex} value={form.typed.sex} onChange={(event) => form.set('sex', event.currentTarget.value)} data={(['female', 'male', 'unknown'] as const).map((value) => ({ value, label: patients.sex[value] }))} />
        {line('chart_number')}
        <Checkbox mt={28} size="md" label={words.fields.is_deceased} checked={form.typed.is_deceased} onChange={(event) => form.set('is_deceased', event.currentTarget.checked)} />
      </Section>
      <Section title={words.legends.contact} columns="1fr 1fr">{line('phone', { type: 'tel' })}{line('email', { type: 'email' })}</Section>
      <Section title={words.legends.address} columns="5fr 3fr 4fr 3fr 1.6fr">{line('street')}{line('barangay')}{line('city')}{line('province')}{line('postal_code')}</Section>
      <Section title={words.legends.emergency} columns="2fr 1fr 1fr">{line('emergency_name')}{line('emergency_relation')}{line('emergency_phone', { type: 'tel' })}</Section>
      <Section title={words.legends.ids} columns="1fr 1fr 1fr">{line('osca_id')}{line('pwd_id')}{day('pwd_valid_until', words.validHint)}</Section>
      <Section title={words.legends.other} columns="1fr">
        <Textarea label={words.fields.notes} rows={2} resize="vertical" maxLength={4000} value={form.typed.notes} onChange={(event) => form.set('notes', event.currentTarget.value)} error={form.errors.notes} />
      </Section>
    </>
  )
}

const ORDER: ('label' | 'input' | 'description' | 'error')[] = ['label', 'input', 'description', 'error']

/** What looks odd about a field; a shape beside the words, not a colour alone. */
function Hint({ text }: { text: string }) {
  return <span className={classes.hint}><TriangleAlert size={13} aria-hidden="true" />{text}</span>
}

function Section({ title, columns, children }: { title: string; columns: string; children: ReactNode }) {
  return (
    <section aria-label={title} className={classes.section}>
      <Title order={2} fz="sm">{title}</Title>
      <div className={classes.fields} style={{ '--columns': columns } as CSSProperties}>{children}</div>
    </section>
  )
}
