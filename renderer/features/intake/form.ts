import { alertsFor, EMPTY_INTAKE, INTAKE_VERSION } from '../../../shared/domain/intake.ts'
import type { ProposedAlert } from '../../../shared/domain/intake.ts'
import { digitsOf, fold } from '../../../shared/domain/names.ts'
import type { MutationInput } from '../../../shared/mutators/index.ts'
import { intakeAnswers } from '../../../shared/mutators/patient/intake.ts'
import type { HistoryView } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { IntakeAnswers, NamedItem, NoneKnown } from '../../../shared/schema/tables/intake.ts'
import { newId } from '../../api/hooks.ts'
import { intake } from '../../text/en/intake.ts'

const { errors } = intake
const FULL_AGE = 18
const FEWEST_DIGITS = 7

type Patient = Row<'patients'>

/** The form as it is being filled in. */
export interface IntakeForm {
  /** The version it started from; null for a first one. */
  baseId: string | null
  answers: IntakeAnswers
  /** Alerts that the person does not want, folded. */
  skipped: string[]
}

export type IntakeProblems = Record<string, string>

/** A form to go through with the patient: what is known already, and what is asked each time empty. */
export function startForm(newest: HistoryView['forms'][number] | undefined, patient: Patient): IntakeForm {
  const before = { ...EMPTY_INTAKE, ...newest?.answers }
  const { emergency_name, emergency_relation, emergency_phone } = patient
  const emergency = emergency_name ? { name: emergency_name, relation: emergency_relation, phone: emergency_phone } : before.emergency
  return { baseId: newest?.id ?? null, answers: { ...before, emergency, concerns: '', answeredBy: '' }, skipped: [] }
}

/** A kept draft; null when it is none of this program. Half-typed answers are as good as whole ones. */
export function readForm(content: string): IntakeForm | null {
  try {
    const { baseId, answers, skipped } = JSON.parse(content) as Partial<IntakeForm>
    if (typeof answers !== 'object' || answers === null || !Array.isArray(skipped)) return null
    const form = { baseId: baseId ?? null, answers: { ...EMPTY_INTAKE, ...answers }, skipped }
    return isShaped(form.answers) ? form : null
  } catch {
    return null
  }
}

/** Half-typed rows have no name yet, which is all that the rule for saved answers may have against a draft. */
function isShaped(answers: IntakeAnswers): boolean {
  const named = (items: NamedItem[]) => (Array.isArray(items) ? items.map((item) => ({ ...item, label: item.label || '?' })) : items)
  return intakeAnswers.safeParse({ ...answers, allergies: named(answers.allergies), medications: named(answers.medications) }).success
}

/** The answers as they are kept: without empty rows, and without a "none" beside what was named. */
export function tidyAnswers(answers: IntakeAnswers): IntakeAnswers {
  const items = (rows: NamedItem[]) => rows.map(({ label, note }) => ({ label: label.trim(), note: note.trim() })).filter(({ label, note }) => label !== '' || note !== '')
  const tidy = { ...answers, allergies: items(answers.allergies), medications: items(answers.medications) }
  return { ...tidy, noneKnown: (answers.noneKnown ?? []).filter((kind) => !isNamed(tidy, kind)) }
}

/** Whether something was named, so that "none" cannot be meant. */
export function isNamed(answers: IntakeAnswers, kind: NoneKnown): boolean {
  if (kind === 'conditions') return answers.conditions.length > 0 || answers.otherConditions.trim() !== ''
  return answers[kind].some(({ label, note }) => label.trim() !== '' || note.trim() !== '')
}

/** What must be asked or mended before the form is saved, by the field that it stands beside. */
export function problemsOf(answers: IntakeAnswers, age: number | null): IntakeProblems {
  const problems: IntakeProblems = {}
  for (const kind of ['allergies', 'medications', 'conditions'] as const) {
    if (!isNamed(answers, kind) && !answers.noneKnown?.includes(kind)) problems[kind] = errors[kind]
  }
  for (const [kind, missing] of [['allergies', errors.allergy], ['medications', errors.medicine]] as const) {
    for (const [row, { label, note }] of answers[kind].entries()) if (label.trim() === '' && note.trim() !== '') problems[`${kind}.${row}`] = missing
  }
  const { emergency, insurance } = answers
  const phone = emergency.phone.trim()
  if (emergency.name.trim() === '' && (phone !== '' || emergency.relation.trim() !== '')) problems['emergency.name'] = errors.emergencyName
  if (emergency.name.trim() !== '' && phone === '') problems['emergency.phone'] = errors.emergencyPhone
  if (phone !== '' && digitsOf(phone).length < FEWEST_DIGITS) problems['emergency.phone'] = errors.phone
  if (insurance.provider.trim() === '' && (insurance.memberNumber.trim() !== '' || insurance.principal.trim() !== '')) problems['insurance.provider'] = errors.provider
  if (age !== null && age < FULL_AGE && answers.answeredBy.trim() === '') problems['answeredBy'] = errors.guardian
  return problems
}

/** The alerts that saving would add, with those the person does not want marked. */
export function proposedAlerts(form: IntakeForm, standing: readonly Pick<Row<'medical_alerts'>, 'label'>[]): (ProposedAlert & { isWanted: boolean })[] {
  return alertsFor(tidyAnswers(form.answers), standing).map((alert) => ({ ...alert, isWanted: !form.skipped.includes(fold(alert.label)) }))
}

/** The form with an alert wanted or not. */
export function wantAlert(form: IntakeForm, label: string, isWanted: boolean): IntakeForm {
  const others = form.skipped.filter((folded) => folded !== fold(label))
  return { ...form, skipped: isWanted ? others : [...others, fold(label)] }
}

/** What saving writes: the answers, the alerts they call for, and what they say of the patient's record. */
export function recordInput(form: IntakeForm, patient: Patient, standing: readonly Pick<Row<'medical_alerts'>, 'label'>[]): MutationInput<'intake.record'> {
  const answers = tidyAnswers(form.answers)
  const { name, relation, phone } = answers.emergency
  const fields = name.trim() === '' ? [] : [['emergency_name', name], ['emergency_relation', relation], ['emergency_phone', phone]] as const
  return {
    id: newId(),
    patientId: patient.id,
    version: INTAKE_VERSION,
    answers,
    alerts: proposedAlerts(form, standing).filter(({ isWanted }) => isWanted).map(({ kind, severity, label }) => ({ id: newId(), kind, severity, label })),
    changes: fields.filter(([field, to]) => patient[field].trim() !== to.trim()).map(([field, to]) => ({ field, from: patient[field], to: to.trim() })),
  }
}
