import { base, bool, int, json, nullable, oneOf, real, table, text, timestamp, uuid } from '../descriptor.ts'

export const clinics = table('clinics', {
  comment: 'A dental practice: the tenant that owns every other row',
  scope: 'id',
  merge: 'centre',
  columns: {
    id: uuid('UUIDv7 of the clinic'),
    name: text('Name as printed on statements'),
    timezone: text('IANA zone of the clinic, such as Asia/Manila'),
    currency: text('ISO 4217 code; amounts are integer hundredths of it'),
    slot_minutes: int('Grid of the schedule in minutes: 5, 10, 15 or 30'),
    created_at: timestamp('When the clinic was set up'),
    updated_at: timestamp('When the clinic was last changed'),
    history_review_months: int('Months after which a medical history is due to be reviewed again'),
    double_booking: oneOf('double_booking', ['refuse', 'allow'], 'Whether a dentist, chair or patient may be booked twice at a time, with permission and a reason'),
  },
})

export const locations = table('locations', {
  comment: 'A place where the clinic works',
  merge: 'centre',
  columns: {
    ...base,
    name: text('Name of the branch'),
    street: text('House number and street'),
    barangay: text('Barangay'),
    city: text('City or municipality'),
    province: text('Province'),
    postal_code: text('ZIP code'),
    phone: text('Phone number as printed'),
    tin: text('Tax identification number as printed'),
    tax_profile: oneOf('tax_profile', ['vat', 'non_vat', 'exempt'], 'How the branch is taxed'),
    latitude: nullable(real('WGS 84 latitude in degrees')),
    longitude: nullable(real('WGS 84 longitude in degrees')),
    updated_at: timestamp('When the branch was last changed'),
    deleted_at: nullable(timestamp('When the branch was closed')),
  },
})

export const operatingHours = table('operating_hours', {
  comment: 'When a location is open, a row a weekday; no row means closed',
  merge: 'centre',
  columns: {
    ...base,
    location_id: uuid('The branch'),
    weekday: int('ISO weekday, 1 Monday to 7 Sunday'),
    opens_minute: int('Opening, minutes after local midnight'),
    closes_minute: int('Closing, minutes after local midnight'),
    break_start_minute: nullable(int('Start of the midday break, minutes after local midnight')),
    break_end_minute: nullable(int('End of the midday break, minutes after local midnight')),
  },
})

export const operatories = table('operatories', {
  comment: 'A dental chair with its room: a column of the schedule',
  merge: 'centre',
  columns: {
    ...base,
    location_id: uuid('The branch the chair stands in'),
    name: text('Name of the chair on the schedule'),
    position: int('Order on the schedule, from the left'),
    is_active: bool('Whether the chair can be booked'),
    updated_at: timestamp('When the chair was last changed'),
  },
})

export const roles = table('roles', {
  comment: 'What a group of people may do',
  merge: 'centre',
  columns: {
    ...base,
    code: oneOf('role_code', ['manager', 'dentist', 'receptionist', 'assistant'], 'Which of the built-in roles this is'),
    name: text('Name of the role on screen'),
    permissions: json<string[]>('Names of the permissions the role grants'),
    updated_at: timestamp('When the role was last changed'),
  },
})

export const users = table('users', {
  comment: 'A person who works at the clinic and signs in',
  merge: 'centre',
  columns: {
    ...base,
    role_id: uuid('The role of the person'),
    username: text('Name typed at sign-in, lower case, unique in the clinic'),
    display_name: text('Name on screen and on paper'),
    is_dentist: bool('Whether the person can be booked and can sign treatments'),
    colour: text('Colour of the person on the schedule, #rrggbb'),
    prc_licence: text('Number of the PRC licence; empty when none'),
    is_active: bool('Whether the person may sign in'),
    updated_at: timestamp('When the person was last changed'),
  },
})

export const userCredentials = table('user_credentials', {
  comment: 'Password verifiers, kept apart from the people so that screens never hold them',
  key: 'user_id',
  merge: 'centre',
  columns: {
    user_id: uuid('The person'),
    clinic_id: uuid('The clinic of the person'),
    verifier: text('argon2id hash in PHC string form', { personal: true }),
    changed_at: timestamp('When the password was last set'),
  },
})

export const devices = table('devices', {
  comment: 'A PC that a manager has enrolled: a desk',
  merge: 'centre',
  columns: {
    ...base,
    name: text('Name of the PC on screen'),
    profile: oneOf('device_profile', ['front_desk', 'chairside', 'manager'], 'Which tables the desk receives'),
    series: text('Letters that start the numbers of documents made at this desk'),
    revoked_at: nullable(timestamp('When the desk lost its access')),
  },
})

export const clientProgress = table('client_progress', {
  comment: 'How far the centre has come with the mutations of each desk, and what the newest of them touched',
  key: 'client_id',
  merge: 'centre',
  columns: {
    client_id: uuid('The desk; same id as its device'),
    clinic_id: uuid('The clinic of the desk'),
    last_seq: int('Sequence number of the last mutation the centre has dealt with'),
    mutation_id: nullable(uuid('That mutation')),
    tables: json<string[]>('Synced tables that the mutation touched: the manifest of its transaction'),
    updated_at: timestamp('When that was, by the clock of the centre'),
    returned: int('Writes of the desk that the centre had forgotten and got back since it was last restored'),
    returned_at: nullable(timestamp('When the newest of these came back')),
  },
})

export const attentionItems = table('attention_items', {
  comment: 'What the centre could not apply as it was asked: shown to a person until somebody settles it',
  merge: 'fields',
  indexes: [['resolved_at'], ['mutation_id']],
  columns: {
    ...base,
    mutation_id: uuid('The mutation as the desk sent it'),
    client_id: uuid('The desk that made it'),
    mutation: text('Name of the mutator'),
    outcome: oneOf('attention_outcome', ['merged', 'rejected'], 'merged: applied, and a value lost; rejected: not applied'),
    code: text('Machine-readable reason, such as slot_taken'),
    message: text('What happened, for the person at the desk', { personal: true }),
    input: json<unknown>('What was asked, complete, so that nothing is lost', { personal: true }),
    losses: json<Array<{ field: string; kept: unknown; lost: unknown }>>('Fields where a value lost, with both values', { personal: true }),
    patient_id: nullable(uuid('The patient concerned, if any')),
    made_by: uuid('Who made the mutation'),
    made_at: timestamp('When it was made, by the clock of the desk'),
    resolved_at: nullable(timestamp('When a person settled it')),
    resolved_by: nullable(uuid('Who settled it')),
    resolution: nullable(text('How it was settled')),
  },
})

export const notifications = table('notifications', {
  comment: 'Something a person at the clinic should hear about',
  merge: 'facts',
  indexes: [['created_at']],
  columns: {
    ...base,
    user_id: nullable(uuid('The dentist concerned, who hears of it beside the front desk; null means everybody')),
    kind: text('What happened, such as new_appointment'),
    subject_id: nullable(uuid('The row it is about')),
    message: text('The sentence to show', { personal: true }),
    read_at: nullable(timestamp('When somebody first read it')),
    actor_id: nullable(uuid('Who did it, and need not be told')),
  },
})
