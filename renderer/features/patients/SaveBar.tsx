import { Alert, Button, Group, Kbd, Text } from '@mantine/core'
import { Info } from 'lucide-react'
import type { Row } from '../../../shared/schema/index.ts'
import { patients } from '../../text/en/patients.ts'
import classes from './patient.module.css'
import type { DetailsForm } from './use-details.ts'

const words = patients.form

/** What changed at another desk under the hands of the person here. */
export function Conflicts({ form, patient }: { form: DetailsForm; patient: Row<'patients'> }) {
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

/** Saving what was changed, in sight wherever the form is scrolled to. */
export function SaveBar({ form }: { form: DetailsForm }) {
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
