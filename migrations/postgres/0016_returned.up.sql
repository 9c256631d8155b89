-- A centre restored from a backup gets back from the desks what it forgot; the manager is told how much.
alter table client_progress add column returned bigint not null default 0;
alter table client_progress add column returned_at timestamptz(3);
alter table client_progress add constraint client_progress_returned check (returned >= 0);
comment on column client_progress.returned is 'Writes of the desk that the centre had forgotten and got back since it was last restored';
comment on column client_progress.returned_at is 'When the newest of these came back';

alter table mutation_results add column accepted_before boolean not null default false;
comment on column mutation_results.accepted_before is 'An older copy of this database took its place: before that, the mutation was applied';
create index mutation_results_accepted_before on mutation_results (clinic_id) where accepted_before and status = 'rejected';
