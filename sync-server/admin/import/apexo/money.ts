import { v7 as uuidv7 } from 'uuid'
import { localOf } from '../../../../shared/domain/time.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import type { ApexoAppointment } from './file.ts'
import type { Origin } from './patients.ts'

/** What a visit cost and what was paid for it. */
export interface VisitMoney {
  payment: Row<'payments'> | null
  lines: Row<'ledger_lines'>[]
}

/** Apexo writes whole units of the currency; we keep hundredths. The file's schema has refused finer fractions. */
function centavosOf(units: number): number {
  return Math.round(units * 100)
}

/** The charge and the payment of a visit, dated on its day at the clinic. Nothing for amounts of zero. */
export function moneyRows(value: ApexoAppointment, appointment: Row<'appointments'>, treatment: string, context: { timezone: string; origin: Origin }): VisitMoney {
  const { date } = localOf(appointment.starts_at, context.timezone)
  const charge = centavosOf(value.finalPrice)
  const paid = centavosOf(value.paidAmount)
  const lines: Row<'ledger_lines'>[] = []
  if (charge > 0) lines.push(ledgerLine(appointment, 'charge', charge, date, describe(value, treatment), null))
  const payment = paid > 0 ? paymentRow(value, appointment, paid, date) : null
  if (payment) lines.push(ledgerLine(appointment, 'payment', -paid, date, 'Payment, imported from Apexo', payment.id))
  return { payment, lines }
}

function describe(value: ApexoAppointment, treatment: string): string {
  return value.involvedTeeth.length > 0 ? `${treatment}, tooth ${value.involvedTeeth.join(', ')}` : treatment
}

function paymentRow(value: ApexoAppointment, appointment: Row<'appointments'>, paid: number, date: string): Row<'payments'> {
  return {
    id: uuidv7(), clinic_id: appointment.clinic_id, created_at: appointment.created_at, patient_id: appointment.patient_id, number: `APEXO-${value.id}`, method: 'other',
    amount_centavos: paid, reference: '', received_on: date, received_by: null, note: 'Imported from Apexo, which does not keep the method.',
    legacy_source: appointment.legacy_source, legacy_id: value.id,
  }
}

function ledgerLine(appointment: Row<'appointments'>, kind: 'charge' | 'payment', amount: number, date: string, description: string, paymentId: string | null): Row<'ledger_lines'> {
  return {
    id: uuidv7(), clinic_id: appointment.clinic_id, created_at: appointment.created_at, patient_id: appointment.patient_id, kind, amount_centavos: amount, entry_date: date, description,
    service_id: kind === 'charge' ? appointment.service_id : null, chart_entry_id: null, appointment_id: appointment.id, dentist_id: kind === 'charge' ? appointment.dentist_id : null,
    payment_id: paymentId, invoice_id: null, voids_line_id: null, legacy_source: appointment.legacy_source, legacy_id: `${appointment.legacy_id}:${kind}`, created_by: null,
  }
}
