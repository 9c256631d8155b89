import { base, bool, date, json, nullable, oneOf, table, text, timestamp, uuid } from '../descriptor.ts'

const pii = { personal: true }

export const patients = table('patients', {
  comment: 'A person the clinic treats',
  merge: 'fields',
  indexes: [['last_name', 'first_name'], ['legacy_source', 'legacy_id'], ['birth_date']],
  columns: {
    ...base,
    chart_number: text('Number of the paper or imported chart; empty when none', pii),
    last_name: text('Family name', pii),
    first_name: text('Given name', pii),
    middle_name: text('Middle name', pii),
    suffix: text('Jr, Sr, III', pii),
    birth_date: nullable(date('Date of birth', pii)),
    sex: oneOf('sex', ['female', 'male', 'unknown'], 'Sex as recorded'),
    phone: text('Phone number as given', pii),
    email: text('E-mail address', pii),
    street: text('House number and street', pii),
    barangay: text('Barangay', pii),
    city: text('City or municipality', pii),
    province: text('Province', pii),
    postal_code: text('ZIP code', pii),
    emergency_name: text('Whom to call in an emergency', pii),
    emergency_phone: text('Phone number of that person', pii),
    notes: text('Front-desk note', pii),
    is_deceased: bool('Whether the person has died'),
    field_edits: json<Record<string, string>>('For each edited field, when the standing value was made (ISO-8601, desk time corrected to the centre)'),
    legacy_source: nullable(text('The import the person came from')),
    legacy_id: nullable(text('Id of the person in that source', pii)),
    created_by: nullable(uuid('Who registered the person')),
    updated_at: timestamp('When the person was last changed'),
    archived_at: nullable(timestamp('When the record was archived')),
    deleted_at: nullable(timestamp('When the record was withdrawn')),
    emergency_relation: text('What that person is to the patient, such as mother', pii),
    osca_id: text('Number of the senior citizen card (OSCA); empty when none', pii),
    pwd_id: text('Number of the PWD identification card; empty when none', pii),
    pwd_valid_until: nullable(date('Last day on which the PWD card is valid', pii)),
  },
})

export const medicalAlerts = table('medical_alerts', {
  comment: 'An allergy, condition or medication that everybody who treats the patient must see',
  merge: 'facts',
  indexes: [['patient_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    kind: oneOf('alert_kind', ['allergy', 'condition', 'medication', 'other'], 'What sort of alert'),
    severity: oneOf('alert_severity', ['info', 'caution', 'critical'], 'How loud it is'),
    label: text('What to show', pii),
    created_by: nullable(uuid('Who noted it')),
    ended_at: nullable(timestamp('When it ceased to hold')),
    ended_by: nullable(uuid('Who ended it')),
  },
})

export const LINK_RELATIONS = ['parent', 'child', 'spouse', 'sibling', 'guardian', 'ward', 'guarantor', 'dependant', 'other', 'not_same'] as const

export const patientLinks = table('patient_links', {
  comment: 'What one patient is to another: family, who answers for whom, or that two who look alike are two persons',
  merge: 'facts',
  indexes: [['patient_id'], ['other_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    other_id: uuid('The other patient'),
    relation: oneOf('link_relation', LINK_RELATIONS, 'What the other one is to the patient; not_same: a different person who looks like a duplicate'),
    note: text('Remark; for not_same the reason', pii),
    created_by: nullable(uuid('Who noted it')),
    ended_at: nullable(timestamp('When it ceased to hold')),
    ended_by: nullable(uuid('Who ended it')),
  },
})

/** A field that the surviving record took over, with what it held before: undone with the merge. */
export interface AdoptedField {
  field: string
  from: string | boolean | null
  to: string | boolean | null
}

export const patientMerges = table('patient_merges', {
  comment: 'Two records of one person read as one; rows keep the record they were written for, so ending the merge parts them exactly',
  merge: 'facts',
  indexes: [['from_patient_id'], ['into_patient_id']],
  columns: {
    ...base,
    from_patient_id: uuid('The record that is read as part of the other'),
    into_patient_id: uuid('The record that stays'),
    adopted: json<AdoptedField[]>('Fields that the staying record took over, with what they were before', pii),
    reason: text('Why they are one person', pii),
    merged_by: nullable(uuid('Who merged them')),
    undone_at: nullable(timestamp('When the merge was undone')),
    undone_by: nullable(uuid('Who undid it')),
  },
})

export const patientPhotos = table('patient_photos', {
  comment: 'A small portrait; the newest standing one is shown, what it replaced is emptied',
  merge: 'facts',
  indexes: [['patient_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    content: text('JPEG or WebP in base64, at most 60 KiB of picture; empty once ended', pii),
    taken_by: nullable(uuid('Who added it')),
    ended_at: nullable(timestamp('When it was replaced or removed')),
    ended_by: nullable(uuid('Who replaced or removed it')),
  },
})
