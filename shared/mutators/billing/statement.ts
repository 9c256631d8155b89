import { z } from 'zod'
import { statementOf } from '../../domain/ledger.ts'
import { fullName } from '../../domain/names.ts'
import { day, id, line, note } from '../fields.ts'
import { defineMutator, mustGet, Refusal } from '../mutator.ts'
import { recordsOf } from '../patient/family.ts'
import { nextNumber } from './number.ts'

const printed = z.object({
  patientName: z.string().max(400),
  opening: z.int(),
  charges: z.int(),
  credits: z.int(),
  closing: z.int(),
  lines: z.array(z.object({ id, date: day, description: z.string().max(600), amount_centavos: z.int() })).max(20_000),
})

/**
 * Issues a statement of account. What was printed is fixed at the desk and kept as it was handed
 * out, even when another desk's charges reach the centre before it does.
 */
export const issueStatement = defineMutator({
  name: 'statement.issue',
  permission: 'statements.issue',
  input: z.object({
    id,
    patientId: id,
    from: day,
    to: day,
    note: note.default(''),
    number: line(40).default(''),
    printed: printed.nullable().default(null),
  }),
  patientOf: (input) => input.patientId,
  async prepare(tx, input, ctx) {
    if (input.from > input.to) throw new Refusal('bad_period', 'The period must start before it ends.')
    const patient = await mustGet(tx, 'patients', input.patientId, 'The patient')
    const ledger = await tx.select('ledger_lines', [['patient_id', 'in', await recordsOf(tx, input.patientId)]])
    const number = await nextNumber(tx, 'statements', 'SOA', ctx)
    return { ...input, number, printed: { patientName: fullName(patient), ...statementOf(ledger, input.from, input.to) } }
  },
  async apply(tx, input, ctx) {
    if (!input.printed) throw new Refusal('not_printed', 'The statement was not drawn up at a desk.')
    if (!input.number.includes(`-${ctx.series}-`)) throw new Refusal('foreign_series', 'The statement number is not of this desk.')
    await mustGet(tx, 'patients', input.patientId, 'The patient')
    const { patientName, opening, charges, credits, closing, lines } = input.printed
    await tx.insert('statements', {
      id: input.id,
      clinic_id: ctx.clinicId,
      created_at: ctx.at,
      patient_id: input.patientId,
      number: input.number,
      patient_name: patientName,
      from_date: input.from,
      to_date: input.to,
      opening_centavos: opening,
      charges_centavos: charges,
      credits_centavos: credits,
      closing_centavos: closing,
      lines,
      note: input.note,
      issued_by: ctx.actorId,
      issued_at: ctx.at,
      is_voided: false,
    })
  },
})
