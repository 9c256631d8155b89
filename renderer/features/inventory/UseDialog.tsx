import { useState } from 'react'
import { Text, TextInput } from '@mantine/core'
import type { StockItem } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { inventory } from '../../text/en/inventory.ts'
import { say } from '../../ui/undo.tsx'
import { parseQuantity } from '../fields/quantity.ts'
import { FormDialog } from '../lists/form-dialog.tsx'

const words = inventory.usage

/** Takes units of an item out of stock. */
export function UseDialog({ item, onClose }: { item: StockItem; onClose: () => void }) {
  const mutate = useMutate()
  const [text, setText] = useState('1')
  const [reason, setReason] = useState('')
  const [error, setError] = useState<string | null>(null)
  const save = async () => {
    const quantity = parseQuantity(text, 1)
    const problem = quantity === null ? inventory.errors.atLeastOne : quantity > item.onHand ? words.notEnough(Math.max(item.onHand, 0), item.unit) : null
    setError(problem)
    if (quantity === null || problem !== null) return false
    const receipt = await mutate('stock.use', { id: newId(), itemId: item.id, quantity, reason }, { onError: (cause) => setError(cause.message) })
    if (receipt) say(words.saved(quantity, item.unit, item.name))
    return receipt !== null
  }
  return (
    <FormDialog title={inventory.useOf(item.name)} saveLabel={words.save} onSave={save} onClose={onClose} size="sm">
      <Text size="sm" c="dimmed">{words.onHand(item.onHand, item.unit)}</Text>
      <TextInput label={words.quantity} withAsterisk data-autofocus inputMode="numeric" rightSection={<span>{item.unit}</span>} rightSectionWidth={72} value={text} onChange={(event) => setText(event.currentTarget.value)} error={error} />
      <TextInput label={words.reason} placeholder={words.reasonHint} maxLength={200} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
    </FormDialog>
  )
}
