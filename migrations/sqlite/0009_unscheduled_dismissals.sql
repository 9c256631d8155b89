create table unscheduled_dismissals (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  until_start text not null,
  dismissed_by text,
  undone_at text
) strict;
create index unscheduled_dismissals_patient_id on unscheduled_dismissals (patient_id);
