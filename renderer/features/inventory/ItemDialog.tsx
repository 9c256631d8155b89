import { useState } from 'react'
import { Autocomplete, Group, Switch, TextInput } from '@mantine/core'
import { formatAmount, parsePeso } from '../../../shared/domain/money.ts'
import type { MutationInput } from '../../../shared/mutators/index.ts'
import type { StockItem } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { inventory } from '../../text/en/inventory.ts'
import { say } from '../../ui/undo.tsx'
import { MoneyField } from '../fields/MoneyField.tsx'
import { parseQuantity } from '../fields/quantity.ts'
import { FormDialog } from '../lists/form-dialog.tsx'

const words = inventory.itemForm

interface Form {
  name: string
  sku: string
  category: string
  unit: string
  reorder: string
  cost: string
  active: boolean
}

function formOf(item: StockItem | null): Form {
  if (!item) return { name: '', sku: '', category: '', unit: '', reorder: '0', cost: '0.00', active: true }
  return { name: item.name, sku: item.sku, category: item.category, unit: item.unit, reorder: String(item.reorder_level), cost: formatAmount(item.unit_cost_centavos), active: item.is_active }
}

type Errors = Partial<Record<keyof Form, string>>

function errorsOf(form: Form): Errors {
  const errors: Errors = {}
  const cost = parsePeso(form.cost)
  if (form.name.trim() === '') errors.name = inventory.errors.name
  if (form.unit.trim() === '') errors.unit = inventory.errors.unit
  if (parseQuantity(form.reorder) === null) errors.reorder = inventory.errors.wholeNumber
  if (cost === null || cost < 0) errors.cost = inventory.errors.money
  return errors
}

function inputOf(form: Form, id: string): MutationInput<'stock.saveItem'> {
  return {
    id, name: form.name, sku: form.sku, category: form.category, unit: form.unit, isActive: form.active,
    reorderLevel: parseQuantity(form.reorder) ?? 0, unitCostCentavos: parsePeso(form.cost) ?? 0,
  }
}

interface ItemDialogProps {
  /** Null adds an item. */
  item: StockItem | null
  /** Categories that are in use, offered while typing. */
  categories: readonly string[]
  onClose: () => void
}

/** Adds an item to the inventory or changes its card. */
export function ItemDialog({ item, categories, onClose }: ItemDialogProps) {
  const mutate = useMutate()
  const [form, setForm] = useState(() => formOf(item))
  const [tried, setTried] = useState(false)
  const errors = tried ? errorsOf(form) : {}
  const set = (patch: Partial<Form>) => setForm((old) => ({ ...old, ...patch }))
  const save = async () => {
    setTried(true)
    if (Object.keys(errorsOf(form)).length > 0) return false
    const receipt = await mutate('stock.saveItem', inputOf(form, item?.id ?? newId()))
    if (receipt) say(words.saved(form.name.trim()))
    return receipt !== null
  }
  return (
    <FormDialog title={item ? inventory.editItem : inventory.addItem} saveLabel={words.save} onSave={save} onClose={onClose}>
      <TextInput label={words.name} withAsterisk data-autofocus maxLength={120} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} error={errors.name} />
      <Group grow align="flex-start">
        <TextInput label={words.unit} description={words.unitHint} inputWrapperOrder={['label', 'input', 'description', 'error']} withAsterisk maxLength={30} value={form.unit} onChange={(event) => set({ unit: event.currentTarget.value })} error={errors.unit} />
        <TextInput label={words.reorder} description={words.reorderHint} inputWrapperOrder={['label', 'input', 'description', 'error']} inputMode="numeric" value={form.reorder} onChange={(event) => set({ reorder: event.currentTarget.value })} error={errors.reorder} />
      </Group>
      <Group grow align="flex-start">
        <Autocomplete label={words.category} data={[...categories]} maxLength={60} value={form.category} onChange={(category) => set({ category })} />
        <TextInput label={words.sku} maxLength={40} value={form.sku} onChange={(event) => set({ sku: event.currentTarget.value })} />
      </Group>
      <MoneyField label={words.cost} value={form.cost} onChange={(cost) => set({ cost })} error={errors.cost} />
      {item && <Switch label={words.active} checked={form.active} onChange={(event) => set({ active: event.currentTarget.checked })} />}
    </FormDialog>
  )
}
