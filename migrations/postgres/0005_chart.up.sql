create type chart_layer as enum ('condition', 'existing', 'planned', 'completed');

create table chart_entries (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  tooth text,
  surfaces text not null,
  layer chart_layer not null,
  finding text not null,
  note text not null,
  service_id uuid references services,
  appointment_id uuid references appointments,
  dentist_id uuid references users,
  effective_date date not null,
  recorded_by uuid references users,
  voids_entry_id uuid references chart_entries,
  legacy_source text,
  legacy_id text
);
comment on table chart_entries is 'One finding or treatment on a tooth or the mouth; a correction is a new row that voids the old';
comment on column chart_entries.id is 'UUIDv7 made where the row was first written';
comment on column chart_entries.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column chart_entries.created_at is 'When the row was first written, by the clock of its writer';
comment on column chart_entries.patient_id is 'The patient';
comment on column chart_entries.tooth is 'ISO 3950 tooth, 11-48 or 51-85; null for the whole mouth';
comment on column chart_entries.surfaces is 'Surfaces in the order M O I D B F V L P; empty for the whole tooth';
comment on column chart_entries.layer is 'Condition found, work found, work planned, work done here';
comment on column chart_entries.finding is 'What: a code of shared/domain/findings';
comment on column chart_entries.note is 'Remark of the dentist';
comment on column chart_entries.service_id is 'The service completed, if any';
comment on column chart_entries.appointment_id is 'The visit it happened in, if any';
comment on column chart_entries.dentist_id is 'Who found or did it';
comment on column chart_entries.effective_date is 'Clinical date';
comment on column chart_entries.recorded_by is 'Who entered it';
comment on column chart_entries.voids_entry_id is 'The entry this one takes back';
comment on column chart_entries.legacy_source is 'The import it came from';
comment on column chart_entries.legacy_id is 'Id in that source';

alter table chart_entries add constraint chart_entries_tooth check (
  tooth ~ '^[1-4][1-8]$' or tooth ~ '^[5-8][1-5]$');
alter table chart_entries add constraint chart_entries_surfaces check (surfaces ~ '^[MOIDBFVLP]*$' and (surfaces = '' or tooth is not null));
alter table chart_entries add constraint chart_entries_finding_given check (finding <> '');
create unique index chart_entries_voided_once on chart_entries (voids_entry_id);
create unique index chart_entries_legacy_once on chart_entries (clinic_id, legacy_source, legacy_id);
create index chart_entries_clinic on chart_entries (clinic_id);
create index chart_entries_patient on chart_entries (patient_id, effective_date);
create trigger chart_entries_append_only before update or delete on chart_entries for each row execute function refuse_change();
