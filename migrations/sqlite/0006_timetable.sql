-- Closed days, blockouts, who works when, and the clinic's rule for double booking.
alter table clinics add column double_booking text not null default 'refuse';

create table closed_days (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  location_id text,
  starts_on text not null,
  ends_on text not null,
  name text not null,
  updated_at text not null,
  deleted_at text
) strict;

create table blockout_types (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  name text not null,
  colour text not null,
  is_blocking integer not null,
  updated_at text not null,
  deleted_at text
) strict;

create table blockouts (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  type_id text not null,
  location_id text,
  operatory_id text,
  dentist_id text,
  starts_at text not null,
  ends_at text not null,
  note text not null,
  updated_at text not null,
  deleted_at text
) strict;
create index blockouts_ends_at on blockouts (ends_at);

create table staff_availability (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  user_id text not null,
  location_id text not null,
  weekday integer not null,
  starts_minute integer not null,
  ends_minute integer not null,
  updated_at text not null,
  deleted_at text
) strict;

create table dentist_dates (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  user_id text not null,
  location_id text,
  date text not null,
  is_available integer not null,
  starts_minute integer not null,
  ends_minute integer not null,
  note text not null,
  updated_at text not null,
  deleted_at text
) strict;
create index dentist_dates_date on dentist_dates (date);
