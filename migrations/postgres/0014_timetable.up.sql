create type double_booking as enum ('refuse', 'allow');
alter table clinics add column double_booking double_booking not null default 'refuse';
comment on column clinics.double_booking is 'Whether a dentist, chair or patient may be booked twice at a time, with permission and a reason';
comment on column appointments.overlap_reason is 'Why it was booked over another, or against the hours';

create table closed_days (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  location_id uuid references locations,
  starts_on date not null,
  ends_on date not null,
  name text not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
comment on table closed_days is 'Days on which the clinic or one branch is closed: holidays, repairs, leave';
comment on column closed_days.id is 'UUIDv7 made where the row was first written';
comment on column closed_days.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column closed_days.created_at is 'When the row was first written, by the clock of its writer';
comment on column closed_days.location_id is 'The branch; null means every branch';
comment on column closed_days.starts_on is 'First closed day';
comment on column closed_days.ends_on is 'Last closed day; the same as the first for a single day';
comment on column closed_days.name is 'Why, as the schedule shows it';
comment on column closed_days.updated_at is 'When it was last changed';
comment on column closed_days.deleted_at is 'When it was taken off the calendar';

create table blockout_types (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  name text not null,
  colour text not null,
  is_blocking boolean not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
comment on table blockout_types is 'A kind of marked time on the schedule, such as a staff meeting';
comment on column blockout_types.id is 'UUIDv7 made where the row was first written';
comment on column blockout_types.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column blockout_types.created_at is 'When the row was first written, by the clock of its writer';
comment on column blockout_types.name is 'Name on the schedule';
comment on column blockout_types.colour is 'Colour on the schedule, #rrggbb';
comment on column blockout_types.is_blocking is 'Whether nothing may be booked in it; otherwise it is only shown';
comment on column blockout_types.updated_at is 'When it was last changed';
comment on column blockout_types.deleted_at is 'When it was taken off the list';

create table blockouts (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  type_id uuid not null references blockout_types,
  location_id uuid references locations,
  operatory_id uuid references operatories,
  dentist_id uuid references users,
  starts_at timestamptz(3) not null,
  ends_at timestamptz(3) not null,
  note text not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
comment on table blockouts is 'A marked time on the schedule; what is null is meant for all';
comment on column blockouts.id is 'UUIDv7 made where the row was first written';
comment on column blockouts.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column blockouts.created_at is 'When the row was first written, by the clock of its writer';
comment on column blockouts.type_id is 'What kind of time it is';
comment on column blockouts.location_id is 'The branch; null means every branch';
comment on column blockouts.operatory_id is 'The chair; null means every chair';
comment on column blockouts.dentist_id is 'The dentist; null means everybody';
comment on column blockouts.starts_at is 'Start of the half-open interval';
comment on column blockouts.ends_at is 'End of the half-open interval';
comment on column blockouts.note is 'Remark shown with it';
comment on column blockouts.updated_at is 'When it was last changed';
comment on column blockouts.deleted_at is 'When it was taken off the schedule';

create table staff_availability (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  user_id uuid not null references users,
  location_id uuid not null references locations,
  weekday integer not null,
  starts_minute integer not null,
  ends_minute integer not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
comment on table staff_availability is 'When a person works at a branch, a row a weekday; a person without any row works whenever it is open';
comment on column staff_availability.id is 'UUIDv7 made where the row was first written';
comment on column staff_availability.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column staff_availability.created_at is 'When the row was first written, by the clock of its writer';
comment on column staff_availability.user_id is 'The person';
comment on column staff_availability.location_id is 'The branch';
comment on column staff_availability.weekday is 'ISO weekday, 1 Monday to 7 Sunday';
comment on column staff_availability.starts_minute is 'Start of work, minutes after local midnight';
comment on column staff_availability.ends_minute is 'End of work, minutes after local midnight; equal to the start on a day off';
comment on column staff_availability.updated_at is 'When it was last changed';
comment on column staff_availability.deleted_at is 'When the opening hours were made to hold for the person again';

create table dentist_dates (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  user_id uuid not null references users,
  location_id uuid references locations,
  date date not null,
  is_available boolean not null,
  starts_minute integer not null,
  ends_minute integer not null,
  note text not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
comment on table dentist_dates is 'One date on which a dentist works other hours than on that weekday, or not at all';
comment on column dentist_dates.id is 'UUIDv7 made where the row was first written';
comment on column dentist_dates.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column dentist_dates.created_at is 'When the row was first written, by the clock of its writer';
comment on column dentist_dates.user_id is 'The dentist';
comment on column dentist_dates.location_id is 'The branch; null means every branch';
comment on column dentist_dates.date is 'The day it is about';
comment on column dentist_dates.is_available is 'Whether the dentist works that day';
comment on column dentist_dates.starts_minute is 'Start of work, minutes after local midnight; 0 when off';
comment on column dentist_dates.ends_minute is 'End of work, minutes after local midnight; 0 when off';
comment on column dentist_dates.note is 'Why';
comment on column dentist_dates.updated_at is 'When it was last changed';
comment on column dentist_dates.deleted_at is 'When the weekly hours were made to hold again';

alter table closed_days add constraint closed_days_order check (starts_on <= ends_on);
alter table closed_days add constraint closed_days_named check (name <> '');
create index closed_days_clinic on closed_days (clinic_id, ends_on);

alter table blockout_types add constraint blockout_types_named check (name <> '');
alter table blockout_types add constraint blockout_types_colour check (colour ~ '^#[0-9A-Fa-f]{6}$');
create index blockout_types_clinic on blockout_types (clinic_id);

alter table blockouts add constraint blockouts_interval check (starts_at < ends_at);
create index blockouts_clinic on blockouts (clinic_id, ends_at);
create index blockouts_type on blockouts (type_id);

alter table staff_availability add constraint staff_availability_weekday check (weekday between 1 and 7);
alter table staff_availability add constraint staff_availability_order check (0 <= starts_minute and starts_minute <= ends_minute and ends_minute <= 1440);
alter table staff_availability add constraint staff_availability_once unique (user_id, weekday, location_id);
create index staff_availability_clinic on staff_availability (clinic_id);

alter table dentist_dates add constraint dentist_dates_order check (0 <= starts_minute and starts_minute <= ends_minute and ends_minute <= 1440);
alter table dentist_dates add constraint dentist_dates_hours check (is_available = (starts_minute < ends_minute));
create unique index dentist_dates_once on dentist_dates (user_id, date, location_id) nulls not distinct where (deleted_at is null);
create index dentist_dates_clinic on dentist_dates (clinic_id, date);

update roles set permissions = permissions || '["schedule.override"]'::jsonb, updated_at = greatest(date_trunc('milliseconds', now()), updated_at + interval '1 millisecond')
  where code in ('manager', 'dentist') and not permissions ? 'schedule.override';

alter table closed_days replica identity full;
alter table blockout_types replica identity full;
alter table blockouts replica identity full;
alter table staff_availability replica identity full;
alter table dentist_dates replica identity full;
alter publication chairside_shapes add table closed_days, blockout_types, blockouts, staff_availability, dentist_dates;
alter publication electric_publication_chairside add table closed_days, blockout_types, blockouts, staff_availability, dentist_dates;
