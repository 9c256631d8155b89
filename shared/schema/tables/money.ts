import { base, bool, date, int, json, nullable, oneOf, table, text, timestamp, uuid } from '../descriptor.ts'
import type { DeviceProfile } from '../descriptor.ts'

const FRONT: readonly DeviceProfile[] = ['front_desk', 'manager']

export const PAYMENT_METHODS = ['cash', 'check', 'bank_transfer', 'credit_card', 'debit_card', 'gcash', 'paymaya', 'other'] as const

/** A line of a statement as it was printed; amounts in centavos, charges positive, payments negative. */
export interface StatementLine {
  id: string
  date: string
  description: string
  amount_centavos: number
}

export const ledgerLines = table('ledger_lines', {
  comment: 'One movement of what a patient owes; only ever added, a void is a new line that takes the old one back',
  merge: 'facts',
  indexes: [['patient_id', 'entry_date']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    kind: oneOf('ledger_kind', ['charge', 'payment', 'adjustment', 'refund', 'void'], 'What sort of movement'),
    amount_centavos: int('Signed centavos: what the patient owes grows by it'),
    entry_date: date('Clinical or business date'),
    description: text('What the statement prints', { personal: true }),
    service_id: nullable(uuid('The service charged')),
    chart_entry_id: nullable(uuid('The completed treatment charged')),
    appointment_id: nullable(uuid('The visit charged')),
    dentist_id: nullable(uuid('Who earned it')),
    payment_id: nullable(uuid('The payment')),
    invoice_id: nullable(uuid('The invoice it stands on')),
    voids_line_id: nullable(uuid('The line this one takes back')),
    legacy_source: nullable(text('The import it came from')),
    legacy_id: nullable(text('Id in that source')),
    created_by: nullable(uuid('Who entered it')),
  },
})

export const invoices = table('invoices', {
  comment: 'A document that asks for money; the BIR number is typed from the booklet',
  merge: 'fields',
  profiles: FRONT,
  indexes: [['patient_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    number: text('Number in the series of the desk that issued it'),
    bir_number: nullable(text('Serial number of the BIR booklet, as typed')),
    status: oneOf('invoice_status', ['draft', 'sent', 'paid', 'overdue', 'cancelled'], 'Where the document stands'),
    total_centavos: int('Total in centavos'),
    issued_on: date('Date on the document'),
    created_by: nullable(uuid('Who issued it')),
    updated_at: timestamp('When it was last changed'),
  },
})

export const payments = table('payments', {
  comment: 'Money received from or for a patient',
  merge: 'facts',
  profiles: FRONT,
  indexes: [['patient_id'], ['number']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    number: text('Number of the acknowledgement in the series of the desk'),
    method: oneOf('payment_method', PAYMENT_METHODS, 'How it was paid'),
    amount_centavos: int('Amount in centavos, above zero'),
    reference: text('Check, card or wallet reference', { personal: true }),
    received_on: date('Business date'),
    received_by: nullable(uuid('Who took it')),
    note: text('Remark', { personal: true }),
    legacy_source: nullable(text('The import it came from')),
    legacy_id: nullable(text('Id in that source')),
  },
})

export const statements = table('statements', {
  comment: 'A statement of account as it was handed out; never an invoice or official receipt',
  merge: 'facts',
  profiles: FRONT,
  indexes: [['patient_id'], ['number']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    number: text('Number in the series of the desk that issued it'),
    patient_name: text('Name as printed', { personal: true }),
    from_date: date('First day covered'),
    to_date: date('Last day covered'),
    opening_centavos: int('Balance before the first day'),
    charges_centavos: int('Charges and other increases in the period'),
    credits_centavos: int('Payments and other decreases in the period, as a positive amount'),
    closing_centavos: int('Balance at the end of the last day'),
    lines: json<StatementLine[]>('The lines as printed', { personal: true }),
    note: text('Note printed under the lines', { personal: true }),
    issued_by: nullable(uuid('Who issued it')),
    issued_at: timestamp('When it was issued'),
    is_voided: bool('Whether it was withdrawn; the number stays used'),
  },
})
