/** What the medical history asks, and what of it must warn. */
import type { IntakeAnswers, Row } from '../schema/index.ts'
import { addMonths } from './months.ts'
import { fold } from './names.ts'

/** Raised when the questions change; earlier forms keep the number they were asked under. */
export const INTAKE_VERSION = 2

/** Conditions the form lists, in its order. Codes stay for good; `alert` is how loud the patient's page warns of it, null for not at all. */
export const CONDITIONS = [
  { code: 'hypertension', label: 'High blood pressure', alert: 'caution' },
  { code: 'heart', label: 'Heart disease', alert: 'critical' },
  { code: 'valve', label: 'Artificial heart valve', alert: 'critical' },
  { code: 'pacemaker', label: 'Pacemaker', alert: 'critical' },
  { code: 'stroke', label: 'Stroke', alert: 'caution' },
  { code: 'diabetes', label: 'Diabetes', alert: 'caution' },
  { code: 'asthma', label: 'Asthma', alert: 'caution' },
  { code: 'bleeding', label: 'Bleeding disorder', alert: 'critical' },
  { code: 'kidney', label: 'Kidney disease', alert: 'caution' },
  { code: 'hepatitis', label: 'Hepatitis or liver disease', alert: 'caution' },
  { code: 'tuberculosis', label: 'Tuberculosis', alert: 'caution' },
  { code: 'epilepsy', label: 'Epilepsy', alert: 'caution' },
  { code: 'thyroid', label: 'Thyroid disease', alert: null },
  { code: 'cancer', label: 'Cancer treatment', alert: 'caution' },
  { code: 'bisphosphonates', label: 'Medicine for the bones (bisphosphonates)', alert: 'critical' },
  { code: 'pregnant', label: 'Pregnant', alert: 'caution' },
  { code: 'smoker', label: 'Smokes', alert: null },
] as const satisfies readonly { code: string; label: string; alert: Severity | null }[]

type Alert = Row<'medical_alerts'>
type Severity = Alert['severity']
export const CONDITION_CODES = CONDITIONS.map(({ code }) => code)
export type ProposedAlert = Pick<Alert, 'kind' | 'severity' | 'label'>
const LONGEST_LABEL = 200

export const EMPTY_INTAKE: IntakeAnswers = {
  history: '', allergies: [], medications: [], conditions: [], otherConditions: '', noneKnown: [], emergency: { name: '', relation: '', phone: '' },
  insurance: { provider: '', memberNumber: '', principal: '' }, concerns: '', preferredDentistId: null, answeredBy: '',
}

/** The alerts that the answers call for and that do not stand yet, loudest first. */
export function alertsFor(answers: IntakeAnswers, standing: readonly Pick<Alert, 'label'>[]): ProposedAlert[] {
  const known = new Set(standing.map(({ label }) => fold(label)))
  const named = ({ label, note }: { label: string; note: string }) => [label.trim(), note.trim()].filter(Boolean).join(', ').slice(0, LONGEST_LABEL)
  const proposed: ProposedAlert[] = [
    ...answers.allergies.filter(({ label }) => label.trim() !== '').map((item) => ({ kind: 'allergy' as const, severity: 'critical' as const, label: named(item) })),
    ...CONDITIONS.filter(({ code, alert }) => alert === 'critical' && answers.conditions.includes(code)).map(conditionAlert),
    ...CONDITIONS.filter(({ code, alert }) => alert === 'caution' && answers.conditions.includes(code)).map(conditionAlert),
    ...answers.medications.filter(({ label }) => label.trim() !== '').map((item) => ({ kind: 'medication' as const, severity: 'caution' as const, label: named(item) })),
  ]
  return proposed.filter(({ label }) => {
    const key = fold(label)
    if (known.has(key)) return false
    known.add(key)
    return true
  })
}

function conditionAlert({ label, alert }: (typeof CONDITIONS)[number]): ProposedAlert {
  return { kind: 'condition', severity: alert ?? 'info', label }
}

/** The day from which a history is due again; null when it was never reviewed and is due now. */
export function reviewDueOn(lastReviewed: string | null, months: number): string | null {
  return lastReviewed === null ? null : addMonths(lastReviewed, months)
}

/** Whether the history must be gone through before treatment, today. */
export function isReviewDue(lastReviewed: string | null, months: number, today: string): boolean {
  const due = reviewDueOn(lastReviewed, months)
  return due === null || due <= today
}
