-- What the visits of each patient come to, by service, of all appointments that hold their time. Lists over everybody
-- read this narrow table instead of every appointment there ever was. Triggers keep it, so that no way of writing passes
-- it by. '' is no service, and never.
create table _visits (
  patient_id text not null,
  service_id text not null,
  first_start text not null,
  last_start text not null,
  -- The latest start of those that are completed.
  last_done text not null,
  -- When the newest of them was made.
  last_made text not null,
  primary key (patient_id, service_id)
) strict, without rowid;

create trigger appointments_visits_insert after insert on appointments when new.status not in ('cancelled', 'missed') begin
  insert into _visits (patient_id, service_id, first_start, last_start, last_done, last_made)
    values (new.patient_id, coalesce(new.service_id, ''), new.starts_at, new.starts_at, iif(new.status = 'completed', new.starts_at, ''), new.created_at)
    on conflict (patient_id, service_id) do update set first_start = min(first_start, excluded.first_start), last_start = max(last_start, excluded.last_start),
      last_done = max(last_done, excluded.last_done), last_made = max(last_made, excluded.last_made);
end;

-- What raises a latest value is only noted. What takes one away has it looked for anew, among the few visits of that
-- patient; the plus signs keep SQLite from an index over all visits for that service.
create trigger appointments_visits_update after update on appointments
  when (old.status <> new.status and not (old.status in ('pending', 'confirmed') and new.status in ('pending', 'confirmed')))
    or old.starts_at <> new.starts_at or old.patient_id <> new.patient_id or old.service_id is not new.service_id or old.created_at <> new.created_at
begin
  delete from _visits where patient_id = old.patient_id and service_id = coalesce(old.service_id, '') and old.status not in ('cancelled', 'missed') and (
    (old.status = 'completed' and last_done = old.starts_at)
    or ((new.status in ('cancelled', 'missed') or old.starts_at <> new.starts_at or old.patient_id <> new.patient_id or old.service_id is not new.service_id or old.created_at <> new.created_at)
      and (first_start = old.starts_at or last_start = old.starts_at or last_made = old.created_at)));
  insert into _visits (patient_id, service_id, first_start, last_start, last_done, last_made)
    select patient_id, coalesce(service_id, ''), min(starts_at), max(starts_at), max(iif(status = 'completed', starts_at, '')), max(created_at) from appointments
    where patient_id = old.patient_id and +service_id is old.service_id and +status not in ('cancelled', 'missed')
      and old.status not in ('cancelled', 'missed') and not exists (select 1 from _visits v where v.patient_id = old.patient_id and v.service_id = coalesce(old.service_id, ''))
    group by 1, 2;
  insert into _visits (patient_id, service_id, first_start, last_start, last_done, last_made)
    select new.patient_id, coalesce(new.service_id, ''), new.starts_at, new.starts_at, iif(new.status = 'completed', new.starts_at, ''), new.created_at where new.status not in ('cancelled', 'missed')
    on conflict (patient_id, service_id) do update set first_start = min(first_start, excluded.first_start), last_start = max(last_start, excluded.last_start),
      last_done = max(last_done, excluded.last_done), last_made = max(last_made, excluded.last_made);
end;

create trigger appointments_visits_delete after delete on appointments when old.status not in ('cancelled', 'missed') begin
  delete from _visits where patient_id = old.patient_id and service_id = coalesce(old.service_id, '')
    and (first_start = old.starts_at or last_start = old.starts_at or last_done = old.starts_at or last_made = old.created_at);
  insert into _visits (patient_id, service_id, first_start, last_start, last_done, last_made)
    select patient_id, coalesce(service_id, ''), min(starts_at), max(starts_at), max(iif(status = 'completed', starts_at, '')), max(created_at) from appointments
    where patient_id = old.patient_id and +service_id is old.service_id and +status not in ('cancelled', 'missed')
      and not exists (select 1 from _visits v where v.patient_id = old.patient_id and v.service_id = coalesce(old.service_id, ''))
    group by 1, 2;
end;

insert into _visits (patient_id, service_id, first_start, last_start, last_done, last_made)
  select patient_id, coalesce(service_id, ''), min(starts_at), max(starts_at), max(iif(status = 'completed', starts_at, '')), max(created_at)
  from appointments where status not in ('cancelled', 'missed') group by 1, 2;

-- Indexes of the replica's own for single lists, each over the few rows the list is made of and with all that it asks of them.
create index _appointments_lost on appointments (starts_at, patient_id, cancelled_at, updated_at) where status in ('cancelled', 'missed');
create index _appointments_open on appointments (patient_id, starts_at, service_id) where status in ('pending', 'confirmed');
create index _patients_reachable on patients (id) where deleted_at is null and archived_at is null and is_deceased = 0;
create index _chart_planned on chart_entries (patient_id, effective_date, tooth, id) where layer = 'planned' and voids_entry_id is null;
create index _chart_done on chart_entries (patient_id, tooth, effective_date, service_id, id) where layer = 'completed' and voids_entry_id is null;
