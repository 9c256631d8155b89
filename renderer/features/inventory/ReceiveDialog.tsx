import { useState } from 'react'
import { Group, TextInput } from '@mantine/core'
import { formatAmount, parsePeso } from '../../../shared/domain/money.ts'
import { isDate } from '../../../shared/domain/time.ts'
import type { StockItem } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { inventory } from '../../text/en/inventory.ts'
import { say } from '../../ui/undo.tsx'
import { DayField, tidyDay } from '../fields/DayField.tsx'
import { MoneyField } from '../fields/MoneyField.tsx'
import { parseQuantity } from '../fields/quantity.ts'
import { FormDialog } from '../lists/form-dialog.tsx'

const words = inventory.receiveForm

interface Form {
  quantity: string
  lot: string
  expiry: string
  cost: string
}

function errorsOf(form: Form): Partial<Record<keyof Form, string>> {
  const errors: Partial<Record<keyof Form, string>> = {}
  const cost = parsePeso(form.cost)
  if (parseQuantity(form.quantity, 1) === null) errors.quantity = inventory.errors.atLeastOne
  if (cost === null || cost < 0) errors.cost = inventory.errors.money
  if (form.expiry.trim() !== '' && !isDate(tidyDay(form.expiry))) errors.expiry = inventory.errors.date
  return errors
}

/** Takes a delivery of an item in as a lot. */
export function ReceiveDialog({ item, onClose }: { item: StockItem; onClose: () => void }) {
  const mutate = useMutate()
  const [form, setForm] = useState<Form>({ quantity: '', lot: '', expiry: '', cost: formatAmount(item.unit_cost_centavos) })
  const [tried, setTried] = useState(false)
  const errors = tried ? errorsOf(form) : {}
  const set = (patch: Partial<Form>) => setForm((old) => ({ ...old, ...patch }))
  const save = async () => {
    setTried(true)
    const quantity = parseQuantity(form.quantity, 1)
    if (quantity === null || Object.keys(errorsOf(form)).length > 0) return false
    const expiresOn = form.expiry.trim() === '' ? null : tidyDay(form.expiry)
    const receipt = await mutate('stock.receive', { id: newId(), itemId: item.id, quantity, lotNumber: form.lot, expiresOn, unitCostCentavos: parsePeso(form.cost) ?? 0 })
    if (receipt) say(words.saved(quantity, item.unit, item.name))
    return receipt !== null
  }
  return (
    <FormDialog title={inventory.receiveOf(item.name)} saveLabel={words.save} onSave={save} onClose={onClose}>
      <Group grow align="flex-start">
        <TextInput label={words.quantity} withAsterisk data-autofocus inputMode="numeric" rightSection={<span>{item.unit}</span>} rightSectionWidth={72} value={form.quantity} onChange={(event) => set({ quantity: event.currentTarget.value })} error={errors.quantity} />
        <MoneyField label={words.cost} value={form.cost} onChange={(cost) => set({ cost })} error={errors.cost} />
      </Group>
      <Group grow align="flex-start">
        <TextInput label={words.lot} maxLength={60} value={form.lot} onChange={(event) => set({ lot: event.currentTarget.value })} />
        <DayField label={words.expiry} value={form.expiry} onChange={(expiry) => set({ expiry })} error={errors.expiry} />
      </Group>
    </FormDialog>
  )
}
