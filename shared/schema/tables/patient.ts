import { base, bool, date, json, nullable, oneOf, table, text, timestamp, uuid } from '../descriptor.ts'

const pii = { personal: true }

export const patients = table('patients', {
  comment: 'A person the clinic treats',
  merge: 'fields',
  indexes: [['last_name', 'first_name'], ['legacy_source', 'legacy_id']],
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
