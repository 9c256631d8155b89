create type service_category as enum ('orthodontics', 'restorations', 'xrays', 'oral_surgery', 'preventive', 'prosthodontics', 'endodontics', 'other');
create type treatment_area as enum ('mouth', 'tooth', 'surface');
create type appointment_status as enum ('pending', 'confirmed', 'completed', 'cancelled', 'missed');
create type visit_flow as enum ('none', 'arrived', 'in_chair', 'done');

create table services (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  code text not null,
  name text not null,
  category service_category not null,
  treatment_area treatment_area not null,
  finding text,
  duration_minutes integer not null,
  price_centavos bigint not null,
  colour text not null,
  is_active boolean not null,
  updated_at timestamptz(3) not null
);
comment on table services is 'A treatment the clinic offers, with its price';
comment on column services.id is 'UUIDv7 made where the row was first written';
comment on column services.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column services.created_at is 'When the row was first written, by the clock of its writer';
comment on column services.code is 'Short code of the clinic, unique in it';
comment on column services.name is 'Name on screen and on statements';
comment on column services.category is 'Category of the service';
comment on column services.treatment_area is 'What must be named when it is completed';
comment on column services.finding is 'Finding that completing the service adds to the chart, such as filling';
comment on column services.duration_minutes is 'How long an appointment for it lasts';
comment on column services.price_centavos is 'Price in centavos';
comment on column services.colour is 'Colour on the schedule, #rrggbb';
comment on column services.is_active is 'Whether it can be booked';
comment on column services.updated_at is 'When the service was last changed';

create table appointments (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  location_id uuid not null references locations,
  operatory_id uuid references operatories,
  dentist_id uuid references users,
  patient_id uuid not null references patients,
  service_id uuid references services,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  status appointment_status not null,
  flow visit_flow not null,
  arrived_at timestamptz(3),
  seated_at timestamptz(3),
  dismissed_at timestamptz(3),
  allows_overlap boolean not null,
  overlap_reason text,
  notes text not null,
  cancel_reason text,
  cancelled_at timestamptz(3),
  legacy_source text,
  legacy_id text,
  created_by uuid references users,
  updated_at timestamptz(3) not null
);
comment on table appointments is 'A booked time of a patient with a dentist in a chair';
comment on column appointments.id is 'UUIDv7 made where the row was first written';
comment on column appointments.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column appointments.created_at is 'When the row was first written, by the clock of its writer';
comment on column appointments.location_id is 'The branch';
comment on column appointments.operatory_id is 'The chair; null only for imported history';
comment on column appointments.dentist_id is 'The dentist; null only for imported history';
comment on column appointments.patient_id is 'The patient';
comment on column appointments.service_id is 'What for';
comment on column appointments.starts_at is 'Start of the half-open interval';
comment on column appointments.ends_at is 'End of the half-open interval';
comment on column appointments.status is 'Booking status; cancelled and missed never block a slot';
comment on column appointments.flow is 'Where the patient is during the visit';
comment on column appointments.arrived_at is 'When the patient came in';
comment on column appointments.seated_at is 'When the patient sat down in the chair';
comment on column appointments.dismissed_at is 'When the patient left the chair';
comment on column appointments.allows_overlap is 'Whether somebody with the right to do so booked it over another';
comment on column appointments.overlap_reason is 'Why';
comment on column appointments.notes is 'Note for the front desk';
comment on column appointments.cancel_reason is 'Why it was cancelled';
comment on column appointments.cancelled_at is 'When it was cancelled';
comment on column appointments.legacy_source is 'The import it came from';
comment on column appointments.legacy_id is 'Id in that source';
comment on column appointments.created_by is 'Who booked it';
comment on column appointments.updated_at is 'When it was last changed';

alter table services add constraint services_code_once unique (clinic_id, code);
alter table services add constraint services_named check (name <> '');
alter table services add constraint services_duration check (duration_minutes between 5 and 600);
alter table services add constraint services_price check (price_centavos >= 0);
alter table services add constraint services_colour check (colour ~ '^#[0-9A-Fa-f]{6}$');

alter table appointments add constraint appointments_interval check (starts_at < ends_at and ends_at <= starts_at + interval '12 hours');
alter table appointments add constraint appointments_overlap_reason check (not allows_overlap or overlap_reason is not null);
alter table appointments add constraint appointments_has_chair check (legacy_source is not null or (operatory_id is not null and dentist_id is not null));

-- Half-open intervals: 10:00-10:30 and 10:30-11:00 do not meet. Cancelled and missed never block.
alter table appointments add constraint appointments_dentist_free exclude using gist
  (dentist_id with =, tstzrange(starts_at, ends_at, '[)') with &&)
  where (status not in ('cancelled', 'missed') and not allows_overlap);
alter table appointments add constraint appointments_chair_free exclude using gist
  (operatory_id with =, tstzrange(starts_at, ends_at, '[)') with &&)
  where (status not in ('cancelled', 'missed') and not allows_overlap);
alter table appointments add constraint appointments_patient_free exclude using gist
  (patient_id with =, tstzrange(starts_at, ends_at, '[)') with &&)
  where (status not in ('cancelled', 'missed') and not allows_overlap);
create unique index appointments_legacy_once on appointments (clinic_id, legacy_source, legacy_id);
create index appointments_day on appointments (clinic_id, starts_at);
create index appointments_patient on appointments (patient_id, starts_at);
