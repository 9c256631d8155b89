alter table patients add column emergency_relation text not null default '';
alter table patients add column osca_id text not null default '';
alter table patients add column pwd_id text not null default '';
alter table patients add column pwd_valid_until text;
create index patients_birth_date on patients (birth_date);
alter table clinics add column history_review_months integer not null default 6;
-- A generation that is half fetched has the columns of before: it is fetched anew.
drop table if exists _stage_patients;
drop table if exists _stage_clinics;
update _shapes set stage_handle = null, stage_position = null where table_name in ('patients', 'clinics');

create table patient_links (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  other_id text not null,
  relation text not null,
  note text not null,
  created_by text,
  ended_at text,
  ended_by text
) strict;
create index patient_links_patient_id on patient_links (patient_id);
create index patient_links_other_id on patient_links (other_id);

create table patient_merges (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  from_patient_id text not null,
  into_patient_id text not null,
  adopted text not null,
  reason text not null,
  merged_by text,
  undone_at text,
  undone_by text
) strict;
create index patient_merges_from_patient_id on patient_merges (from_patient_id);
create index patient_merges_into_patient_id on patient_merges (into_patient_id);

create table patient_photos (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  content text not null,
  taken_by text,
  ended_at text,
  ended_by text
) strict;
create index patient_photos_patient_id on patient_photos (patient_id);

create table intake_forms (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  form_version integer not null,
  answers text not null,
  recorded_by text
) strict;
create index intake_forms_patient_id on intake_forms (patient_id);

create table history_reviews (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  intake_form_id text,
  note text not null,
  reviewed_by text
) strict;
create index history_reviews_patient_id on history_reviews (patient_id);

create table consent_templates (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  code text not null,
  version integer not null,
  title text not null,
  body text not null,
  is_offered integer not null,
  created_by text
) strict;

create table consents (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  template_id text not null,
  title text not null,
  body text not null,
  signed_by text not null,
  signer_relation text not null,
  method text not null,
  strokes text not null,
  signed_at text not null,
  witness_name text not null,
  recorded_by text,
  revoked_at text,
  revoked_by text,
  revoke_reason text not null
) strict;
create index consents_patient_id on consents (patient_id);

-- Records that are read as part of another one, each with the one that stands for them all in the end.
create view _merged as
  with recursive step (patient_id, root_id) as (
    select from_patient_id, into_patient_id from patient_merges where undone_at is null
    union
    select s.patient_id, m.into_patient_id from step s join patient_merges m on m.from_patient_id = s.root_id and m.undone_at is null
  )
  select patient_id, root_id from step where root_id not in (select from_patient_id from patient_merges where undone_at is null);

-- Archived records are told apart without a look at patients, and "delacruz" finds dela Cruz and de la Cruz.
alter table _patient_search add column archived integer not null default 0;
drop trigger patients_search_insert;
drop trigger patients_search_update;
create trigger patients_search_insert after insert on patients when new.deleted_at is null begin
  insert into _patient_search (patient_id, words, digits, birth_date, archived) values (
    new.id,
    chairside_words(new.last_name, new.first_name, new.middle_name, new.suffix, new.chart_number, new.email),
    chairside_digits(new.phone),
    new.birth_date,
    new.archived_at is not null)
  on conflict (patient_id) do update set words = excluded.words, digits = excluded.digits, birth_date = excluded.birth_date, archived = excluded.archived;
end;
create trigger patients_search_update after update on patients when new.deleted_at is null begin
  insert into _patient_search (patient_id, words, digits, birth_date, archived) values (
    new.id,
    chairside_words(new.last_name, new.first_name, new.middle_name, new.suffix, new.chart_number, new.email),
    chairside_digits(new.phone),
    new.birth_date,
    new.archived_at is not null)
  on conflict (patient_id) do update set words = excluded.words, digits = excluded.digits, birth_date = excluded.birth_date, archived = excluded.archived;
end;
update _patient_search set
  words = (select chairside_words(p.last_name, p.first_name, p.middle_name, p.suffix, p.chart_number, p.email) from patients p where p.id = patient_id),
  archived = (select p.archived_at is not null from patients p where p.id = patient_id)
where patient_id in (select id from patients);
