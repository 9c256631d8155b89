import { useState } from 'react'
import { Checkbox, ColorInput, NativeSelect, NumberInput, SimpleGrid, TextInput } from '@mantine/core'
import { FINDINGS } from '../../../shared/domain/findings.ts'
import { formatAmount, parsePeso } from '../../../shared/domain/money.ts'
import { SERVICE_CATEGORIES } from '../../../shared/mutators/settings/service.ts'
import type { Row } from '../../../shared/schema/index.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { en } from '../../text/index.ts'
import { EditDialog } from './EditDialog.tsx'
import { SWATCHES } from './swatches.ts'

const words = en.settings.services
const AREAS = ['mouth', 'tooth', 'surface'] as const

type Service = Row<'services'>

function startFields(service: Service | null) {
  return {
    code: service?.code ?? '',
    name: service?.name ?? '',
    category: service?.category ?? ('preventive' as const),
    treatmentArea: service?.treatment_area ?? ('mouth' as const),
    finding: service?.finding ?? '',
    durationMinutes: (service?.duration_minutes ?? 30) as number | '',
    price: service ? formatAmount(service.price_centavos) : '',
    colour: service?.colour ?? SWATCHES[0]!,
    isActive: service?.is_active ?? true,
  }
}
type Fields = ReturnType<typeof startFields>

/** Adds a service or changes one; charges already made keep their price. */
export function ServiceDialog({ service, onClose }: { service: Service | null; onClose: () => void }) {
  const mutate = useMutate()
  const [fields, setFields] = useState(() => startFields(service))
  const [id] = useState(() => service?.id ?? newId())

  const save: Parameters<typeof EditDialog>[0]['onSave'] = async (onError) => {
    const { price, finding, durationMinutes, ...card } = fields
    const input = { id, ...card, finding: finding || null, durationMinutes: Number(durationMinutes), priceCentavos: parsePeso(price) ?? 0 }
    return (await mutate('settings.saveService', input, { onError })) !== null
  }
  return (
    <EditDialog title={words.editTitle} problem={problemOf(fields)} onClose={onClose} onSave={save}>
      <ServiceFields fields={fields} set={(patch) => setFields((old) => ({ ...old, ...patch }))} />
    </EditDialog>
  )
}

function problemOf(fields: Fields): string | null {
  if (fields.code.trim() === '') return en.settings.missing(words.code)
  if (fields.name.trim() === '') return en.settings.missing(words.name)
  if (fields.durationMinutes === '' || fields.durationMinutes < 5 || fields.durationMinutes > 600) return words.badMinutes
  const price = parsePeso(fields.price)
  return price === null || price < 0 ? words.badPrice : null
}

function ServiceFields({ fields, set }: { fields: Fields; set: (patch: Partial<Fields>) => void }) {
  return (
    <>
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <TextInput label={words.code} data-autofocus maxLength={20} value={fields.code} onChange={(event) => set({ code: event.currentTarget.value })} />
        <NativeSelect label={words.category} value={fields.category} onChange={(event) => set({ category: event.currentTarget.value as Fields['category'] })} data={SERVICE_CATEGORIES.map((value) => ({ value, label: words.categories[value] }))} />
      </SimpleGrid>
      <TextInput label={words.name} maxLength={120} value={fields.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <SimpleGrid cols={2} spacing="sm" verticalSpacing="sm">
        <TextInput label={words.price} inputMode="decimal" value={fields.price} onChange={(event) => set({ price: event.currentTarget.value })} />
        <NumberInput label={words.duration} min={5} max={600} step={5} value={fields.durationMinutes} onChange={(value) => set({ durationMinutes: value === '' ? '' : Number(value) })} />
        <NativeSelect label={words.area} value={fields.treatmentArea} onChange={(event) => set({ treatmentArea: event.currentTarget.value as Fields['treatmentArea'] })} data={AREAS.map((value) => ({ value, label: words.areas[value] }))} />
        <NativeSelect label={words.finding} value={fields.finding} onChange={(event) => set({ finding: event.currentTarget.value })} data={[{ value: '', label: words.noFinding }, ...Object.entries(FINDINGS).map(([value, finding]) => ({ value, label: finding.label }))]} />
      </SimpleGrid>
      <ColorInput label={words.colour} format="hex" swatches={[...SWATCHES]} value={fields.colour} onChange={(colour) => set({ colour })} />
      <Checkbox label={words.isActive} checked={fields.isActive} onChange={(event) => set({ isActive: event.currentTarget.checked })} />
    </>
  )
}
