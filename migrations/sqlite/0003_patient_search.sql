-- chairside_fold and chairside_digits are functions that the writer's connection brings.
create trigger patients_search_insert after insert on patients begin
  insert into _patient_search (patient_id, words, digits, birth_date) values (
    new.id,
    chairside_fold(new.last_name || ' ' || new.first_name || ' ' || new.middle_name || ' ' || new.suffix || ' ' || new.chart_number || ' ' || new.email),
    chairside_digits(new.phone),
    new.birth_date)
  on conflict (patient_id) do update set words = excluded.words, digits = excluded.digits, birth_date = excluded.birth_date;
end;
create trigger patients_search_update after update on patients begin
  update _patient_search set
    words = chairside_fold(new.last_name || ' ' || new.first_name || ' ' || new.middle_name || ' ' || new.suffix || ' ' || new.chart_number || ' ' || new.email),
    digits = chairside_digits(new.phone),
    birth_date = new.birth_date
  where patient_id = new.id;
end;
create trigger patients_search_delete after delete on patients begin
  delete from _patient_search where patient_id = old.id;
end;
