create type attention_outcome as enum ('merged', 'rejected');

create table client_progress (
  client_id uuid primary key references devices,
  clinic_id uuid not null references clinics,
  last_seq bigint not null,
  mutation_id uuid,
  tables jsonb not null,
  updated_at timestamptz(3) not null
);
comment on table client_progress is 'How far the centre has come with the mutations of each desk, and what the newest of them touched';
comment on column client_progress.client_id is 'The desk; same id as its device';
comment on column client_progress.clinic_id is 'The clinic of the desk';
comment on column client_progress.last_seq is 'Sequence number of the last mutation the centre has dealt with';
comment on column client_progress.mutation_id is 'That mutation';
comment on column client_progress.tables is 'Synced tables that the mutation touched: the manifest of its transaction';
comment on column client_progress.updated_at is 'When that was, by the clock of the centre';

create table attention_items (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  mutation_id uuid not null,
  client_id uuid not null references devices,
  mutation text not null,
  outcome attention_outcome not null,
  code text not null,
  message text not null,
  input jsonb not null,
  losses jsonb not null,
  patient_id uuid,
  made_by uuid not null,
  made_at timestamptz(3) not null,
  resolved_at timestamptz(3),
  resolved_by uuid references users,
  resolution text
);
-- patient_id and made_by carry no foreign key: a refused mutation may speak of rows the centre never got.
comment on table attention_items is 'What the centre could not apply as it was asked: shown to a person until somebody settles it';
comment on column attention_items.id is 'UUIDv7 made where the row was first written';
comment on column attention_items.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column attention_items.created_at is 'When the row was first written, by the clock of its writer';
comment on column attention_items.mutation_id is 'The mutation as the desk sent it';
comment on column attention_items.client_id is 'The desk that made it';
comment on column attention_items.mutation is 'Name of the mutator';
comment on column attention_items.outcome is 'merged: applied, and a value lost; rejected: not applied';
comment on column attention_items.code is 'Machine-readable reason, such as slot_taken';
comment on column attention_items.message is 'What happened, for the person at the desk';
comment on column attention_items.input is 'What was asked, complete, so that nothing is lost';
comment on column attention_items.losses is 'Fields where a value lost, with both values';
comment on column attention_items.patient_id is 'The patient concerned, if any';
comment on column attention_items.made_by is 'Who made the mutation';
comment on column attention_items.made_at is 'When it was made, by the clock of the desk';
comment on column attention_items.resolved_at is 'When a person settled it';
comment on column attention_items.resolved_by is 'Who settled it';
comment on column attention_items.resolution is 'How it was settled';

create table notifications (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  user_id uuid references users,
  kind text not null,
  subject_id uuid,
  message text not null,
  read_at timestamptz(3)
);
comment on table notifications is 'Something a person at the clinic should hear about';
comment on column notifications.id is 'UUIDv7 made where the row was first written';
comment on column notifications.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column notifications.created_at is 'When the row was first written, by the clock of its writer';
comment on column notifications.user_id is 'Who should hear of it; null means everybody at the desk';
comment on column notifications.kind is 'What happened, such as new_appointment';
comment on column notifications.subject_id is 'The row it is about';
comment on column notifications.message is 'The sentence to show';
comment on column notifications.read_at is 'When it was read';

alter table client_progress add constraint client_progress_seq check (last_seq >= 0);
alter table client_progress add constraint client_progress_tables check (jsonb_typeof(tables) = 'array');
create index client_progress_clinic on client_progress (clinic_id);

create index attention_items_open on attention_items (clinic_id) where resolved_at is null;
create index attention_items_mutation on attention_items (mutation_id);

create index notifications_clinic on notifications (clinic_id, created_at);
