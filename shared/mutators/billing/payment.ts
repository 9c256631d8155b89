import { z } from 'zod'
import { PAYMENT_METHODS } from '../../schema/tables/money.ts'
import { centavos, day, id, line, note } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import { nextNumber } from './number.ts'

/** Records money received: the payment and its line in the ledger. */
export const recordPayment = defineMutator({
  name: 'payment.record',
  permission: 'payments.record',
  input: z.object({
    id,
    patientId: id,
    /** Fixed at the desk from its own series. */
    number: line(40).default(''),
    method: z.enum(PAYMENT_METHODS),
    amountCentavos: centavos.refine((value) => value > 0, 'The amount must be above zero.'),
    reference: line(80).default(''),
    receivedOn: day,
    note: note.default(''),
  }),
  patientOf: (input) => input.patientId,
  async prepare(tx, input, ctx) {
    return { ...input, number: await nextNumber(tx, 'payments', 'PAY', ctx) }
  },
  async apply(tx, input, ctx) {
    if (!input.number.includes(`-${ctx.series}-`)) throw new Refusal('foreign_series', 'The payment number is not of this desk.')
    await mustGet(tx, 'patients', input.patientId, 'The patient')
    await tx.insert('payments', {
      id: input.id,
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      patient_id: input.patientId,
      number: input.number,
      method: input.method,
      amount_centavos: input.amountCentavos,
      reference: input.reference,
      received_on: input.receivedOn,
      received_by: ctx.actorId,
      note: input.note,
      legacy_source: null,
      legacy_id: null,
    })
    await tx.insert('ledger_lines', {
      id: ctx.idFor('payment'),
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      patient_id: input.patientId,
      kind: 'payment',
      amount_centavos: -input.amountCentavos,
      entry_date: input.receivedOn,
      description: `Payment ${input.number}, ${input.method.replace('_', ' ')}`,
      service_id: null,
      chart_entry_id: null,
      appointment_id: null,
      dentist_id: null,
      payment_id: input.id,
      invoice_id: null,
      voids_line_id: null,
      legacy_source: null,
      legacy_id: null,
      created_by: ctx.actorId,
    })
  },
})
