import { useState } from 'react'
import type { FormEvent } from 'react'
import { Button, Checkbox, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { formatPeso, parsePeso } from '../../../shared/domain/money.ts'
import { surfaceName, surfacesOf } from '../../../shared/domain/surfaces.ts'
import { isTooth } from '../../../shared/domain/teeth.ts'
import { formatTime, localOf } from '../../../shared/domain/time.ts'
import type { ClinicReference, Visit } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { useCan, useReference, useUser } from '../../app/live.ts'
import { alerts } from '../../text/en/alerts.ts'
import { chart } from '../../text/en/chart.ts'
import { AlertBanner, SeenBox, useCritical } from '../alerts/index.tsx'
import { DayField, tidyDay } from '../fields/DayField.tsx'
import { MoneyField } from '../fields/MoneyField.tsx'
import { useToday, useZone } from '../patients/today.ts'
import { completionErrors, completionInput, visitOn, withService } from './completion.ts'
import type { CompletionForm } from './completion.ts'

const words = chart.complete
const { unseen } = alerts

interface CompleteServiceProps {
  patientId: string
  visits: readonly Visit[]
  /** Prefilled from the selected tooth. */
  tooth: string | null
  surfaces: string
  opened: boolean
  onClose: () => void
}

/** Completes a service: chart entry, charge and stock use in one step. */
export function CompleteService({ opened, onClose, ...rest }: CompleteServiceProps) {
  const reference = useReference()
  return (
    <Modal opened={opened} onClose={onClose} title={words.title} size="lg">
      {reference && <CompletionFields reference={reference} onClose={onClose} {...rest} />}
    </Modal>
  )
}

type FieldsProps = Omit<CompleteServiceProps, 'opened'> & { reference: ClinicReference }

function CompletionFields({ reference, patientId, visits, tooth, surfaces, onClose }: FieldsProps) {
  const user = useUser()
  const mutate = useMutate()
  const today = useToday()
  const zone = useZone()
  // Who may see money may agree on another price; others charge what the list says.
  const canPrice = useCan('billing.read')
  const [form, setForm] = useState<CompletionForm>({ serviceId: null, tooth: tooth ?? '', surfaces, dentistId: user?.isDentist ? user.id : (visitOn(visits, today, zone)?.dentist_id ?? null), price: '', date: today, note: '' })
  const [tried, setTried] = useState(false)
  const [busy, setBusy] = useState(false)
  const critical = useCritical(patientId)
  const [seen, setSeen] = useSeen(critical)
  const service = reference.services.find((candidate) => candidate.id === form.serviceId)
  const errors = tried ? completionErrors(form, service) : {}
  const visit = visitOn(visits, tidyDay(form.date), zone)
  const set = (patch: Partial<CompletionForm>) => setForm((old) => ({ ...old, ...patch }))

  const save = async () => {
    setTried(true)
    const input = completionInput(form, service, { id: newId(), patientId, appointmentId: visit?.id ?? null })
    if (!input || !service || busy || (critical.length > 0 && !seen)) return
    setBusy(true)
    // What is not shown here was not read: the host then refuses instead of letting it pass.
    const receipt = await mutate('treatment.complete', { ...input, seenAlertIds: critical })
    setBusy(false)
    if (!receipt) return
    const usesStock = reference.recipes.some((recipe) => recipe.service_id === service.id)
    notifications.show({ title: words.done(service.name), message: words.charged(formatPeso(parsePeso(form.price) ?? 0), usesStock), color: 'teal', withBorder: true })
    onClose()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void save()
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <AlertBanner patientId={patientId} />
        <ServiceSelect reference={reference} value={form.serviceId} error={errors.serviceId} onChange={(id) => setForm((old) => withService(old, reference.services.find((candidate) => candidate.id === id)))} />
        {service && service.treatment_area !== 'mouth' && <ToothFields form={form} errors={errors} set={set} withSurfaces={service.treatment_area === 'surface'} />}
        <Group grow align="flex-start">
          <Select label={words.dentist} placeholder={words.dentistPick} withAsterisk searchable data={reference.dentists.map((dentist) => ({ value: dentist.id, label: dentist.display_name }))} value={form.dentistId} onChange={(dentistId) => set({ dentistId })} error={errors.dentistId} />
          <MoneyField label={words.price} withAsterisk value={form.price} onChange={(price) => set({ price })} error={errors.price} readOnly={!canPrice} description={canPrice ? undefined : words.priceFixed} inputWrapperOrder={['label', 'input', 'description', 'error']} />
        </Group>
        <Group grow align="flex-start">
          <DayField label={words.date} value={form.date} onChange={(date) => set({ date })} error={errors.date} />
          <TextInput label={words.note} value={form.note} onChange={(event) => set({ note: event.currentTarget.value })} maxLength={4000} />
        </Group>
        <Text size="sm" c="dimmed">{visit ? words.visit(formatTime(localOf(visit.starts_at, zone).minute)) : words.noVisit}</Text>
        {critical.length > 0 && <SeenBox isSeen={seen} error={tried && !seen ? unseen : undefined} onChange={setSeen} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{words.cancel}</Button>
          <Button type="submit" aria-disabled={busy}>{words.save}</Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Whether these very alerts were read; one that comes in meanwhile has not been. */
function useSeen(critical: readonly string[]): [boolean, (isSeen: boolean) => void] {
  const [read, setRead] = useState('')
  const all = critical.join()
  return [read !== '' && read === all, (isSeen) => setRead(isSeen ? all : '')]
}

function ServiceSelect({ reference, value, error, onChange }: { reference: ClinicReference; value: string | null; error?: string; onChange: (id: string | null) => void }) {
  const active = reference.services.filter((service) => service.is_active)
  if (active.length === 0) return <Text c="dimmed">{words.noServices}</Text>
  const options = active.map((service) => ({ value: service.id, label: `${service.name}, ${formatPeso(service.price_centavos)}` }))
  return <Select label={words.service} placeholder={words.servicePick} withAsterisk searchable data-autofocus data={options} value={value} onChange={onChange} error={error} nothingFoundMessage={words.noMatch} />
}

interface ToothFieldsProps {
  form: CompletionForm
  errors: Partial<Record<keyof CompletionForm, string>>
  set: (patch: Partial<CompletionForm>) => void
  withSurfaces: boolean
}

function ToothFields({ form, errors, set, withSurfaces }: ToothFieldsProps) {
  const tooth = form.tooth.trim()
  return (
    <Group align="flex-start" gap="xl">
      <TextInput w={110} label={words.tooth} withAsterisk inputMode="numeric" maxLength={2} value={form.tooth} onChange={(event) => set({ tooth: event.currentTarget.value, surfaces: '' })} error={errors.tooth} />
      {withSurfaces && isTooth(tooth) && (
        <Checkbox.Group label={words.surfaces} withAsterisk value={form.surfaces.split('')} onChange={(letters) => set({ surfaces: letters.join('') })} error={errors.surfaces}>
          <Group gap="md" mt={8}>
            {surfacesOf(tooth).map((surface) => <Checkbox key={surface} value={surface} size="md" label={surfaceName(surface)} />)}
          </Group>
        </Checkbox.Group>
      )}
    </Group>
  )
}
