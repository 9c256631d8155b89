import { z } from 'zod'
import { likeness } from '../../domain/duplicates.ts'
import type { Row } from '../../schema/index.ts'
import { id, line } from '../fields.ts'
import { defineMutator, Refusal } from '../mutator.ts'
import type { Tx } from '../mutator.ts'
import { noteLink } from './links.ts'
import { patientFields } from './fields.ts'

/**
 * Registers a patient. Only the names are required: the rest is asked when there is time. Somebody who looks like a
 * patient of the clinic is registered with a reason, which is kept between the two records: twins share birth date
 * and phone. Only the desk asks for it; the centre refuses nobody that another desk has registered meanwhile.
 */
export const createPatient = defineMutator({
  name: 'patient.create',
  permission: 'patients.write',
  input: z.object({
    id,
    last_name: patientFields.last_name,
    first_name: patientFields.first_name,
    chart_number: patientFields.chart_number.default(''),
    middle_name: patientFields.middle_name.default(''),
    suffix: patientFields.suffix.default(''),
    birth_date: patientFields.birth_date.default(null),
    sex: patientFields.sex.default('unknown'),
    phone: patientFields.phone.default(''),
    email: patientFields.email.default(''),
    street: patientFields.street.default(''),
    barangay: patientFields.barangay.default(''),
    city: patientFields.city.default(''),
    province: patientFields.province.default(''),
    postal_code: patientFields.postal_code.default(''),
    emergency_name: patientFields.emergency_name.default(''),
    emergency_phone: patientFields.emergency_phone.default(''),
    notes: patientFields.notes.default(''),
    emergency_relation: patientFields.emergency_relation.default(''),
    osca_id: patientFields.osca_id.default(''),
    pwd_id: patientFields.pwd_id.default(''),
    pwd_valid_until: patientFields.pwd_valid_until.default(null),
    /** Patients that the person at the desk was shown as alike, */
    notSameAs: z.array(id).max(20).default([]),
    /** and why the new one is somebody else. */
    notSameReason: line(200).default(''),
  }),
  patientOf: (input) => input.id,
  async prepare(tx, input) {
    if (input.notSameReason === '' && (await hasDouble(tx, input))) throw new Refusal('possible_duplicate', 'A patient with this name is registered already. Open that record, or say why this is somebody else.')
    return input
  },
  async apply(tx, { notSameAs, notSameReason, ...card }, ctx) {
    await tx.insert('patients', {
      ...card,
      clinic_id: ctx.clinicId,
      is_deceased: false,
      field_edits: {},
      legacy_source: null,
      legacy_id: null,
      created_by: ctx.actorId,
      created_at: ctx.at,
      updated_at: ctx.at,
      archived_at: null,
      deleted_at: null,
    })
    for (const other of new Set(notSameAs)) {
      // Somebody another desk has not told the centre of yet is no reason to refuse a registration.
      if (notSameReason === '' || other === card.id || !(await tx.get('patients', other))) continue
      await noteLink(tx, { id: ctx.idFor(`not same as ${other}`), patientId: card.id, otherId: other, relation: 'not_same', note: notSameReason }, ctx)
    }
  },
})

type Card = Pick<Row<'patients'>, 'id' | 'last_name' | 'first_name' | 'suffix' | 'birth_date' | 'phone' | 'email'>

/** Whether somebody here looks the same by birth date, or by phone or e-mail written the same way. The screens' search looks further. */
async function hasDouble(tx: Tx, card: Card): Promise<boolean> {
  const near = [
    ...(card.birth_date === null ? [] : await tx.select('patients', [['birth_date', '=', card.birth_date], ['deleted_at', 'is null']])),
    ...(card.phone === '' ? [] : await tx.select('patients', [['phone', '=', card.phone], ['deleted_at', 'is null']])),
    ...(card.email === '' ? [] : await tx.select('patients', [['email', '=', card.email], ['deleted_at', 'is null']])),
  ]
  return near.some((other) => other.id !== card.id && likeness(card, other) !== null)
}
