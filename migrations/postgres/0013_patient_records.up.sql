alter table patients add column emergency_relation text not null default '';
alter table patients add column osca_id text not null default '';
alter table patients add column pwd_id text not null default '';
alter table patients add column pwd_valid_until date;
alter table clinics add column history_review_months integer not null default 6;
alter table clinics add constraint clinics_history_review check (history_review_months between 1 and 60);

create type link_relation as enum ('parent', 'child', 'spouse', 'sibling', 'guardian', 'ward', 'guarantor', 'dependant', 'other', 'not_same');
create type signing_method as enum ('drawn', 'typed');

create table patient_links (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  other_id uuid not null references patients,
  relation link_relation not null,
  note text not null,
  created_by uuid references users,
  ended_at timestamptz(3),
  ended_by uuid references users
);
comment on table patient_links is 'What one patient is to another: family, who answers for whom, or that two who look alike are two persons';
comment on column patient_links.id is 'UUIDv7 made where the row was first written';
comment on column patient_links.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column patient_links.created_at is 'When the row was first written, by the clock of its writer';
comment on column patient_links.patient_id is 'The patient';
comment on column patient_links.other_id is 'The other patient';
comment on column patient_links.relation is 'What the other one is to the patient; not_same: a different person who looks like a duplicate';
comment on column patient_links.note is 'Remark; for not_same the reason';
comment on column patient_links.created_by is 'Who noted it';
comment on column patient_links.ended_at is 'When it ceased to hold';
comment on column patient_links.ended_by is 'Who ended it';

create table patient_merges (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  from_patient_id uuid not null references patients,
  into_patient_id uuid not null references patients,
  adopted jsonb not null,
  reason text not null,
  merged_by uuid references users,
  undone_at timestamptz(3),
  undone_by uuid references users
);
comment on table patient_merges is 'Two records of one person read as one; rows keep the record they were written for, so ending the merge parts them exactly';
comment on column patient_merges.id is 'UUIDv7 made where the row was first written';
comment on column patient_merges.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column patient_merges.created_at is 'When the row was first written, by the clock of its writer';
comment on column patient_merges.from_patient_id is 'The record that is read as part of the other';
comment on column patient_merges.into_patient_id is 'The record that stays';
comment on column patient_merges.adopted is 'Fields that the staying record took over, with what they were before';
comment on column patient_merges.reason is 'Why they are one person';
comment on column patient_merges.merged_by is 'Who merged them';
comment on column patient_merges.undone_at is 'When the merge was undone';
comment on column patient_merges.undone_by is 'Who undid it';

create table patient_photos (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  content text not null,
  taken_by uuid references users,
  ended_at timestamptz(3),
  ended_by uuid references users
);
comment on table patient_photos is 'A small portrait; the newest standing one is shown, what it replaced is emptied';
comment on column patient_photos.id is 'UUIDv7 made where the row was first written';
comment on column patient_photos.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column patient_photos.created_at is 'When the row was first written, by the clock of its writer';
comment on column patient_photos.patient_id is 'The patient';
comment on column patient_photos.content is 'JPEG or WebP in base64, at most 60 KiB of picture; empty once ended';
comment on column patient_photos.taken_by is 'Who added it';
comment on column patient_photos.ended_at is 'When it was replaced or removed';
comment on column patient_photos.ended_by is 'Who replaced or removed it';

create table intake_forms (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  form_version integer not null,
  answers jsonb not null,
  recorded_by uuid references users
);
comment on table intake_forms is 'A medical and dental history as it was given on a day; a later one is a new row, the earlier ones stay';
comment on column intake_forms.id is 'UUIDv7 made where the row was first written';
comment on column intake_forms.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column intake_forms.created_at is 'When the row was first written, by the clock of its writer';
comment on column intake_forms.patient_id is 'The patient';
comment on column intake_forms.form_version is 'Which form was asked: the questions change over the years';
comment on column intake_forms.answers is 'What was answered';
comment on column intake_forms.recorded_by is 'Who entered it';

create table history_reviews (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  intake_form_id uuid references intake_forms,
  note text not null,
  reviewed_by uuid references users
);
comment on table history_reviews is 'That somebody went through the medical history with the patient';
comment on column history_reviews.id is 'UUIDv7 made where the row was first written';
comment on column history_reviews.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column history_reviews.created_at is 'When the row was first written, by the clock of its writer';
comment on column history_reviews.patient_id is 'The patient';
comment on column history_reviews.intake_form_id is 'The form that was filled in on that occasion, if any';
comment on column history_reviews.note is 'What changed, if anything';
comment on column history_reviews.reviewed_by is 'Who reviewed it';

create table consent_templates (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  code text not null,
  version integer not null,
  title text not null,
  body text not null,
  is_offered boolean not null,
  created_by uuid references users
);
comment on table consent_templates is 'A version of the text of a consent; a change is a new version, for what was signed must stay what it was';
comment on column consent_templates.id is 'UUIDv7 made where the row was first written';
comment on column consent_templates.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column consent_templates.created_at is 'When the row was first written, by the clock of its writer';
comment on column consent_templates.code is 'Which consent it is, the same for all its versions';
comment on column consent_templates.version is 'Counts from 1 within the code';
comment on column consent_templates.title is 'Heading on paper';
comment on column consent_templates.body is 'The text; {patient}, {date}, {clinic}, {dentist} and {procedure} are filled in at signing';
comment on column consent_templates.is_offered is 'Whether it can be signed; false withdraws it';
comment on column consent_templates.created_by is 'Who wrote it';

create table consents (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  template_id uuid not null references consent_templates,
  title text not null,
  body text not null,
  signed_by text not null,
  signer_relation text not null,
  method signing_method not null,
  strokes jsonb not null,
  signed_at timestamptz(3) not null,
  witness_name text not null,
  recorded_by uuid references users,
  revoked_at timestamptz(3),
  revoked_by uuid references users,
  revoke_reason text not null
);
comment on table consents is 'A consent as it was signed: the text is frozen, revoking it is noted beside it';
comment on column consents.id is 'UUIDv7 made where the row was first written';
comment on column consents.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column consents.created_at is 'When the row was first written, by the clock of its writer';
comment on column consents.patient_id is 'The patient';
comment on column consents.template_id is 'The version of the text that was signed';
comment on column consents.title is 'Heading as signed';
comment on column consents.body is 'Text as signed';
comment on column consents.signed_by is 'Full name of who signed';
comment on column consents.signer_relation is 'What the signer is to the patient; empty when the patient signed';
comment on column consents.method is 'A signature drawn on the screen, or the full name typed and confirmed';
comment on column consents.strokes is 'The drawn signature; empty when the name was typed';
comment on column consents.signed_at is 'When it was signed, by the clock of the desk';
comment on column consents.witness_name is 'Who saw it signed';
comment on column consents.recorded_by is 'Who took the consent';
comment on column consents.revoked_at is 'When it was revoked';
comment on column consents.revoked_by is 'Who noted that';
comment on column consents.revoke_reason is 'Why it was revoked; empty while it holds';

comment on column patients.emergency_relation is 'What that person is to the patient, such as mother';
comment on column patients.osca_id is 'Number of the senior citizen card (OSCA); empty when none';
comment on column patients.pwd_id is 'Number of the PWD identification card; empty when none';
comment on column patients.pwd_valid_until is 'Last day on which the PWD card is valid';
comment on column clinics.history_review_months is 'Months after which a medical history is due to be reviewed again';

alter table patient_links add constraint patient_links_two check (patient_id <> other_id);
create index patient_links_clinic on patient_links (clinic_id);
create index patient_links_patient on patient_links (patient_id);
create index patient_links_other on patient_links (other_id);

alter table patient_merges add constraint patient_merges_two check (from_patient_id <> into_patient_id);
alter table patient_merges add constraint patient_merges_adopted_list check (jsonb_typeof(adopted) = 'array');
-- A record is read as part of one other at most; the mutator and SERIALIZABLE keep circles out.
create unique index patient_merges_once on patient_merges (from_patient_id) where undone_at is null;
create index patient_merges_clinic on patient_merges (clinic_id);
create index patient_merges_into on patient_merges (into_patient_id);

-- 60 KiB are 81,920 letters of base64.
alter table patient_photos add constraint patient_photos_size check (length(content) <= 81920);
alter table patient_photos add constraint patient_photos_standing check ((content = '') = (ended_at is not null));
create index patient_photos_clinic on patient_photos (clinic_id);
create index patient_photos_patient on patient_photos (patient_id);

alter table intake_forms add constraint intake_forms_size check (pg_column_size(answers) <= 65536 and jsonb_typeof(answers) = 'object');
create index intake_forms_clinic on intake_forms (clinic_id);
create index intake_forms_patient on intake_forms (patient_id);
create trigger intake_forms_append_only before update or delete on intake_forms for each row execute function refuse_change();

create index history_reviews_clinic on history_reviews (clinic_id);
create index history_reviews_patient on history_reviews (patient_id);
create trigger history_reviews_append_only before update or delete on history_reviews for each row execute function refuse_change();

alter table consent_templates add constraint consent_templates_given check (code <> '' and title <> '' and body <> '' and version > 0);
create unique index consent_templates_once on consent_templates (clinic_id, code, version);
create trigger consent_templates_append_only before update or delete on consent_templates for each row execute function refuse_change();

alter table consents add constraint consents_signed check (body <> '' and signed_by <> '' and jsonb_typeof(strokes) = 'array' and (method = 'drawn') = (strokes <> '[]'));
alter table consents add constraint consents_size check (length(body) <= 20000 and pg_column_size(strokes) <= 65536);
alter table consents add constraint consents_revocation check ((revoked_at is null) = (revoke_reason = ''));
create index consents_clinic on consents (clinic_id);
create index consents_patient on consents (patient_id);
create index consents_template on consents (template_id);
create function refuse_resigning() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.revoked_at is null and new.revoked_at is not null
    and (to_jsonb(new) - '{revoked_at,revoked_by,revoke_reason}'::text[]) = (to_jsonb(old) - '{revoked_at,revoked_by,revoke_reason}'::text[]) then
    return new;
  end if;
  raise exception 'a signed consent is frozen: it can be revoked once, nothing else' using errcode = 'restrict_violation';
end $$;
comment on function refuse_resigning() is 'Trigger of consents: revoking once is the only change';
create trigger consents_frozen before update or delete on consents for each row execute function refuse_resigning();

alter table patient_links replica identity full;
alter table patient_merges replica identity full;
alter table patient_photos replica identity full;
alter table intake_forms replica identity full;
alter table history_reviews replica identity full;
alter table consent_templates replica identity full;
alter table consents replica identity full;
alter publication chairside_shapes add table patient_links, patient_merges, patient_photos, intake_forms, history_reviews, consent_templates, consents;
alter publication electric_publication_chairside add table patient_links, patient_merges, patient_photos, intake_forms, history_reviews, consent_templates, consents;
