-- The lists of the front desk: requests, short notice, confirmations, recalls, reminders, and who has read what.
create type appointment_request_kind as enum ('reschedule', 'cancel');
create type appointment_request_status as enum ('requested', 'approved', 'rejected', 'withdrawn');
create type request_channel as enum ('phone', 'message', 'in_person');
create type day_part as enum ('any', 'morning', 'afternoon');
create type asap_status as enum ('waiting', 'booked', 'removed');
create type call_outcome as enum ('confirmed', 'left_message', 'no_answer');
create type recall_outcome as enum ('contacted', 'no_answer', 'snoozed', 'declined');
create type reminder_channel as enum ('copied', 'printed', 'sent');
create type reminder_state as enum ('claimed', 'done', 'failed');

create table front_desk_settings (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  waiting_alert_minutes integer not null,
  confirm_days integer not null,
  reminder_days integer not null,
  reminder_text text not null,
  recall_text text not null,
  asap_text text not null,
  pack_minute integer,
  updated_at timestamptz(3) not null
);
comment on table front_desk_settings is 'How the front desk of a clinic works: one row a clinic, none until somebody changes what the program comes with';
comment on column front_desk_settings.id is 'UUIDv7 made where the row was first written';
comment on column front_desk_settings.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column front_desk_settings.created_at is 'When the row was first written, by the clock of its writer';
comment on column front_desk_settings.waiting_alert_minutes is 'Minutes after which somebody in the waiting room has waited too long';
comment on column front_desk_settings.confirm_days is 'How many days ahead the confirmation list looks';
comment on column front_desk_settings.reminder_days is 'How many days before the appointment a reminder is due';
comment on column front_desk_settings.reminder_text is 'Text of a reminder; {patient}, {date}, {time} and {clinic} stand for the values';
comment on column front_desk_settings.recall_text is 'Text to a patient who is due for a recall';
comment on column front_desk_settings.asap_text is 'Text that offers an earlier time';
comment on column front_desk_settings.pack_minute is 'When each desk makes its outage pack, minutes after local midnight; null makes none by itself';
comment on column front_desk_settings.updated_at is 'When it was last changed';

create table appointment_requests (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  appointment_id uuid not null references appointments,
  patient_id uuid not null references patients,
  kind appointment_request_kind not null,
  status appointment_request_status not null,
  location_id uuid references locations,
  operatory_id uuid references operatories,
  dentist_id uuid references users,
  starts_at timestamptz(3),
  ends_at timestamptz(3),
  reason text not null,
  came_by request_channel not null,
  requested_by uuid references users,
  decided_by uuid references users,
  decided_at timestamptz(3),
  decision_note text not null,
  updated_at timestamptz(3) not null
);
comment on table appointment_requests is 'What a patient asks about an appointment; the appointment itself changes only when the request is approved';
comment on column appointment_requests.id is 'UUIDv7 made where the row was first written';
comment on column appointment_requests.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column appointment_requests.created_at is 'When the row was first written, by the clock of its writer';
comment on column appointment_requests.appointment_id is 'The appointment it is about';
comment on column appointment_requests.patient_id is 'Whose appointment it is';
comment on column appointment_requests.kind is 'Another time, or none';
comment on column appointment_requests.status is 'What became of it';
comment on column appointment_requests.location_id is 'Branch of the proposed slot';
comment on column appointment_requests.operatory_id is 'Chair of the proposed slot';
comment on column appointment_requests.dentist_id is 'Dentist of the proposed slot';
comment on column appointment_requests.starts_at is 'Start of the proposed slot';
comment on column appointment_requests.ends_at is 'End of the proposed slot';
comment on column appointment_requests.reason is 'Why the patient asks';
comment on column appointment_requests.came_by is 'How it reached the clinic';
comment on column appointment_requests.requested_by is 'Who entered it';
comment on column appointment_requests.decided_by is 'Who settled it';
comment on column appointment_requests.decided_at is 'When it was settled';
comment on column appointment_requests.decision_note is 'What the patient is to be told';
comment on column appointment_requests.updated_at is 'When it was last changed';

create table asap_entries (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  appointment_id uuid references appointments,
  service_id uuid references services,
  dentist_id uuid references users,
  duration_minutes integer not null,
  weekdays jsonb not null,
  day_part day_part not null,
  note text not null,
  status asap_status not null,
  booked_appointment_id uuid references appointments,
  created_by uuid references users,
  updated_at timestamptz(3) not null
);
comment on table asap_entries is 'Somebody who would come at short notice when a time is freed';
comment on column asap_entries.id is 'UUIDv7 made where the row was first written';
comment on column asap_entries.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column asap_entries.created_at is 'When the row was first written, by the clock of its writer';
comment on column asap_entries.patient_id is 'The patient';
comment on column asap_entries.appointment_id is 'The later appointment that would be moved; null when there is none yet';
comment on column asap_entries.service_id is 'What for';
comment on column asap_entries.dentist_id is 'The only dentist wanted; null for any';
comment on column asap_entries.duration_minutes is 'How long it takes';
comment on column asap_entries.weekdays is 'ISO weekdays that suit, 1 Monday to 7 Sunday; empty for all';
comment on column asap_entries.day_part is 'Before noon, after noon, or either';
comment on column asap_entries.note is 'What else to know';
comment on column asap_entries.status is 'Whether the patient still waits';
comment on column asap_entries.booked_appointment_id is 'The appointment that came of it';
comment on column asap_entries.created_by is 'Who put the patient on the list';
comment on column asap_entries.updated_at is 'When it was last changed';

create table confirmation_calls (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  appointment_id uuid not null references appointments,
  starts_at timestamptz(3) not null,
  outcome call_outcome not null,
  note text not null,
  made_by uuid references users
);
comment on table confirmation_calls is 'One try to have a patient confirm an appointment';
comment on column confirmation_calls.id is 'UUIDv7 made where the row was first written';
comment on column confirmation_calls.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column confirmation_calls.created_at is 'When the row was first written, by the clock of its writer';
comment on column confirmation_calls.appointment_id is 'The appointment';
comment on column confirmation_calls.starts_at is 'The start that was spoken of: after a move the call counts no more';
comment on column confirmation_calls.outcome is 'What came of it';
comment on column confirmation_calls.note is 'What was said';
comment on column confirmation_calls.made_by is 'Who called';

create table recall_types (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  name text not null,
  interval_months integer not null,
  interval_days integer not null,
  is_active boolean not null,
  updated_at timestamptz(3) not null
);
comment on table recall_types is 'A reason to see patients again after some time, such as a cleaning every six months';
comment on column recall_types.id is 'UUIDv7 made where the row was first written';
comment on column recall_types.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column recall_types.created_at is 'When the row was first written, by the clock of its writer';
comment on column recall_types.name is 'Name in the recall list';
comment on column recall_types.interval_months is 'Months from the last trigger service to the due day';
comment on column recall_types.interval_days is 'Days beside the months';
comment on column recall_types.is_active is 'Whether it is followed';
comment on column recall_types.updated_at is 'When it was last changed';

create table recall_triggers (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  recall_type_id uuid not null references recall_types,
  service_id uuid not null references services,
  is_active boolean not null,
  updated_at timestamptz(3) not null
);
comment on table recall_triggers is 'A service whose completion starts a recall interval anew';
comment on column recall_triggers.id is 'UUIDv7 made where the row was first written';
comment on column recall_triggers.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column recall_triggers.created_at is 'When the row was first written, by the clock of its writer';
comment on column recall_triggers.recall_type_id is 'The recall';
comment on column recall_triggers.service_id is 'The service';
comment on column recall_triggers.is_active is 'Whether it still does';
comment on column recall_triggers.updated_at is 'When it was last changed';

create table recall_contacts (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  recall_type_id uuid not null references recall_types,
  outcome recall_outcome not null,
  snoozed_until date,
  note text not null,
  made_by uuid references users
);
comment on table recall_contacts is 'One try to bring a patient back for a recall, or a decision to wait';
comment on column recall_contacts.id is 'UUIDv7 made where the row was first written';
comment on column recall_contacts.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column recall_contacts.created_at is 'When the row was first written, by the clock of its writer';
comment on column recall_contacts.patient_id is 'The patient';
comment on column recall_contacts.recall_type_id is 'The recall';
comment on column recall_contacts.outcome is 'What came of it';
comment on column recall_contacts.snoozed_until is 'Not to be listed before this day';
comment on column recall_contacts.note is 'What was said';
comment on column recall_contacts.made_by is 'Who called or decided';

create table reminder_log (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  appointment_id uuid not null references appointments,
  starts_at timestamptz(3) not null,
  channel reminder_channel not null,
  state reminder_state not null,
  client_id uuid not null references devices,
  detail text not null,
  sent_by uuid references users,
  finished_at timestamptz(3)
);
comment on table reminder_log is 'That a reminder went out, or was about to: reminders themselves are computed from the appointments';
comment on column reminder_log.id is 'UUIDv7 made where the row was first written';
comment on column reminder_log.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column reminder_log.created_at is 'When the row was first written, by the clock of its writer';
comment on column reminder_log.appointment_id is 'The appointment';
comment on column reminder_log.starts_at is 'The start it told of: a moved appointment is reminded of anew';
comment on column reminder_log.channel is 'Copied and printed by a person, or sent through the provider';
comment on column reminder_log.state is 'claimed: one desk is about to send it, and no other may';
comment on column reminder_log.client_id is 'The desk that did it';
comment on column reminder_log.detail is 'Why it failed; never what it said or to whom';
comment on column reminder_log.sent_by is 'Who asked for it';
comment on column reminder_log.finished_at is 'When the provider had answered';

create table notification_reads (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  notification_id uuid not null references notifications,
  user_id uuid not null references users
);
comment on table notification_reads is 'That a person has read a notification';
comment on column notification_reads.id is 'UUIDv7 made where the row was first written';
comment on column notification_reads.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column notification_reads.created_at is 'When the row was first written, by the clock of its writer';
comment on column notification_reads.notification_id is 'The notification';
comment on column notification_reads.user_id is 'Who read it';

alter table notifications add column actor_id uuid references users;
comment on column notifications.actor_id is 'Who did it, and need not be told';
comment on column notifications.user_id is 'The dentist concerned, who hears of it beside the front desk; null means everybody';
comment on column notifications.read_at is 'When somebody first read it';

alter table front_desk_settings add constraint front_desk_settings_once unique (clinic_id);
alter table front_desk_settings add constraint front_desk_settings_ranges check (
  waiting_alert_minutes between 1 and 240 and confirm_days between 1 and 30 and reminder_days between 1 and 30
  and (pack_minute is null or pack_minute between 0 and 1439));
alter table appointment_requests add constraint appointment_requests_slot check (
  (kind = 'cancel' and starts_at is null and ends_at is null and location_id is null and operatory_id is null and dentist_id is null)
  or (kind = 'reschedule' and starts_at is not null and ends_at is not null and starts_at < ends_at
    and location_id is not null and operatory_id is not null and dentist_id is not null));
alter table appointment_requests add constraint appointment_requests_decided check ((status = 'requested') = (decided_at is null));
alter table asap_entries add constraint asap_entries_duration check (duration_minutes between 5 and 600);
alter table asap_entries add constraint asap_entries_weekdays check (jsonb_typeof(weekdays) = 'array');
alter table asap_entries add constraint asap_entries_booked check (status <> 'booked' or booked_appointment_id is not null);
alter table recall_types add constraint recall_types_named check (name <> '');
alter table recall_types add constraint recall_types_interval check (interval_months between 0 and 600 and interval_days between 0 and 3650 and interval_months + interval_days > 0);
alter table recall_triggers add constraint recall_triggers_once unique (recall_type_id, service_id);
alter table recall_contacts add constraint recall_contacts_snoozed check ((outcome = 'snoozed') = (snoozed_until is not null));
alter table notification_reads add constraint notification_reads_once unique (notification_id, user_id);

-- One open request an appointment: two desks that enter the same call make one.
create unique index appointment_requests_open on appointment_requests (appointment_id) where status = 'requested';
create index appointment_requests_clinic on appointment_requests (clinic_id, status);
create index appointment_requests_patient on appointment_requests (patient_id);
create index asap_entries_clinic on asap_entries (clinic_id, status);
create index asap_entries_patient on asap_entries (patient_id);
create index confirmation_calls_appointment on confirmation_calls (appointment_id);
create index confirmation_calls_clinic on confirmation_calls (clinic_id);
create index recall_types_clinic on recall_types (clinic_id);
create index recall_triggers_clinic on recall_triggers (clinic_id);
create index recall_contacts_patient on recall_contacts (patient_id, recall_type_id);
create index recall_contacts_clinic on recall_contacts (clinic_id);
create index reminder_log_appointment on reminder_log (appointment_id);
create index reminder_log_clinic on reminder_log (clinic_id);
create index notification_reads_clinic on notification_reads (clinic_id);

create trigger confirmation_calls_append_only before update or delete on confirmation_calls for each row execute function refuse_change();
create trigger recall_contacts_append_only before update or delete on recall_contacts for each row execute function refuse_change();
create trigger notification_reads_append_only before update or delete on notification_reads for each row execute function refuse_change();

alter table front_desk_settings replica identity full;
alter table appointment_requests replica identity full;
alter table asap_entries replica identity full;
alter table confirmation_calls replica identity full;
alter table recall_types replica identity full;
alter table recall_triggers replica identity full;
alter table recall_contacts replica identity full;
alter table reminder_log replica identity full;
alter table notification_reads replica identity full;
alter publication chairside_shapes add table front_desk_settings, appointment_requests, asap_entries, confirmation_calls, recall_types, recall_triggers, recall_contacts, reminder_log, notification_reads;
alter publication electric_publication_chairside add table front_desk_settings, appointment_requests, asap_entries, confirmation_calls, recall_types, recall_triggers, recall_contacts, reminder_log, notification_reads;
