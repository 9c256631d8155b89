import { useEffect, useRef, useState } from 'react'
import type { FormEvent, ReactNode } from 'react'
import { Button, Checkbox, Kbd, NativeSelect, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core'
import { modals } from '@mantine/modals'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import type { IntakeAnswers, NoneKnown } from '../../../shared/schema/tables/intake.ts'
import { useMutate } from '../../api/hooks.ts'
import { useReference } from '../../app/live.ts'
import { intake } from '../../text/en/intake.ts'
import { patients } from '../../text/en/patients.ts'
import { formatInstant } from '../../ui/format.ts'
import { say } from '../../ui/undo.tsx'
import { useStable } from '../chart/use-stable.ts'
import { useSaveKey } from '../fields/use-save-key.ts'
import { useZone } from '../patients/today.ts'
import { Conditions } from './Conditions.tsx'
import { problemsOf, proposedAlerts, recordInput, wantAlert } from './form.ts'
import type { IntakeForm as Form, IntakeProblems } from './form.ts'
import classes from './intake.module.css'
import { NamedItems } from './NamedItems.tsx'
import type { Draft } from './use-draft.ts'

const words = intake.form

interface IntakeFormProps {
  page: PatientPage
  start: Form
  draft: Draft
  /** Stands above the fields, such as that a draft was taken up. */
  notice: ReactNode
  /** Saved, discarded or put aside. */
  onClose: () => void
  onSaved: () => void
}

/** The medical history to go through with the patient; kept as a draft with every change until it is saved as a version of its own. */
export function IntakeForm({ page, start, draft, notice, onClose, onSaved }: IntakeFormProps) {
  const form = useForm(page, start, draft, onClose, onSaved)
  const root = useRef<HTMLFormElement>(null)
  useEffect(() => root.current?.querySelector('input')?.focus(), [])
  const { answers } = form.value
  const { problems, set } = form
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void form.save()
  }
  useSaveKey(true, () => void form.save())
  const none = (kind: NoneKnown) => (isNone: boolean) => {
    const others = (answers.noneKnown ?? []).filter((other) => other !== kind)
    set({ noneKnown: isNone ? [...others, kind] : others })
  }
  const isNone = (kind: NoneKnown) => answers.noneKnown?.includes(kind) ?? false
  return (
    <form ref={root} className={classes.form} aria-label={words.label} onSubmit={submit} noValidate>
      <div className={classes.fields}>
        {notice}
        <div className={classes.pair}>
          <NamedItems kind="allergies" title={words.allergies} what={words.allergy} remark={words.reaction} addLabel={words.addAllergy} noneLabel={words.allergiesNone} items={answers.allergies} isNone={isNone('allergies')} problems={problems} onChange={(allergies) => set({ allergies })} onNone={none('allergies')} />
          <NamedItems kind="medications" title={words.medications} what={words.medicine} remark={words.dose} addLabel={words.addMedicine} noneLabel={words.medicationsNone} items={answers.medications} isNone={isNone('medications')} problems={problems} onChange={(medications) => set({ medications })} onNone={none('medications')} />
        </div>
        <Conditions answers={answers} sex={page.patient.sex} problem={problems['conditions']} onChange={set} />
        <Part title={words.story}>
          <SimpleGrid cols={2} spacing="sm">
            <Textarea label={words.history} autosize minRows={2} maxRows={6} maxLength={4000} value={answers.history} onChange={(event) => set({ history: event.currentTarget.value })} />
            <Textarea label={words.concerns} autosize minRows={2} maxRows={6} maxLength={4000} value={answers.concerns} onChange={(event) => set({ concerns: event.currentTarget.value })} />
          </SimpleGrid>
        </Part>
        <People answers={answers} problems={problems} isMinor={page.age !== null && page.age < 18} set={set} />
        <Proposed form={form} />
      </div>
      <SaveBar form={form} draft={draft} onClose={onClose} />
    </form>
  )
}

type FormState = ReturnType<typeof useForm>

function useForm(page: PatientPage, start: Form, draft: Draft, onClose: () => void, onSaved: () => void) {
  const mutate = useMutate()
  const [value, setValue] = useState(start)
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const [touched, setTouched] = useState(false)
  const found = problemsOf(value.answers, page.age)
  const put = (next: Form) => {
    setValue(next)
    setTouched(true)
    draft.keep(JSON.stringify(next))
  }
  const save = useStable(async () => {
    setTried(true)
    const [first] = Object.keys(found)
    if (first !== undefined) return document.getElementById(`intake-${first}`)?.focus()
    if (busy) return
    setBusy(true)
    const receipt = await mutate('intake.record', recordInput(value, page.patient, page.alerts))
    if (receipt) {
      await draft.drop()
      say(words.saved)
      onClose()
      onSaved()
    }
    setBusy(false)
  })
  return {
    value, touched, busy, save,
    problems: tried ? found : ({} as IntakeProblems),
    proposed: proposedAlerts(value, page.alerts),
    set: (patch: Partial<IntakeAnswers>) => put({ ...value, answers: { ...value.answers, ...patch } }),
    want: (label: string, isWanted: boolean) => put(wantAlert(value, label, isWanted)),
  }
}

interface PeopleProps {
  answers: IntakeAnswers
  problems: IntakeProblems
  isMinor: boolean
  set: (patch: Partial<IntakeAnswers>) => void
}

/** Whom to call, who insures, who answered. */
function People({ answers, problems, isMinor, set }: PeopleProps) {
  const dentists = useReference()?.dentists ?? []
  const { emergency, insurance } = answers
  const contact = (field: keyof typeof emergency, more: { type?: string; max: number }) => <TextInput id={`intake-emergency.${field}`} label={words[field]} type={more.type} maxLength={more.max} autoComplete="off" value={emergency[field]} error={problems[`emergency.${field}`]} onChange={(event) => set({ emergency: { ...emergency, [field]: event.currentTarget.value } })} />
  const cover = (field: keyof typeof insurance, max: number) => <TextInput id={`intake-insurance.${field}`} label={words[field]} maxLength={max} autoComplete="off" value={insurance[field]} error={problems[`insurance.${field}`]} onChange={(event) => set({ insurance: { ...insurance, [field]: event.currentTarget.value } })} />
  return (
    <>
      <Part title={words.emergency}><SimpleGrid cols={3} spacing="sm">{contact('name', { max: 120 })}{contact('relation', { max: 60 })}{contact('phone', { type: 'tel', max: 40 })}</SimpleGrid></Part>
      <Part title={words.insurance}><SimpleGrid cols={3} spacing="sm">{cover('provider', 120)}{cover('memberNumber', 60)}{cover('principal', 120)}</SimpleGrid></Part>
      <Part title={words.answers}>
        <SimpleGrid cols={2} spacing="sm">
          <TextInput id="intake-answeredBy" label={isMinor ? words.answeredByMinor : words.answeredBy} withAsterisk={isMinor} description={isMinor ? undefined : words.answeredByHint} inputWrapperOrder={['label', 'input', 'description', 'error']} maxLength={120} autoComplete="off" value={answers.answeredBy} error={problems['answeredBy']} onChange={(event) => set({ answeredBy: event.currentTarget.value })} />
          <NativeSelect label={words.dentist} value={answers.preferredDentistId ?? ''} onChange={(event) => set({ preferredDentistId: event.currentTarget.value || null })} data={[{ value: '', label: words.noDentist }, ...dentists.map((dentist) => ({ value: dentist.id, label: dentist.display_name }))]} />
        </SimpleGrid>
      </Part>
    </>
  )
}

function Proposed({ form }: { form: FormState }) {
  if (form.proposed.length === 0) return null
  return (
    <Part title={words.alerts}>
      <div className={classes.boxes}>
        {form.proposed.map(({ label, severity, isWanted }) => (
          <Checkbox key={label} size="md" checked={isWanted} label={`${patients.alerts.severities[severity]}: ${label}`} onChange={(event) => form.want(label, event.currentTarget.checked)} />
        ))}
      </div>
      <Text size="xs" c="dimmed" mt={4}>{words.alertsHint}</Text>
    </Part>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <fieldset className={classes.part}>
      <legend>{title}</legend>
      {children}
    </fieldset>
  )
}

function SaveBar({ form, draft, onClose }: { form: FormState; draft: Draft; onClose: () => void }) {
  const count = Object.keys(form.problems).length
  const discard = () => modals.openConfirmModal({
    title: words.discardTitle,
    children: <Text size="sm">{words.discardBody}</Text>,
    labels: { confirm: words.discardConfirm, cancel: words.keep },
    onConfirm: () => void draft.drop().then(onClose),
  })
  return (
    <div className={classes.saveBar}>
      <Button type="submit" loading={form.busy} aria-keyshortcuts="Control+S">{words.save}</Button>
      <Button variant="default" onClick={onClose}>{words.close}</Button>
      {(draft.savedAt !== null || form.touched) && <Button variant="subtle" color="gray" onClick={discard}>{words.discard}</Button>}
      <Text size="sm" role="status" c={count > 0 || draft.isLost ? 'red.8' : 'dimmed'}>{count > 0 ? words.problems(count) : <DraftState draft={draft} />}</Text>
      <Kbd ml="auto" aria-hidden="true">{words.saveHint}</Kbd>
    </div>
  )
}

function DraftState({ draft }: { draft: Draft }) {
  const zone = useZone()
  if (draft.isLost) return intake.draft.lost
  if (draft.isKeeping) return intake.draft.keeping
  return draft.savedAt === null ? intake.draft.none : intake.draft.kept(formatInstant(draft.savedAt, zone).split(', ')[1] ?? '')
}
