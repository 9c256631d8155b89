import { v7 as uuidv7 } from 'uuid'
import { digitsOf, fold, fullName } from '../../../../shared/domain/names.ts'
import { isTooth } from '../../../../shared/domain/teeth.ts'
import { patientFields } from '../../../../shared/mutators/patient/fields.ts'
import type { Row } from '../../../../shared/schema/index.ts'
import { patientRow } from '../patients/import.ts'
import { parseSex, tidyPhone } from '../patients/values.ts'
import type { Namesake } from '../patients/plan.ts'
import type { Finding } from '../report.ts'
import { toothRecord } from './file.ts'
import type { ApexoPatient, Listed } from './file.ts'

export const SOURCE = 'apexo'

const LONGEST_NOTE = 4000

export interface Origin {
  source: string
  clinicId: string
  /** Instant of the import. */
  now: string
}

/** A new patient with everything that comes with one, to be written together. */
export interface PlannedPerson {
  patient: Row<'patients'>
  alerts: Row<'medical_alerts'>[]
  chart: Row<'chart_entries'>[]
}

export interface PeoplePlan {
  create: PlannedPerson[]
  findings: Finding[]
  /** Our id of each patient of the file that is or will be in the clinic. */
  ids: Map<string, string>
}

/** Apexo's words for teeth; a cause of loss it does not record. */
const CONDITIONS: Record<string, { finding: string; layer: Row<'chart_entries'>['layer']; remark?: string }> = {
  sound: { finding: 'sound', layer: 'condition' },
  filled: { finding: 'filling', layer: 'existing' },
  compromised: { finding: 'watch', layer: 'condition', remark: 'compromised' },
  endo: { finding: 'root_canal', layer: 'existing' },
  missing: { finding: 'missing_other', layer: 'condition', remark: 'cause not recorded' },
  rotated: { finding: 'rotated', layer: 'condition' },
  displaced: { finding: 'displaced', layer: 'condition' },
  'gum-recessed': { finding: 'gum_recession', layer: 'condition' },
}

/**
 * Plans the patients. All of them are created, also those with the same name, because their appointments hang on them;
 * the report marks them for review. `chartDay` gives the day on which a patient's teeth were last seen.
 */
export function planPeople(list: readonly Listed<ApexoPatient>[], existing: { ids: ReadonlyMap<string, string>; patients: readonly Namesake[] }, chartDay: (id: string) => string, origin: Origin): PeoplePlan {
  const plan: PeoplePlan = { create: [], findings: [], ids: new Map() }
  const namesakes = countNames(list)
  const known = new Set(existing.patients.flatMap((patient) => contactKey(patient.last_name, patient.first_name, patient.phone) ?? []))
  for (const item of list) {
    if (!item.ok) {
      plan.findings.push({ outcome: 'rejected', record: 'patient', where: item.where, reason: item.reason })
      continue
    }
    const { value, where } = item
    const knownId = existing.ids.get(value.id)
    if (knownId !== undefined) {
      plan.ids.set(value.id, knownId)
      plan.findings.push({ outcome: 'matched', record: 'patient', where, reason: '', name: value.name })
      continue
    }
    const planned = planPerson(value, where, chartDay(value.id), origin)
    const name = fullName(planned.person.patient)
    const review = reviewReasons(value, planned.person.patient, namesakes, known)
    plan.ids.set(value.id, planned.person.patient.id)
    plan.create.push(planned.person)
    plan.findings.push({ outcome: 'created', record: 'patient', where, reason: [...review, ...planned.remarks].join(' '), name, review: review.length > 0 }, ...planned.findings)
  }
  return plan
}

function countNames(list: readonly Listed<ApexoPatient>[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of list) if (item.ok) counts.set(fold(item.value.name), (counts.get(fold(item.value.name)) ?? 0) + 1)
  return counts
}

function reviewReasons(value: ApexoPatient, patient: Row<'patients'>, namesakes: ReadonlyMap<string, number>, known: ReadonlySet<string>): string[] {
  const others = (namesakes.get(fold(value.name)) ?? 1) - 1
  const key = contactKey(patient.last_name, patient.first_name, patient.phone)
  return [
    ...(others > 0 ? [`${others} more in the file with the same name.`] : []),
    ...(key && known.has(key) ? ['Same name and phone number as a patient of the clinic.'] : []),
  ]
}

function contactKey(last: string, first: string, phone: string): string | null {
  const digits = digitsOf(phone)
  return digits.length >= 7 ? `${fold(last)}|${fold(first)}|${digits}` : null
}

function planPerson(value: ApexoPatient, where: string, day: string, origin: Origin): { person: PlannedPerson; remarks: string[]; findings: Finding[] } {
  const remarks: string[] = []
  const notes = [bornNote(value.birthYear, remarks), value.tags && `Tags: ${value.tags}`, value.labels.length > 0 && `Labels: ${value.labels.map((label) => label.text).join(', ')}`]
  const fit = (field: 'phone' | 'email' | 'street', label: string, content: string): string => {
    const parsed = patientFields[field].safeParse(content)
    if (parsed.success) return parsed.data
    notes.push(`${label} as imported: ${content}`)
    remarks.push(`${label} does not fit and was put into the notes.`)
    return ''
  }
  const contact = { phone: fit('phone', 'Phone', tidyPhone(value.phone)), email: fit('email', 'E-mail', value.email.trim()), street: fit('street', 'Address', value.address.trim()) }
  if (value.gallery.length > 0) remarks.push(`Pictures not imported: ${value.gallery.length}.`)
  const values = {
    ...namesOf(value.name, remarks), ...contact, sex: parseSex(value.gender) ?? ('unknown' as const), notes: cut(notes.filter(Boolean).join('\n'), remarks),
    middle_name: '', suffix: '', chart_number: '', birth_date: null, barangay: '', city: '', province: '', postal_code: '', emergency_name: '', emergency_phone: '', emergency_relation: '', osca_id: '', pwd_id: '', pwd_valid_until: null, is_deceased: false,
  }
  const patient = patientRow({ values, legacyId: value.id }, origin)
  const chart = planChart(value, patient.id, where, day, origin)
  return { person: { patient, alerts: alertsOf(value, patient.id, origin), chart: chart.entries }, remarks, findings: chart.findings }
}

/** The notes as far as the column holds them. */
function cut(notes: string, remarks: string[]): string {
  if (notes.length > LONGEST_NOTE) remarks.push(`The notes were cut after ${LONGEST_NOTE} characters.`)
  return notes.slice(0, LONGEST_NOTE)
}

/** Apexo keeps one name: the last word is taken for the family name. */
function namesOf(name: string, remarks: string[]): { last_name: string; first_name: string } {
  const [before = '', after] = name.split(',', 2).map((part) => part.trim())
  if (before && after) return { last_name: before, first_name: after }
  const words = before.split(/\s+/)
  const last = words.pop() ?? before
  if (words.length === 0) remarks.push('There is only one name; the given name is left as "-".')
  return { last_name: last, first_name: words.join(' ') || '-' }
}

/** The field holds a year of birth, an age, or 0. None of these is a day, so the birth date stays empty. */
function bornNote(birthYear: number, remarks: string[]): string {
  if (Number.isInteger(birthYear) && birthYear >= 1880 && birthYear <= 2100) return `Born in ${birthYear}; the day is not known.`
  if (Number.isInteger(birthYear) && birthYear > 0 && birthYear <= 120) return `Age when registered in Apexo: ${birthYear}. The birth date is not known.`
  if (birthYear !== 0) remarks.push('The year of birth is neither a year nor an age and was left out.')
  return ''
}

function alertsOf(value: ApexoPatient, patientId: string, origin: Origin): Row<'medical_alerts'>[] {
  const labels = value.medicalHistory.map((label) => label.trim().slice(0, 200)).filter(Boolean)
  return labels.map((label) => ({
    id: uuidv7(), clinic_id: origin.clinicId, created_at: origin.now, patient_id: patientId, kind: 'condition', severity: 'caution', label,
    created_by: null, ended_at: null, ended_by: null,
  }))
}

function planChart(value: ApexoPatient, patientId: string, where: string, day: string, origin: Origin): { entries: Row<'chart_entries'>[]; findings: Finding[] } {
  const entries = new Map<string, Row<'chart_entries'>>()
  const findings: Finding[] = []
  for (const item of value.teeth) {
    const parsed = toothRecord.safeParse(item)
    const tooth = parsed.success ? String(parsed.data.ISO) : ''
    const known = parsed.success && Object.hasOwn(CONDITIONS, parsed.data.condition) ? CONDITIONS[parsed.data.condition] : undefined
    const about = { record: 'tooth', where: `${where}, tooth ${isTooth(tooth) ? tooth : '?'}` }
    if (!parsed.success || !known || !isTooth(tooth) || entries.has(tooth)) {
      const reason = !isTooth(tooth) ? 'That is not a tooth of ISO 3950.' : entries.has(tooth) ? 'The tooth is described twice.' : 'The condition is not known.'
      findings.push({ ...about, outcome: 'rejected', reason })
      continue
    }
    findings.push({ ...about, outcome: 'created', reason: '' })
    const note = [`Apexo: ${known.remark ?? parsed.data.condition}`, ...parsed.data.notes].join('. ').slice(0, LONGEST_NOTE)
    entries.set(tooth, {
      id: uuidv7(), clinic_id: origin.clinicId, created_at: origin.now, patient_id: patientId, tooth, surfaces: '', layer: known.layer, finding: known.finding, note,
      service_id: null, appointment_id: null, dentist_id: null, effective_date: day, recorded_by: null, voids_entry_id: null, legacy_source: origin.source, legacy_id: `${value.id}:${tooth}`,
    })
  }
  return { entries: [...entries.values()], findings }
}
