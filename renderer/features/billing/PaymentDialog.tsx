import { useState } from 'react'
import { Group, NativeSelect, Text, TextInput } from '@mantine/core'
import { formatAmount, formatPeso, parsePeso } from '../../../shared/domain/money.ts'
import { isDate } from '../../../shared/domain/time.ts'
import { PAYMENT_METHODS } from '../../../shared/schema/tables/money.ts'
import type { MutationInput } from '../../../shared/mutators/index.ts'
import type { PatientAccount } from '../../../shared/protocol/views.ts'
import { newId, useMutate } from '../../api/hooks.ts'
import { billing } from '../../text/en/billing.ts'
import { say } from '../../ui/undo.tsx'
import { AlertBanner } from '../alerts/index.tsx'
import { DayField, tidyDay } from '../fields/DayField.tsx'
import { MoneyField } from '../fields/MoneyField.tsx'
import { INK } from '../lists/ink.ts'
import { FormDialog } from '../lists/form-dialog.tsx'
import { useToday } from '../patients/today.ts'
import { changeDue } from './cash.ts'

const words = billing.payment
type Method = (typeof PAYMENT_METHODS)[number]

interface Form {
  amount: string
  method: Method
  reference: string
  date: string
  tendered: string
  note: string
}

/** What is wrong with the form; cash that was handed over must cover the amount. */
function errorsOf(form: Form): Partial<Record<keyof Form, string>> {
  const errors: Partial<Record<keyof Form, string>> = {}
  const amount = parsePeso(form.amount)
  if (amount === null) errors.amount = billing.errors.money
  else if (amount <= 0) errors.amount = billing.errors.aboveZero
  if (!isDate(tidyDay(form.date))) errors.date = billing.errors.date
  if (form.method !== 'cash' || form.tendered.trim() === '') return errors
  const tendered = parsePeso(form.tendered)
  if (tendered === null || tendered < 0) errors.tendered = billing.errors.money
  else if (changeDue(amount, tendered)?.kind === 'short') errors.tendered = billing.errors.tenderedShort
  return errors
}

function inputOf(form: Form, patientId: string): MutationInput<'payment.record'> {
  return { id: newId(), patientId, method: form.method, amountCentavos: parsePeso(form.amount) ?? 0, reference: form.method === 'cash' ? '' : form.reference, receivedOn: tidyDay(form.date), note: form.note }
}

/** Takes a payment: the whole balance in cash unless something else is said. */
export function PaymentDialog({ account, onClose }: { account: PatientAccount; onClose: () => void }) {
  const mutate = useMutate()
  const today = useToday()
  const [form, setForm] = useState<Form>({ amount: account.balanceCentavos > 0 ? formatAmount(account.balanceCentavos) : '', method: 'cash', reference: '', date: today, tendered: '', note: '' })
  const [tried, setTried] = useState(false)
  const errors = tried ? errorsOf(form) : {}
  const set = (patch: Partial<Form>) => setForm((old) => ({ ...old, ...patch }))
  const save = async () => {
    setTried(true)
    if (Object.keys(errorsOf(form)).length > 0) return false
    const input = inputOf(form, account.patientId)
    const receipt = await mutate('payment.record', input)
    if (receipt) say(words.saved(formatPeso(input.amountCentavos)))
    return receipt !== null
  }
  return (
    <FormDialog title={words.title(account.name)} size="lg" saveLabel={words.save} onSave={save} onClose={onClose}>
      <AlertBanner patientId={account.patientId} />
      <Text size="sm" c="dimmed">{words.balanceIs(formatPeso(account.balanceCentavos))}</Text>
      <Group grow align="flex-start">
        <MoneyField label={words.amount} withAsterisk data-autofocus size="md" value={form.amount} onChange={(amount) => set({ amount })} onFocus={(event) => event.currentTarget.select()} error={errors.amount} />
        <NativeSelect label={words.method} size="md" value={form.method} onChange={(event) => set({ method: methodOf(event.currentTarget.value) })} data={PAYMENT_METHODS.map((method) => ({ value: method, label: billing.methods[method] }))} />
      </Group>
      {form.method === 'cash' ? <CashFields form={form} set={set} error={errors.tendered} /> : (
        <TextInput label={words.reference} placeholder={words.referenceHint[form.method]} maxLength={80} value={form.reference} onChange={(event) => set({ reference: event.currentTarget.value })} />
      )}
      <Group grow align="flex-start">
        <DayField label={words.date} value={form.date} onChange={(date) => set({ date })} error={errors.date} />
        <TextInput label={words.note} maxLength={4000} value={form.note} onChange={(event) => set({ note: event.currentTarget.value })} />
      </Group>
      <Outlook balance={account.balanceCentavos} amount={parsePeso(form.amount)} />
    </FormDialog>
  )
}

function methodOf(value: string): Method {
  return PAYMENT_METHODS.find((method) => method === value) ?? 'other'
}

function CashFields({ form, set, error }: { form: Form; set: (patch: Partial<Form>) => void; error: string | undefined }) {
  const result = changeDue(parsePeso(form.amount), parsePeso(form.tendered))
  return (
    <Group grow align="flex-start">
      <MoneyField label={words.tendered} size="md" value={form.tendered} onChange={(tendered) => set({ tendered })} error={error} />
      <div role="status" aria-label={words.changeDue}>
        <Text size="sm" fw={600} ta="right">{words.changeDue}</Text>
        <Text fz={22} lh={1.6} fw={650} ta="right" className="tabular">{result?.kind === 'change' ? formatPeso(result.centavos) : '–'}</Text>
        {result?.kind === 'short' && <Text size="xs" c="red.8" ta="right">{words.short(formatPeso(result.centavos))}</Text>}
      </div>
    </Group>
  )
}

/** A payment above the balance is taken, but not without saying what becomes of the rest. */
function Outlook({ balance, amount }: { balance: number; amount: number | null }) {
  if (amount === null || amount <= Math.max(balance, 0)) return null
  return <Text size="sm" c={INK.owed}>{words.credit(formatPeso(amount - balance))}</Text>
}
