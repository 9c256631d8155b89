import { base, bool, date, int, json, nullable, oneOf, table, text, timestamp, uuid } from '../descriptor.ts'

const pii = { personal: true }

export const frontDeskSettings = table('front_desk_settings', {
  comment: 'How the front desk of a clinic works: one row a clinic, none until somebody changes what the program comes with',
  merge: 'centre',
  columns: {
    ...base,
    waiting_alert_minutes: int('Minutes after which somebody in the waiting room has waited too long'),
    confirm_days: int('How many days ahead the confirmation list looks'),
    reminder_days: int('How many days before the appointment a reminder is due'),
    reminder_text: text('Text of a reminder; {patient}, {date}, {time} and {clinic} stand for the values'),
    recall_text: text('Text to a patient who is due for a recall'),
    asap_text: text('Text that offers an earlier time'),
    pack_minute: nullable(int('When each desk makes its outage pack, minutes after local midnight; null makes none by itself')),
    updated_at: timestamp('When it was last changed'),
  },
})

export const appointmentRequests = table('appointment_requests', {
  comment: 'What a patient asks about an appointment; the appointment itself changes only when the request is approved',
  merge: 'fields',
  indexes: [['status'], ['appointment_id']],
  columns: {
    ...base,
    appointment_id: uuid('The appointment it is about'),
    patient_id: uuid('Whose appointment it is'),
    kind: oneOf('appointment_request_kind', ['reschedule', 'cancel'], 'Another time, or none'),
    status: oneOf('appointment_request_status', ['requested', 'approved', 'rejected', 'withdrawn'], 'What became of it'),
    location_id: nullable(uuid('Branch of the proposed slot')),
    operatory_id: nullable(uuid('Chair of the proposed slot')),
    dentist_id: nullable(uuid('Dentist of the proposed slot')),
    starts_at: nullable(timestamp('Start of the proposed slot')),
    ends_at: nullable(timestamp('End of the proposed slot')),
    reason: text('Why the patient asks', pii),
    came_by: oneOf('request_channel', ['phone', 'message', 'in_person'], 'How it reached the clinic'),
    requested_by: nullable(uuid('Who entered it')),
    decided_by: nullable(uuid('Who settled it')),
    decided_at: nullable(timestamp('When it was settled')),
    decision_note: text('What the patient is to be told', pii),
    updated_at: timestamp('When it was last changed'),
  },
})

export const asapEntries = table('asap_entries', {
  comment: 'Somebody who would come at short notice when a time is freed',
  merge: 'fields',
  indexes: [['status'], ['patient_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    appointment_id: nullable(uuid('The later appointment that would be moved; null when there is none yet')),
    service_id: nullable(uuid('What for')),
    dentist_id: nullable(uuid('The only dentist wanted; null for any')),
    duration_minutes: int('How long it takes'),
    weekdays: json<number[]>('ISO weekdays that suit, 1 Monday to 7 Sunday; empty for all'),
    day_part: oneOf('day_part', ['any', 'morning', 'afternoon'], 'Before noon, after noon, or either'),
    note: text('What else to know', pii),
    status: oneOf('asap_status', ['waiting', 'booked', 'removed'], 'Whether the patient still waits'),
    booked_appointment_id: nullable(uuid('The appointment that came of it')),
    created_by: nullable(uuid('Who put the patient on the list')),
    updated_at: timestamp('When it was last changed'),
  },
})

export const confirmationCalls = table('confirmation_calls', {
  comment: 'One try to have a patient confirm an appointment',
  merge: 'facts',
  indexes: [['appointment_id']],
  columns: {
    ...base,
    appointment_id: uuid('The appointment'),
    starts_at: timestamp('The start that was spoken of: after a move the call counts no more'),
    outcome: oneOf('call_outcome', ['confirmed', 'left_message', 'no_answer'], 'What came of it'),
    note: text('What was said', pii),
    made_by: nullable(uuid('Who called')),
  },
})

export const recallTypes = table('recall_types', {
  comment: 'A reason to see patients again after some time, such as a cleaning every six months',
  merge: 'centre',
  columns: {
    ...base,
    name: text('Name in the recall list'),
    interval_months: int('Months from the last trigger service to the due day'),
    interval_days: int('Days beside the months'),
    is_active: bool('Whether it is followed'),
    updated_at: timestamp('When it was last changed'),
  },
})

export const recallTriggers = table('recall_triggers', {
  comment: 'A service whose completion starts a recall interval anew',
  merge: 'centre',
  indexes: [['recall_type_id']],
  columns: {
    ...base,
    recall_type_id: uuid('The recall'),
    service_id: uuid('The service'),
    is_active: bool('Whether it still does'),
    updated_at: timestamp('When it was last changed'),
  },
})

export const recallContacts = table('recall_contacts', {
  comment: 'One try to bring a patient back for a recall, or a decision to wait',
  merge: 'facts',
  indexes: [['patient_id', 'recall_type_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    recall_type_id: uuid('The recall'),
    outcome: oneOf('recall_outcome', ['contacted', 'no_answer', 'snoozed', 'declined'], 'What came of it'),
    snoozed_until: nullable(date('Not to be listed before this day')),
    note: text('What was said', pii),
    made_by: nullable(uuid('Who called or decided')),
  },
})

export const reminderLog = table('reminder_log', {
  comment: 'That a reminder went out, or was about to: reminders themselves are computed from the appointments',
  merge: 'fields',
  indexes: [['appointment_id']],
  columns: {
    ...base,
    appointment_id: uuid('The appointment'),
    starts_at: timestamp('The start it told of: a moved appointment is reminded of anew'),
    channel: oneOf('reminder_channel', ['copied', 'printed', 'sent'], 'Copied and printed by a person, or sent through the provider'),
    state: oneOf('reminder_state', ['claimed', 'done', 'failed'], 'claimed: one desk is about to send it, and no other may'),
    client_id: uuid('The desk that did it'),
    detail: text('Why it failed; never what it said or to whom'),
    sent_by: nullable(uuid('Who asked for it')),
    finished_at: nullable(timestamp('When the provider had answered')),
  },
})

export const unscheduledDismissals = table('unscheduled_dismissals', {
  comment: 'That nobody looks for a new time for a patient any more, of those given up so far',
  merge: 'fields',
  indexes: [['patient_id']],
  columns: {
    ...base,
    patient_id: uuid('The patient'),
    until_start: timestamp('Start of the last time given up that it covers: one given up later is looked at anew'),
    dismissed_by: nullable(uuid('Who took the patient off the list')),
    undone_at: nullable(timestamp('When that was taken back')),
  },
})

export const notificationReads = table('notification_reads', {
  comment: 'That a person has read a notification',
  merge: 'facts',
  indexes: [['user_id', 'notification_id']],
  columns: {
    ...base,
    notification_id: uuid('The notification'),
    user_id: uuid('Who read it'),
  },
})
