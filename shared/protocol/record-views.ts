/** Answers of the ClinicApi about medical histories, consents and forms that are not saved yet. */
import type { Row } from '../schema/index.ts'

export interface ReviewState {
  /** Day of the last review, in the clinic's zone. */
  reviewedOn: string | null
  byName: string | null
  dueOn: string | null
  isDue: boolean
}

export interface HistoryView {
  forms: (Row<'intake_forms'> & { byName: string | null })[]
  reviews: (Row<'history_reviews'> & { byName: string | null })[]
}

/** What somebody typed and has not saved, as this PC keeps it. */
export interface DraftView {
  savedAt: string
  content: string
}

export interface ConsentView extends Row<'consents'> {
  byName: string | null
  revokedByName: string | null
}

export interface PatientConsents {
  signed: ConsentView[]
  /** The texts that can be signed now. */
  offered: Row<'consent_templates'>[]
}
