import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react'
import type { AccountLine, PatientAccount } from '../../../shared/protocol/views.ts'
import { useRoute } from '../../app/route.ts'
import { openScreen, writesOf } from '../testing/open.tsx'
import { CLINIC, PATIENT, sampleId } from '../testing/samples.ts'
import { changeDue } from './cash.ts'
import { BillingScreen, PatientAccountPanel } from './index.tsx'

afterEach(cleanup)

function line(number: number, patch: Partial<AccountLine>): AccountLine {
  return {
    id: sampleId(number), clinic_id: CLINIC, created_at: '2026-01-05T01:00:00.000Z', patient_id: PATIENT, kind: 'charge', amount_centavos: 0, entry_date: '2026-01-05', description: '', service_id: null,
    chart_entry_id: null, appointment_id: null, dentist_id: null, payment_id: null, invoice_id: null, voids_line_id: null, legacy_source: null, legacy_id: null, created_by: null, runningCentavos: 0, ...patch,
  }
}

const account = (patch: Partial<PatientAccount> = {}): PatientAccount => ({
  patientId: PATIENT,
  name: 'Muñoz, Ana',
  balanceCentavos: 100_000,
  lines: [
    line(70, { description: 'Composite filling, tooth 16 MO', amount_centavos: 150_000, runningCentavos: 150_000 }),
    line(71, { kind: 'payment', description: 'Payment PAY-FD1-000001, cash', entry_date: '2026-02-01', amount_centavos: -50_000, runningCentavos: 100_000 }),
  ],
  payments: [],
  statements: [],
  ...patch,
})

async function openAccount(data: PatientAccount = account()) {
  const host = openScreen(<PatientAccountPanel patientId={PATIENT} />, { 'billing.account': () => data, 'billing.statementPdf': () => ({ fileName: 'SOA-FD1-000001.pdf', base64: btoa('%PDF-1.7') }) })
  await screen.findByRole('group', { name: 'Balance' })
  return host
}

async function dialogOf(button: string) {
  fireEvent.click(screen.getByRole('button', { name: button }))
  return within(await screen.findByRole('dialog'))
}

describe('change due', () => {
  it('is what the cash exceeds the amount by', () => {
    expect(changeDue(150_000, 200_000)).toEqual({ kind: 'change', centavos: 50_000 })
    expect(changeDue(150_000, 150_000)).toEqual({ kind: 'change', centavos: 0 })
  })

  it('is not given while the cash falls short or an amount is missing', () => {
    expect(changeDue(150_000, 100_000)).toEqual({ kind: 'short', centavos: 50_000 })
    expect(changeDue(null, 100_000)).toBeNull()
    expect(changeDue(0, 100)).toBeNull()
  })
})

describe('the account of a patient', () => {
  it('shows charges, payments and the running balance, newest first', async () => {
    await openAccount()
    const rows = within(screen.getByRole('table', { name: 'Account lines' })).getAllByRole('row').map((row) => row.textContent)
    expect(rows).toEqual(['DateDescriptionChargePaymentBalance', '1 Feb 2026Payment PAY-FD1-000001, cash₱500.00₱1,000.00', '5 Jan 2026Composite filling, tooth 16 MO₱1,500.00₱1,500.00'])
  })

  it('calls a negative balance a credit', async () => {
    await openAccount(account({ balanceCentavos: -25_000 }))
    expect(screen.getByRole('group', { name: 'Balance' }).textContent).toBe('BalanceIn credit₱250.00')
  })
})

describe('recording a payment', () => {
  it('offers the balance and tells the change for the cash handed over', async () => {
    const host = await openAccount()
    const dialog = await dialogOf('Record payment')
    expect(dialog.getByLabelText<HTMLInputElement>(/^Amount/).value).toBe('1,000.00')
    fireEvent.change(dialog.getByLabelText(/Cash tendered/), { target: { value: '1,500' } })
    expect(dialog.getByRole('status', { name: 'Change due' }).textContent).toContain('₱500.00')
    fireEvent.submit(dialog.getByLabelText(/^Amount/))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ name: 'payment.record', input: { patientId: PATIENT, method: 'cash', amountCentavos: 100_000, reference: '' } }]))
  })

  it('does not take cash that falls short', async () => {
    const host = await openAccount()
    const dialog = await dialogOf('Record payment')
    fireEvent.change(dialog.getByLabelText(/Cash tendered/), { target: { value: '500' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Record payment' }))
    expect(dialog.getByText('The cash tendered does not cover the amount.')).toBeTruthy()
    expect(dialog.getByText('₱500.00 short of the amount')).toBeTruthy()
    expect(writesOf(host)).toHaveLength(0)
  })

  it('asks for a reference instead of cash for other methods', async () => {
    const host = await openAccount()
    const dialog = await dialogOf('Record payment')
    fireEvent.change(dialog.getByLabelText('Method'), { target: { value: 'gcash' } })
    expect(dialog.queryByLabelText(/Cash tendered/)).toBeNull()
    fireEvent.change(dialog.getByLabelText('Reference'), { target: { value: 'GC-77' } })
    fireEvent.change(dialog.getByLabelText(/^Amount/), { target: { value: '250.5' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Record payment' }))
    await waitFor(() => expect(writesOf(host)).toMatchObject([{ input: { method: 'gcash', reference: 'GC-77', amountCentavos: 25_050 } }]))
  })

  it.each([['0', 'The amount must be above zero.'], ['lots', 'Type an amount such as 1,250.00.'], ['-5', 'The amount must be above zero.']])('refuses the amount "%s"', async (amount, reason) => {
    const host = await openAccount()
    const dialog = await dialogOf('Record payment')
    fireEvent.change(dialog.getByLabelText(/^Amount/), { target: { value: amount } })
    fireEvent.click(dialog.getByRole('button', { name: 'Record payment' }))
    expect(dialog.getByText(reason)).toBeTruthy()
    expect(writesOf(host)).toHaveLength(0)
  })

  it('warns that a payment above the balance leaves a credit', async () => {
    await openAccount()
    const dialog = await dialogOf('Record payment')
    fireEvent.change(dialog.getByLabelText(/^Amount/), { target: { value: '1,200' } })
    expect(dialog.getByText('Leaves a credit of ₱200.00')).toBeTruthy()
  })
})

describe('issuing a statement', () => {
  const created: string[] = []
  const revoked: string[] = []
  beforeEach(() => {
    created.length = 0
    revoked.length = 0
    vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
      created.push('blob:statement')
      return 'blob:statement'
    })
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url))
  })

  it('covers the first line to today, shows the paper, and frees it when closed', async () => {
    const host = await openAccount()
    const dialog = await dialogOf('Issue statement')
    expect(dialog.getByLabelText<HTMLInputElement>('From').value).toBe('5 Jan 2026')
    expect(dialog.getByRole('table', { name: 'Figures of the statement' }).textContent).toContain('Balance at the end of the period₱1,000.00')
    fireEvent.click(dialog.getByRole('button', { name: 'Issue and open' }))
    const frame = await screen.findByTitle('Statement SOA-FD1-000001.pdf')
    expect(frame.getAttribute('src')).toMatch(/^blob:statement#/)
    expect(writesOf(host)).toMatchObject([{ name: 'statement.issue', input: { patientId: PATIENT, from: '2026-01-05' } }])
    expect(host.inputsOf('billing.statementPdf')).toEqual([{ statementId: writesOf(host)[0]?.input.id, reprint: false }])
    expect(screen.getByRole('link', { name: 'Download' }).getAttribute('download')).toBe('SOA-FD1-000001.pdf')
    fireEvent.keyDown(document.body, { key: 'Escape' })
    await waitFor(() => expect(revoked).toEqual(created))
  })

  it('refuses a period that ends before it starts', async () => {
    const host = await openAccount()
    const dialog = await dialogOf('Issue statement')
    fireEvent.change(dialog.getByLabelText('To'), { target: { value: '2025-12-31' } })
    fireEvent.click(dialog.getByRole('button', { name: 'Issue and open' }))
    expect(dialog.getByText('The period must start before it ends.')).toBeTruthy()
    expect(writesOf(host)).toHaveLength(0)
  })

  it('opens a statement that was issued before as a reprint', async () => {
    const statement = { id: sampleId(80), clinic_id: CLINIC, created_at: '', patient_id: PATIENT, number: 'SOA-FD1-000001', patient_name: 'Muñoz, Ana', from_date: '2026-01-01', to_date: '2026-01-31', opening_centavos: 0, charges_centavos: 150_000, credits_centavos: 0, closing_centavos: 150_000, lines: [], note: '', issued_by: null, issued_at: '2026-01-31T01:00:00.000Z', is_voided: false }
    const host = await openAccount(account({ statements: [statement] }))
    fireEvent.click(screen.getByRole('button', { name: 'Open SOA-FD1-000001' }))
    await screen.findByTitle('Statement SOA-FD1-000001.pdf')
    expect(host.inputsOf('billing.statementPdf')).toEqual([{ statementId: sampleId(80), reprint: true }])
  })
})

describe('the billing overview', () => {
  it('shows the sums and leads from a debtor to the account', async () => {
    openScreen(<BillingScreen />, { 'billing.overview': () => ({ outstandingCentavos: 1_234_500, collectedTodayCentavos: 50_000, debtors: [{ patientId: PATIENT, name: 'Muñoz, Ana', phone: '0917 123 4567', balanceCentavos: 100_000, oldestCharge: '2026-01-05' }] }) })
    expect((await screen.findByRole('group', { name: 'Outstanding' })).textContent).toContain('₱12,345.00')
    expect(screen.getByRole('group', { name: 'Collected today' }).textContent).toContain('₱500.00')
    fireEvent.click(screen.getByRole('button', { name: 'Muñoz, Ana' }))
    expect(useRoute.getState().route).toEqual({ screen: 'billing', patientId: PATIENT })
  })

  it('is closed to who may not see balances', () => {
    openScreen(<BillingScreen />, {}, { permissions: ['chart.write'] })
    expect(screen.getByText(/Your role does not include this part/)).toBeTruthy()
  })
})
