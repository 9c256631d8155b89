-- What the centre keeps for itself: none of these tables is ever synced to a desk.
create type audit_event as enum ('login_success', 'login_failure', 'data_access', 'data_create', 'data_update', 'data_delete', 'data_retention_purge', 'right_to_erasure', 'client_authentication');

create table centre_state (
  id boolean primary key default true,
  epoch uuid not null,
  created_at timestamptz(3) not null default now(),
  constraint centre_state_one_row check (id)
);
comment on table centre_state is 'One row that tells this database from every other, and from an older copy of itself';
comment on column centre_state.id is 'Always true: there is one row';
comment on column centre_state.epoch is 'Made anew when the database is created or restored';
comment on column centre_state.created_at is 'When the epoch began';
insert into centre_state (epoch) values (gen_random_uuid());

create table device_secrets (
  device_id uuid primary key references devices,
  token_hash bytea not null unique,
  created_at timestamptz(3) not null default now()
);
comment on table device_secrets is 'SHA-256 of each desk''s token; the token itself is only ever at the desk';
comment on column device_secrets.device_id is 'The desk';
comment on column device_secrets.token_hash is 'SHA-256 of its token';
comment on column device_secrets.created_at is 'When the token was made';

create table enrolment_codes (
  code_hash bytea primary key,
  clinic_id uuid not null references clinics,
  profile device_profile not null,
  expires_at timestamptz(3) not null,
  used_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
comment on table enrolment_codes is 'One-time codes that enrol a desk without a password';
comment on column enrolment_codes.code_hash is 'SHA-256 of the code';
comment on column enrolment_codes.clinic_id is 'The clinic the desk will belong to';
comment on column enrolment_codes.profile is 'The profile the desk will have';
comment on column enrolment_codes.expires_at is 'When the code ends';
comment on column enrolment_codes.used_at is 'When it was used; a code works once';
comment on column enrolment_codes.created_at is 'When it was made';

create table mutation_results (
  client_id uuid not null references devices,
  seq bigint not null,
  mutation_id uuid not null,
  clinic_id uuid not null references clinics,
  name text not null,
  status text not null,
  code text,
  message text,
  answered_at timestamptz(3) not null default now(),
  primary key (client_id, seq),
  constraint mutation_results_status check (status in ('applied', 'merged', 'rejected')),
  constraint mutation_results_seq check (seq > 0)
);
comment on table mutation_results is 'The answer each mutation got, given again when it is sent again';
comment on column mutation_results.client_id is 'The desk';
comment on column mutation_results.seq is 'Its sequence number at the desk';
comment on column mutation_results.mutation_id is 'Id of the mutation';
comment on column mutation_results.clinic_id is 'The clinic';
comment on column mutation_results.name is 'Name of the mutator';
comment on column mutation_results.status is 'applied, merged or rejected';
comment on column mutation_results.code is 'Machine-readable reason of a rejection';
comment on column mutation_results.message is 'The sentence for the person';
comment on column mutation_results.answered_at is 'When the centre dealt with it';

create index mutation_results_mutation on mutation_results (mutation_id);

create table audit_log (
  chain_id uuid not null,
  position bigint not null,
  at timestamptz(3) not null,
  clinic_id uuid not null references clinics,
  event audit_event not null,
  actor_id uuid,
  device_id uuid,
  subject text not null,
  subject_id text,
  detail jsonb not null default '{}',
  previous_hash bytea not null,
  hash bytea not null,
  primary key (chain_id, position),
  constraint audit_log_position check (position > 0)
);
comment on table audit_log is 'Who did what, written in the transaction of the act; each row carries the hash of the one before it';
comment on column audit_log.chain_id is 'The chain: a desk, or the clinic for acts at the centre';
comment on column audit_log.position is 'Place in the chain, from 1 without gaps';
comment on column audit_log.at is 'When, by the clock of the centre';
comment on column audit_log.clinic_id is 'The clinic';
comment on column audit_log.event is 'What kind of act';
comment on column audit_log.actor_id is 'Who did it, when known';
comment on column audit_log.device_id is 'At which desk, when at one';
comment on column audit_log.subject is 'Mutator or route';
comment on column audit_log.subject_id is 'Mutation or row';
comment on column audit_log.detail is 'Outcome, without personal data';
comment on column audit_log.previous_hash is 'Hash of the row before it; empty for the first';
comment on column audit_log.hash is 'SHA-256 over the previous hash and this row';
create index audit_log_time on audit_log (clinic_id, at);
create trigger audit_log_append_only before update or delete on audit_log for each row execute function refuse_change();

create table audit_chains (
  chain_id uuid primary key,
  position bigint not null,
  hash bytea not null
);
comment on table audit_chains is 'The end of each audit chain, so that the next row finds it without a search';
comment on column audit_chains.chain_id is 'The chain';
comment on column audit_chains.position is 'Position of its last row';
comment on column audit_chains.hash is 'Hash of its last row';
