-- Holds whom a search may find and nobody else, so that a search ranks and cuts within this one narrow table and looks
-- at patients only for the few hits it shows.
drop trigger patients_search_insert;
drop trigger patients_search_update;
create trigger patients_search_insert after insert on patients when new.deleted_at is null begin
  insert into _patient_search (patient_id, words, digits, birth_date) values (
    new.id,
    chairside_fold(new.last_name || ' ' || new.first_name || ' ' || new.middle_name || ' ' || new.suffix || ' ' || new.chart_number || ' ' || new.email),
    chairside_digits(new.phone),
    new.birth_date)
  on conflict (patient_id) do update set words = excluded.words, digits = excluded.digits, birth_date = excluded.birth_date;
end;
-- A withdrawal can be undone: by a rebase, or because the centre refused it.
create trigger patients_search_update after update on patients when new.deleted_at is null begin
  insert into _patient_search (patient_id, words, digits, birth_date) values (
    new.id,
    chairside_fold(new.last_name || ' ' || new.first_name || ' ' || new.middle_name || ' ' || new.suffix || ' ' || new.chart_number || ' ' || new.email),
    chairside_digits(new.phone),
    new.birth_date)
  on conflict (patient_id) do update set words = excluded.words, digits = excluded.digits, birth_date = excluded.birth_date;
end;
create trigger patients_search_withdraw after update on patients when new.deleted_at is not null begin
  delete from _patient_search where patient_id = new.id;
end;
delete from _patient_search where patient_id in (select id from patients where deleted_at is not null);
