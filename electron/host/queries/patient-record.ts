import { fullName } from '../../../shared/domain/names.ts'
import { isReviewDue, reviewDueOn } from '../../../shared/domain/intake.ts'
import { localOf, todayIn } from '../../../shared/domain/time.ts'
import type { ConsentView, HistoryView, LinkView, MergedRecord, MergePreview, MergeSide, ReviewState } from '../../../shared/protocol/views.ts'
import type { Row } from '../../../shared/schema/index.ts'
import type { Db } from '../store/database.ts'
import { marks, recordsOf, rootOf } from './merged.ts'
import { hitsOf } from './patient-search.ts'
import { all, one, rowOf, rowsOf } from './rows.ts'
import type { Now } from './rows.ts'

const INVERSE: Record<Row<'patient_links'>['relation'], Row<'patient_links'>['relation']> = {
  parent: 'child', child: 'parent', guardian: 'ward', ward: 'guardian', guarantor: 'dependant', dependant: 'guarantor', spouse: 'spouse', sibling: 'sibling', other: 'other', not_same: 'not_same',
}

/** What others are to the patient, read from whichever of the two the link was noted at. */
export function linksOf(db: Db, records: readonly string[]): LinkView[] {
  const list = marks(records)
  const links = rowsOf(db, 'patient_links', `where ended_at is null and (patient_id in (${list}) or other_id in (${list})) order by created_at, id`, ...records, ...records)
  return links.flatMap((link) => {
    const isOurs = records.includes(link.patient_id)
    const other = rowOf(db, 'patients', rootOf(db, isOurs ? link.other_id : link.patient_id))
    // Both ends may have become one record meanwhile.
    if (!other || other.deleted_at || records.includes(other.id)) return []
    return [{ id: link.id, patientId: other.id, name: fullName(other), phone: other.phone, relation: isOurs ? link.relation : INVERSE[link.relation], note: link.note }]
  })
}

/** The records that are read as part of this one directly, with the merge that can be undone. */
export function mergedRecords(db: Db, records: readonly string[]): MergedRecord[] {
  const merges = rowsOf(db, 'patient_merges', `where undone_at is null and into_patient_id in (${marks(records)}) order by created_at, id`, ...records)
  return merges.flatMap((merge) => {
    const from = rowOf(db, 'patients', merge.from_patient_id)
    return from ? [{ mergeId: merge.id, patientId: from.id, name: fullName(from), chartNumber: from.chart_number, mergedAt: merge.created_at, byName: nameOf(db, merge.merged_by), reason: merge.reason }] : []
  })
}

/** When the history was last gone through, and whether it is due again. */
export function reviewState(db: Db, records: readonly string[], now: string): ReviewState {
  const clinic = rowsOf(db, 'clinics', 'limit 1')[0]
  const zone = clinic?.timezone ?? 'Asia/Manila'
  const months = clinic?.history_review_months ?? 6
  const newest = rowsOf(db, 'history_reviews', `where patient_id in (${marks(records)}) order by created_at desc, id desc limit 1`, ...records)[0]
  const on = newest ? localOf(newest.created_at, zone).date : null
  return { reviewedOn: on, byName: newest ? nameOf(db, newest.reviewed_by) : null, dueOn: reviewDueOn(on, months), isDue: isReviewDue(on, months, todayIn(zone, now)) }
}

/** Every filled form and every review of a patient, newest first. */
export function history(db: Db, { patientId }: { patientId: string }): HistoryView {
  const records = recordsOf(db, patientId)
  const of = `where patient_id in (${marks(records)}) order by created_at desc, id desc`
  return {
    forms: rowsOf(db, 'intake_forms', of, ...records).map((form) => ({ ...form, byName: nameOf(db, form.recorded_by) })),
    reviews: rowsOf(db, 'history_reviews', of, ...records).map((review) => ({ ...review, byName: nameOf(db, review.reviewed_by) })),
  }
}

/** The consents of a patient, newest first, and the texts that can be signed. */
export function consents(db: Db, { patientId }: { patientId: string }): { signed: ConsentView[]; offered: Row<'consent_templates'>[] } {
  const records = recordsOf(db, patientId)
  const signed = rowsOf(db, 'consents', `where patient_id in (${marks(records)}) order by signed_at desc, id desc`, ...records)
  return { signed: signed.map((consent) => ({ ...consent, byName: nameOf(db, consent.recorded_by), revokedByName: nameOf(db, consent.revoked_by) })), offered: templates(db).filter((template) => template.is_offered) }
}

/** The newest version of every consent text, by heading. */
export function templates(db: Db): Row<'consent_templates'>[] {
  return rowsOf(db, 'consent_templates', 'where version = (select max(t.version) from consent_templates t where t.code = consent_templates.code) order by title, id')
}

/** The portrait in base64; null when there is none. */
export function photo(db: Db, { patientId }: { patientId: string }): { content: string } | null {
  const records = recordsOf(db, patientId)
  // The record that stays has the word; what was merged only helps out.
  const photos = rowsOf(db, 'patient_photos', `where patient_id in (${marks(records)}) and ended_at is null order by created_at desc, id desc`, ...records)
  const shown = photos.find((each) => each.patient_id === records[0]) ?? photos[0]
  return shown ? { content: shown.content } : null
}

/** Labels and severities that hold, for the banner that no screen hides. */
export function alerts(db: Db, { patientId }: { patientId: string }): Row<'medical_alerts'>[] {
  return alertsOf(db, recordsOf(db, patientId))
}

export function alertsOf(db: Db, records: readonly string[]): Row<'medical_alerts'>[] {
  return rowsOf(db, 'medical_alerts', `where patient_id in (${marks(records)}) and ended_at is null order by case severity when 'critical' then 0 when 'caution' then 1 else 2 end, created_at`, ...records)
}

/** Both records side by side with what is read as one after the merge. Null when one of them is not known here. */
export function mergePreview(db: Db, { fromId, intoId, now, showsBalance }: { fromId: string; intoId: string; showsBalance: boolean } & Now): MergePreview | null {
  const [from, into] = [sideOf(db, fromId, now, showsBalance), sideOf(db, intoId, now, showsBalance)]
  return from && into && from.patient.id !== into.patient.id ? { from, into } : null
}

function sideOf(db: Db, patientId: string, now: string, showsBalance: boolean): MergeSide | null {
  const records = recordsOf(db, patientId)
  const patient = rowOf(db, 'patients', records[0]!)
  const [hit] = hitsOf(db, [records[0]!], { now, showsBalance })
  if (!patient || !hit) return null
  const count = (table: 'appointments' | 'chart_entries' | 'medical_alerts' | 'intake_forms' | 'consents' | 'ledger_lines' | 'payments' | 'statements') => one<{ n: number }>(db, `select count(*) as n from ${table} where patient_id in (${marks(records)})`, ...records)!.n
  return {
    hit,
    patient,
    counts: {
      visits: count('appointments'), chart: count('chart_entries'), alerts: count('medical_alerts'), forms: count('intake_forms'), consents: count('consents'),
      ...(showsBalance ? { charges: count('ledger_lines'), payments: count('payments'), statements: count('statements') } : {}),
    },
  }
}

function nameOf(db: Db, userId: string | null): string | null {
  return userId === null ? null : (all<{ display_name: string }>(db, 'select display_name from users where id = ?', userId)[0]?.display_name ?? null)
}

/** What the document of a consent needs; undefined when there is no such consent. */
export interface ConsentSource {
  consent: Row<'consents'>
  clinic: { name: string; address: string; phone: string; timezone: string }
  patient: { name: string; birthDate: string | null; chartNumber: string }
  recordedByName: string
}

export function consentSource(db: Db, { consentId }: { consentId: string }): ConsentSource | undefined {
  const consent = rowOf(db, 'consents', consentId)
  const patient = consent && rowOf(db, 'patients', consent.patient_id)
  const clinic = rowsOf(db, 'clinics', 'limit 1')[0]
  if (!consent || !patient || !clinic) return undefined
  const branch = rowsOf(db, 'locations', 'where deleted_at is null order by created_at, id limit 1')[0]
  const address = branch ? [branch.street, branch.barangay, branch.city, `${branch.province} ${branch.postal_code}`.trim()].filter(Boolean).join(', ') : ''
  return {
    consent,
    clinic: { name: clinic.name, address, phone: branch?.phone ?? '', timezone: clinic.timezone },
    patient: { name: fullName(patient), birthDate: patient.birth_date, chartNumber: patient.chart_number },
    recordedByName: nameOf(db, consent.recorded_by) ?? '',
  }
}
