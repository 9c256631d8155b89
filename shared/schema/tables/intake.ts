import { base, bool, int, json, nullable, oneOf, table, text, timestamp, uuid } from '../descriptor.ts'

const pii = { personal: true }

/** Something a patient names on the form, with a remark: an allergy and what it does, a medicine and its dose. */
export interface NamedItem {
  label: string
  note: string
}

export const NONE_KNOWN = ['allergies', 'medications', 'conditions'] as const
export type NoneKnown = (typeof NONE_KNOWN)[number]

/** What a filled intake form says (domain §1.1). Texts are as given; empty when not asked. */
export interface IntakeAnswers {
  history: string
  allergies: NamedItem[]
  medications: NamedItem[]
  /** Codes of shared/domain/intake. */
  conditions: string[]
  otherConditions: string
  /** What was asked and answered with none: an empty list alone does not say so. Absent in forms before version 2. */
  noneKnown?: NoneKnown[]
  emergency: { name: string; relation: string; phone: string }
  insurance: { provider: string; memberNumber: string; principal: string }
  concerns: string
  preferredDentistId: string | null
  /** Who answered: the patient, or a parent or guardian by name. */
  answeredBy: string
}

export const intakeForms = table('intake_forms', {
  comment: 'A medical and dental history as it was given on a day; a later one is a new row, the earlier ones stay',
  merge: 'facts',
  indexes: [['patient_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    form_version: int('Which form was asked: the questions change over the years'),
    answers: json<IntakeAnswers>('What was answered', pii),
    recorded_by: nullable(uuid('Who entered it')),
  },
})

export const historyReviews = table('history_reviews', {
  comment: 'That somebody went through the medical history with the patient',
  merge: 'facts',
  indexes: [['patient_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    intake_form_id: nullable(uuid('The form that was filled in on that occasion, if any')),
    note: text('What changed, if anything', pii),
    reviewed_by: nullable(uuid('Who reviewed it')),
  },
})

export const consentTemplates = table('consent_templates', {
  comment: 'A version of the text of a consent; a change is a new version, for what was signed must stay what it was',
  merge: 'facts',
  columns: {
    ...base,
    code: text('Which consent it is, the same for all its versions'),
    version: int('Counts from 1 within the code'),
    title: text('Heading on paper'),
    body: text('The text; {patient}, {date}, {clinic}, {dentist} and {procedure} are filled in at signing'),
    is_offered: bool('Whether it can be signed; false withdraws it'),
    created_by: nullable(uuid('Who wrote it')),
  },
})

/** Pen strokes in a box of 600 by 200; every stroke is x, y, x, y and so on in whole numbers. */
export type Strokes = number[][]

export const consents = table('consents', {
  comment: 'A consent as it was signed: the text is frozen, revoking it is noted beside it',
  merge: 'facts',
  indexes: [['patient_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    template_id: uuid('The version of the text that was signed'),
    title: text('Heading as signed'),
    body: text('Text as signed', pii),
    signed_by: text('Full name of who signed', pii),
    signer_relation: text('What the signer is to the patient; empty when the patient signed', pii),
    method: oneOf('signing_method', ['drawn', 'typed'], 'A signature drawn on the screen, or the full name typed and confirmed'),
    strokes: json<Strokes>('The drawn signature; empty when the name was typed', pii),
    signed_at: timestamp('When it was signed, by the clock of the desk'),
    witness_name: text('Who saw it signed', pii),
    recorded_by: nullable(uuid('Who took the consent')),
    revoked_at: nullable(timestamp('When it was revoked')),
    revoked_by: nullable(uuid('Who noted that')),
    revoke_reason: text('Why it was revoked; empty while it holds', pii),
  },
})
