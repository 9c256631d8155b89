import { z } from 'zod'
import { CONDITION_CODES } from '../../domain/intake.ts'
import { fold } from '../../domain/names.ts'
import { NONE_KNOWN } from '../../schema/tables/intake.ts'
import { id, line, note, required } from '../fields.ts'
import { defineMutator, mustExist, mustGet, Refusal } from '../mutator.ts'
import { applyChanges, fieldChange } from './edit.ts'

const item = z.object({ label: required('The name', 120), note: line(120) })
const MOST_ITEMS = 40

export const intakeAnswers = z.object({
  history: note,
  allergies: z.array(item).max(MOST_ITEMS),
  medications: z.array(item).max(MOST_ITEMS),
  /** Codes of a newer program are kept, as long as they look like one. */
  conditions: z.array(z.string().regex(/^[a-z_]{1,40}$/)).max(CONDITION_CODES.length + MOST_ITEMS),
  otherConditions: line(1000),
  noneKnown: z.array(z.enum(NONE_KNOWN)).max(NONE_KNOWN.length).default([]),
  emergency: z.object({ name: line(120), relation: line(60), phone: line(40) }),
  insurance: z.object({ provider: line(120), memberNumber: line(60), principal: line(120) }),
  concerns: note,
  preferredDentistId: id.nullable(),
  answeredBy: line(120),
})

/**
 * Keeps a filled intake form, notes the alerts it calls for and that the history was reviewed, and brings what it says
 * of the patient into the record: all or nothing.
 */
export const recordIntake = defineMutator({
  name: 'intake.record',
  permission: 'patients.write',
  input: z.object({
    id,
    patientId: id,
    version: z.int().min(1).max(1000),
    answers: intakeAnswers,
    alerts: z.array(z.object({ id, kind: z.enum(['allergy', 'condition', 'medication', 'other']), severity: z.enum(['info', 'caution', 'critical']), label: required('What the alert says', 200) })).max(100).default([]),
    /** Fields of the record that the form brings up to date, such as the emergency contact. */
    changes: z.array(fieldChange).max(10).default([]),
  }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    const patient = await mustGet(tx, 'patients', input.patientId, 'The patient')
    if (patient.deleted_at) throw new Refusal('patient_gone', 'The patient record was withdrawn.')
    await mustExist(tx, 'users', input.answers.preferredDentistId, 'The preferred dentist')
    const base = { clinic_id: ctx.clinicId, created_at: ctx.at, patient_id: input.patientId }
    await tx.insert('intake_forms', { ...base, id: input.id, form_version: input.version, answers: input.answers, recorded_by: ctx.actorId })
    await tx.insert('history_reviews', { ...base, id: ctx.idFor('review'), intake_form_id: input.id, note: '', reviewed_by: ctx.actorId })
    // Another desk may have noted the same allergy meanwhile: it warns once.
    const standing = await tx.select('medical_alerts', [['patient_id', '=', input.patientId], ['ended_at', 'is null']])
    const known = new Set(standing.map((alert) => fold(alert.label)))
    for (const alert of input.alerts) {
      if (known.has(fold(alert.label))) continue
      known.add(fold(alert.label))
      await tx.insert('medical_alerts', { ...base, ...alert, created_by: ctx.actorId, ended_at: null, ended_by: null })
    }
    await applyChanges(tx, patient, input.changes, ctx)
  },
})

/** Notes that the medical history was gone through with the patient, with what was said if anything. */
export const reviewHistory = defineMutator({
  name: 'history.review',
  permission: 'patients.write',
  input: z.object({ id, patientId: id, note: line(1000).default('') }),
  patientOf: (input) => input.patientId,
  async apply(tx, input, ctx) {
    await mustGet(tx, 'patients', input.patientId, 'The patient')
    await tx.insert('history_reviews', { id: input.id, clinic_id: ctx.clinicId, created_at: ctx.at, patient_id: input.patientId, intake_form_id: null, note: input.note, reviewed_by: ctx.actorId })
  },
})
