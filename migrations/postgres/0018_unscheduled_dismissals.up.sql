-- Whom nobody looks for a new time for any more.
create table unscheduled_dismissals (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  until_start timestamptz(3) not null,
  dismissed_by uuid references users,
  undone_at timestamptz(3)
);
comment on table unscheduled_dismissals is 'That nobody looks for a new time for a patient any more, of those given up so far';
comment on column unscheduled_dismissals.id is 'UUIDv7 made where the row was first written';
comment on column unscheduled_dismissals.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column unscheduled_dismissals.created_at is 'When the row was first written, by the clock of its writer';
comment on column unscheduled_dismissals.patient_id is 'The patient';
comment on column unscheduled_dismissals.until_start is 'Start of the last time given up that it covers: one given up later is looked at anew';
comment on column unscheduled_dismissals.dismissed_by is 'Who took the patient off the list';
comment on column unscheduled_dismissals.undone_at is 'When that was taken back';

create index unscheduled_dismissals_clinic on unscheduled_dismissals (clinic_id);
create index unscheduled_dismissals_patient on unscheduled_dismissals (patient_id);

alter table unscheduled_dismissals replica identity full;
alter publication chairside_shapes add table unscheduled_dismissals;
alter publication electric_publication_chairside add table unscheduled_dismissals;
