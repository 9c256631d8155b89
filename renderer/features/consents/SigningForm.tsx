import { useEffect, useRef, useState } from 'react'
import type { FormEvent } from 'react'
import { Button, Checkbox, Group, NativeSelect, SegmentedControl, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { ArrowLeft, Eraser, PenLine } from 'lucide-react'
import type { PatientPage } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { Strokes } from '../../../shared/schema/tables/intake.ts'
import { useMutate } from '../../api/hooks.ts'
import { useReference, useUser } from '../../app/live.ts'
import { consents } from '../../text/en/consents.ts'
import { formatDate } from '../../ui/format.ts'
import { Panel } from '../../ui/screen.tsx'
import { say } from '../../ui/undo.tsx'
import { visitOn } from '../chart/completion.ts'
import { useToday, useZone } from '../patients/today.ts'
import classes from './consents.module.css'
import { SignaturePad } from './SignaturePad.tsx'
import { asksFor, FULL_AGE, isFrozen, signingProblems, signInput, textOf, writtenName } from './signing.ts'
import type { Signing, SigningProblems } from './signing.ts'

const words = consents.signing

interface SigningFormProps {
  page: PatientPage
  template: Row<'consent_templates'>
  onClose: () => void
  onSigned: () => void
}

/** A consent to read and sign: what stands on the screen is what is kept. */
export function SigningForm({ page, template, onClose, onSigned }: SigningFormProps) {
  const form = useSigning(page, template, onClose, onSigned)
  const root = useRef<HTMLFormElement>(null)
  // What was chosen is gone with the list: the keyboard goes on with the first thing to fill in.
  useEffect(() => root.current?.querySelector<HTMLElement>('input:not([type="radio"])')?.focus(), [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void form.save()
  }
  return (
    <form ref={root} onSubmit={submit} noValidate aria-label={words.form(template.title)}>
      <Group mb="sm" gap="md">
        <Button variant="default" size="xs" leftSection={<ArrowLeft size={16} />} onClick={onClose}>{words.back}</Button>
        <Text size="sm" c="dimmed">{words.readFirst}</Text>
      </Group>
      <div className={classes.signing}>
        <Panel title={template.title}>
          {/* What scrolls must be reachable by keyboard. */}
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className={classes.text} role="region" aria-label={words.text} tabIndex={0}>{form.text}</div>
        </Panel>
        <Stack gap="sm">
          <Details form={form} template={template} />
          <Signer form={form} isMinor={form.isMinor} />
          <Sign form={form} />
          <Button type="submit" size="md" leftSection={<PenLine size={18} />} loading={form.busy}>{words.save}</Button>
        </Stack>
      </div>
    </form>
  )
}

type FormState = ReturnType<typeof useSigning>

function useSigning(page: PatientPage, template: Row<'consent_templates'>, onClose: () => void, onSigned: () => void) {
  const mutate = useMutate()
  const reference = useReference()
  const user = useUser()
  const zone = useZone()
  const today = useToday()
  const { patient, age } = page
  const isMinor = age !== null && age < FULL_AGE
  const [value, setValue] = useState<Signing>(() => ({
    dentistId: user?.isDentist ? user.id : (visitOn(page.visits, today, zone)?.dentist_id ?? null), procedure: '', who: isMinor ? 'other' : 'patient', signerName: isMinor ? '' : writtenName(patient),
    relation: '', witness: user?.displayName ?? '', method: 'drawn', strokes: [], agreed: false,
  }))
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const dentist = reference?.people.find(({ id }) => id === value.dentistId)?.display_name ?? ''
  const text = textOf(template, value, { patient, today: formatDate(today), clinic: reference?.clinic.name ?? '', dentist })
  const found = signingProblems(value, template)
  const save = async () => {
    setTried(true)
    const [first] = Object.keys(found)
    if (first !== undefined) return document.getElementById(`signing-${first}`)?.focus()
    if (busy) return
    setBusy(true)
    const receipt = await mutate('consent.sign', signInput(value, template, patient, text))
    setBusy(false)
    if (!receipt) return
    say(words.done(template.title))
    onClose()
    onSigned()
  }
  return {
    value, text, busy, save, isMinor,
    dentists: reference?.dentists ?? [],
    problems: tried ? found : ({} as SigningProblems),
    frozen: isFrozen(value),
    set: (patch: Partial<Signing>) => setValue((old) => ({ ...old, ...patch })),
    draw: (add: (strokes: Strokes) => Strokes) => setValue((old) => ({ ...old, strokes: add(old.strokes) })),
    /** Another signer signs anew. */
    setWho: (who: Signing['who']) => setValue((old) => ({ ...old, who, signerName: who === 'patient' ? writtenName(patient) : '', relation: '', strokes: [], agreed: false })),
  }
}

/** What the text leaves open; fixed as soon as somebody has begun to sign. */
function Details({ form, template }: { form: FormState; template: Row<'consent_templates'> }) {
  const { value, set, frozen, problems } = form
  const [dentist, procedure] = [asksFor(template, 'dentist'), asksFor(template, 'procedure')]
  if (!dentist && !procedure) return null
  return (
    <>
      <SimpleGrid cols={dentist && procedure ? 2 : 1} spacing="sm">
        {procedure && <TextInput id="signing-procedure" label={words.procedure} placeholder={words.procedureHint} withAsterisk autoComplete="off" maxLength={200} disabled={frozen} value={value.procedure} error={problems.procedure} onChange={(event) => set({ procedure: event.currentTarget.value })} />}
        {dentist && <NativeSelect label={words.dentist} disabled={frozen} value={value.dentistId ?? ''} onChange={(event) => set({ dentistId: event.currentTarget.value || null })} data={[{ value: '', label: '' }, ...form.dentists.map(({ id, display_name }) => ({ value: id, label: display_name }))]} />}
      </SimpleGrid>
      {frozen && <Text size="xs" c="dimmed">{words.frozen}</Text>}
    </>
  )
}

function Signer({ form, isMinor }: { form: FormState; isMinor: boolean }) {
  const { value, set, problems } = form
  return (
    <>
      <div>
        <Text size="sm" fw={600} mb={4} id="signing-who">{words.who}</Text>
        {isMinor ? <Text size="sm">{words.minor}</Text> : <SegmentedControl fullWidth aria-labelledby="signing-who" value={value.who} onChange={form.setWho} data={[{ value: 'patient', label: words.patient }, { value: 'other', label: words.other }]} />}
      </div>
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <TextInput id="signing-signerName" label={words.signerName} withAsterisk autoComplete="off" maxLength={160} value={value.signerName} error={problems.signerName} onChange={(event) => set({ signerName: event.currentTarget.value, agreed: false })} />
        {value.who === 'other' && <TextInput id="signing-relation" label={words.relation} placeholder={words.relationHint} withAsterisk autoComplete="off" maxLength={60} value={value.relation} error={problems.relation} onChange={(event) => set({ relation: event.currentTarget.value })} />}
        <TextInput label={words.witness} description={words.witnessHint} inputWrapperOrder={['label', 'input', 'description', 'error']} autoComplete="off" maxLength={160} value={value.witness} onChange={(event) => set({ witness: event.currentTarget.value })} />
      </SimpleGrid>
    </>
  )
}

/** The signature itself: drawn, or the name typed for people who cannot draw. */
function Sign({ form }: { form: FormState }) {
  const { value, set, problems } = form
  return (
    <div>
      <Group justify="space-between" mb={6} wrap="nowrap">
        <SegmentedControl aria-label={words.how} size="xs" value={value.method} onChange={(method) => set({ method, strokes: [], agreed: false })} data={[{ value: 'drawn', label: words.draw }, { value: 'typed', label: words.type }]} />
        {value.method === 'drawn' && <Button size="compact-sm" variant="default" leftSection={<Eraser size={14} />} disabled={value.strokes.length === 0} onClick={() => set({ strokes: [] })}>{words.clear}</Button>}
      </Group>
      {value.method === 'drawn' ? <SignaturePad id="signing-strokes" strokes={value.strokes} onDraw={form.draw} /> : (
        <>
          <Checkbox id="signing-agreed" mt={4} size="md" label={words.agree(value.signerName.trim())} checked={value.agreed} onChange={(event) => set({ agreed: event.currentTarget.checked })} error={problems.agreed} />
          <Text size="xs" c="dimmed" mt={4}>{words.typedHint}</Text>
        </>
      )}
      {problems.strokes && <Text size="xs" c="red.8" role="alert" mt={4}>{problems.strokes}</Text>}
    </div>
  )
}
