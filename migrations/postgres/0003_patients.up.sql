create type sex as enum ('female', 'male', 'unknown');
create type alert_kind as enum ('allergy', 'condition', 'medication', 'other');
create type alert_severity as enum ('info', 'caution', 'critical');

create table patients (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  chart_number text not null,
  last_name text not null,
  first_name text not null,
  middle_name text not null,
  suffix text not null,
  birth_date date,
  sex sex not null,
  phone text not null,
  email text not null,
  street text not null,
  barangay text not null,
  city text not null,
  province text not null,
  postal_code text not null,
  emergency_name text not null,
  emergency_phone text not null,
  notes text not null,
  is_deceased boolean not null,
  field_edits jsonb not null,
  legacy_source text,
  legacy_id text,
  created_by uuid references users,
  updated_at timestamptz(3) not null,
  archived_at timestamptz(3),
  deleted_at timestamptz(3)
);
comment on table patients is 'A person the clinic treats';
comment on column patients.id is 'UUIDv7 made where the row was first written';
comment on column patients.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column patients.created_at is 'When the row was first written, by the clock of its writer';
comment on column patients.chart_number is 'Number of the paper or imported chart; empty when none';
comment on column patients.last_name is 'Family name';
comment on column patients.first_name is 'Given name';
comment on column patients.middle_name is 'Middle name';
comment on column patients.suffix is 'Jr, Sr, III';
comment on column patients.birth_date is 'Date of birth';
comment on column patients.sex is 'Sex as recorded';
comment on column patients.phone is 'Phone number as given';
comment on column patients.email is 'E-mail address';
comment on column patients.street is 'House number and street';
comment on column patients.barangay is 'Barangay';
comment on column patients.city is 'City or municipality';
comment on column patients.province is 'Province';
comment on column patients.postal_code is 'ZIP code';
comment on column patients.emergency_name is 'Whom to call in an emergency';
comment on column patients.emergency_phone is 'Phone number of that person';
comment on column patients.notes is 'Front-desk note';
comment on column patients.is_deceased is 'Whether the person has died';
comment on column patients.field_edits is 'For each edited field, when the standing value was made (ISO-8601, desk time corrected to the centre)';
comment on column patients.legacy_source is 'The import the person came from';
comment on column patients.legacy_id is 'Id of the person in that source';
comment on column patients.created_by is 'Who registered the person';
comment on column patients.updated_at is 'When the person was last changed';
comment on column patients.archived_at is 'When the record was archived';
comment on column patients.deleted_at is 'When the record was withdrawn';

create table medical_alerts (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  kind alert_kind not null,
  severity alert_severity not null,
  label text not null,
  created_by uuid references users,
  ended_at timestamptz(3),
  ended_by uuid references users
);
comment on table medical_alerts is 'An allergy, condition or medication that everybody who treats the patient must see';
comment on column medical_alerts.id is 'UUIDv7 made where the row was first written';
comment on column medical_alerts.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column medical_alerts.created_at is 'When the row was first written, by the clock of its writer';
comment on column medical_alerts.patient_id is 'The patient';
comment on column medical_alerts.kind is 'What sort of alert';
comment on column medical_alerts.severity is 'How loud it is';
comment on column medical_alerts.label is 'What to show';
comment on column medical_alerts.created_by is 'Who noted it';
comment on column medical_alerts.ended_at is 'When it ceased to hold';
comment on column medical_alerts.ended_by is 'Who ended it';

alter table patients add constraint patients_named check (last_name <> '' and first_name <> '');
alter table patients add constraint patients_birth check (birth_date >= date '1880-01-01');
alter table patients add constraint patients_legacy_pair check ((legacy_source is null) = (legacy_id is null));
create unique index patients_legacy_once on patients (clinic_id, legacy_source, legacy_id);
create index patients_name on patients (clinic_id, last_name, first_name);

alter table medical_alerts add constraint medical_alerts_label_given check (label <> '');
create index medical_alerts_clinic on medical_alerts (clinic_id);
create index medical_alerts_patient on medical_alerts (patient_id);
