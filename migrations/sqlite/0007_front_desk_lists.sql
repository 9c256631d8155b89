-- The lists of the front desk.
alter table notifications add column actor_id text;
create index notifications_created_at on notifications (created_at);
create index appointments_status_starts_at on appointments (status, starts_at);
create index appointments_service_id_status on appointments (service_id, status);
create index chart_entries_layer_service_id on chart_entries (layer, service_id);

create table front_desk_settings (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  waiting_alert_minutes integer not null,
  confirm_days integer not null,
  reminder_days integer not null,
  reminder_text text not null,
  recall_text text not null,
  asap_text text not null,
  pack_minute integer,
  updated_at text not null
) strict;

create table appointment_requests (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  appointment_id text not null,
  patient_id text not null,
  kind text not null,
  status text not null,
  location_id text,
  operatory_id text,
  dentist_id text,
  starts_at text,
  ends_at text,
  reason text not null,
  came_by text not null,
  requested_by text,
  decided_by text,
  decided_at text,
  decision_note text not null,
  updated_at text not null
) strict;
create index appointment_requests_status on appointment_requests (status);
create index appointment_requests_appointment_id on appointment_requests (appointment_id);

create table asap_entries (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  appointment_id text,
  service_id text,
  dentist_id text,
  duration_minutes integer not null,
  weekdays text not null,
  day_part text not null,
  note text not null,
  status text not null,
  booked_appointment_id text,
  created_by text,
  updated_at text not null
) strict;
create index asap_entries_status on asap_entries (status);
create index asap_entries_patient_id on asap_entries (patient_id);

create table confirmation_calls (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  appointment_id text not null,
  starts_at text not null,
  outcome text not null,
  note text not null,
  made_by text
) strict;
create index confirmation_calls_appointment_id on confirmation_calls (appointment_id);

create table recall_types (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  name text not null,
  interval_months integer not null,
  interval_days integer not null,
  is_active integer not null,
  updated_at text not null
) strict;

create table recall_triggers (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  recall_type_id text not null,
  service_id text not null,
  is_active integer not null,
  updated_at text not null
) strict;
create index recall_triggers_recall_type_id on recall_triggers (recall_type_id);

create table recall_contacts (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  recall_type_id text not null,
  outcome text not null,
  snoozed_until text,
  note text not null,
  made_by text
) strict;
create index recall_contacts_patient_id_recall_type_id on recall_contacts (patient_id, recall_type_id);

create table reminder_log (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  appointment_id text not null,
  starts_at text not null,
  channel text not null,
  state text not null,
  client_id text not null,
  detail text not null,
  sent_by text,
  finished_at text
) strict;
create index reminder_log_appointment_id on reminder_log (appointment_id);

create table notification_reads (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  notification_id text not null,
  user_id text not null
) strict;
create index notification_reads_user_id_notification_id on notification_reads (user_id, notification_id);
