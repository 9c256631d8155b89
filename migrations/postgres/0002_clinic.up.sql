create type tax_profile as enum ('vat', 'non_vat', 'exempt');
create type role_code as enum ('manager', 'dentist', 'receptionist', 'assistant');
create type device_profile as enum ('front_desk', 'chairside', 'manager');

create table clinics (
  id uuid primary key,
  name text not null,
  timezone text not null,
  currency text not null,
  slot_minutes integer not null,
  created_at timestamptz(3) not null,
  updated_at timestamptz(3) not null
);
comment on table clinics is 'A dental practice: the tenant that owns every other row';
comment on column clinics.id is 'UUIDv7 of the clinic';
comment on column clinics.name is 'Name as printed on statements';
comment on column clinics.timezone is 'IANA zone of the clinic, such as Asia/Manila';
comment on column clinics.currency is 'ISO 4217 code; amounts are integer hundredths of it';
comment on column clinics.slot_minutes is 'Grid of the schedule in minutes: 5, 10, 15 or 30';
comment on column clinics.created_at is 'When the clinic was set up';
comment on column clinics.updated_at is 'When the clinic was last changed';

create table locations (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  name text not null,
  street text not null,
  barangay text not null,
  city text not null,
  province text not null,
  postal_code text not null,
  phone text not null,
  tin text not null,
  tax_profile tax_profile not null,
  latitude double precision,
  longitude double precision,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
comment on table locations is 'A place where the clinic works';
comment on column locations.id is 'UUIDv7 made where the row was first written';
comment on column locations.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column locations.created_at is 'When the row was first written, by the clock of its writer';
comment on column locations.name is 'Name of the branch';
comment on column locations.street is 'House number and street';
comment on column locations.barangay is 'Barangay';
comment on column locations.city is 'City or municipality';
comment on column locations.province is 'Province';
comment on column locations.postal_code is 'ZIP code';
comment on column locations.phone is 'Phone number as printed';
comment on column locations.tin is 'Tax identification number as printed';
comment on column locations.tax_profile is 'How the branch is taxed';
comment on column locations.latitude is 'WGS 84 latitude in degrees';
comment on column locations.longitude is 'WGS 84 longitude in degrees';
comment on column locations.updated_at is 'When the branch was last changed';
comment on column locations.deleted_at is 'When the branch was closed';

create table operating_hours (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  location_id uuid not null references locations,
  weekday integer not null,
  opens_minute integer not null,
  closes_minute integer not null,
  break_start_minute integer,
  break_end_minute integer
);
comment on table operating_hours is 'When a location is open, a row a weekday; no row means closed';
comment on column operating_hours.id is 'UUIDv7 made where the row was first written';
comment on column operating_hours.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column operating_hours.created_at is 'When the row was first written, by the clock of its writer';
comment on column operating_hours.location_id is 'The branch';
comment on column operating_hours.weekday is 'ISO weekday, 1 Monday to 7 Sunday';
comment on column operating_hours.opens_minute is 'Opening, minutes after local midnight';
comment on column operating_hours.closes_minute is 'Closing, minutes after local midnight';
comment on column operating_hours.break_start_minute is 'Start of the midday break, minutes after local midnight';
comment on column operating_hours.break_end_minute is 'End of the midday break, minutes after local midnight';

create table operatories (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  location_id uuid not null references locations,
  name text not null,
  position integer not null,
  is_active boolean not null,
  updated_at timestamptz(3) not null
);
comment on table operatories is 'A dental chair with its room: a column of the schedule';
comment on column operatories.id is 'UUIDv7 made where the row was first written';
comment on column operatories.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column operatories.created_at is 'When the row was first written, by the clock of its writer';
comment on column operatories.location_id is 'The branch the chair stands in';
comment on column operatories.name is 'Name of the chair on the schedule';
comment on column operatories.position is 'Order on the schedule, from the left';
comment on column operatories.is_active is 'Whether the chair can be booked';
comment on column operatories.updated_at is 'When the chair was last changed';

create table roles (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  code role_code not null,
  name text not null,
  permissions jsonb not null,
  updated_at timestamptz(3) not null
);
comment on table roles is 'What a group of people may do';
comment on column roles.id is 'UUIDv7 made where the row was first written';
comment on column roles.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column roles.created_at is 'When the row was first written, by the clock of its writer';
comment on column roles.code is 'Which of the built-in roles this is';
comment on column roles.name is 'Name of the role on screen';
comment on column roles.permissions is 'Names of the permissions the role grants';
comment on column roles.updated_at is 'When the role was last changed';

create table users (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  role_id uuid not null references roles,
  username text not null,
  display_name text not null,
  is_dentist boolean not null,
  colour text not null,
  prc_licence text not null,
  is_active boolean not null,
  updated_at timestamptz(3) not null
);
comment on table users is 'A person who works at the clinic and signs in';
comment on column users.id is 'UUIDv7 made where the row was first written';
comment on column users.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column users.created_at is 'When the row was first written, by the clock of its writer';
comment on column users.role_id is 'The role of the person';
comment on column users.username is 'Name typed at sign-in, lower case, unique in the clinic';
comment on column users.display_name is 'Name on screen and on paper';
comment on column users.is_dentist is 'Whether the person can be booked and can sign treatments';
comment on column users.colour is 'Colour of the person on the schedule, #rrggbb';
comment on column users.prc_licence is 'Number of the PRC licence; empty when none';
comment on column users.is_active is 'Whether the person may sign in';
comment on column users.updated_at is 'When the person was last changed';

create table user_credentials (
  user_id uuid primary key references users,
  clinic_id uuid not null references clinics,
  verifier text not null,
  changed_at timestamptz(3) not null
);
comment on table user_credentials is 'Password verifiers, kept apart from the people so that screens never hold them';
comment on column user_credentials.user_id is 'The person';
comment on column user_credentials.clinic_id is 'The clinic of the person';
comment on column user_credentials.verifier is 'argon2id hash in PHC string form';
comment on column user_credentials.changed_at is 'When the password was last set';

create table devices (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  name text not null,
  profile device_profile not null,
  series text not null,
  revoked_at timestamptz(3)
);
comment on table devices is 'A PC that a manager has enrolled: a desk';
comment on column devices.id is 'UUIDv7 made where the row was first written';
comment on column devices.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column devices.created_at is 'When the row was first written, by the clock of its writer';
comment on column devices.name is 'Name of the PC on screen';
comment on column devices.profile is 'Which tables the desk receives';
comment on column devices.series is 'Letters that start the numbers of documents made at this desk';
comment on column devices.revoked_at is 'When the desk lost its access';

alter table clinics add constraint clinics_name_given check (name <> '');
alter table clinics add constraint clinics_currency_code check (currency ~ '^[A-Z]{3}$');
alter table clinics add constraint clinics_slot_minutes check (slot_minutes in (5, 10, 15, 30));

alter table locations add constraint locations_latitude check (latitude between -90 and 90);
alter table locations add constraint locations_longitude check (longitude between -180 and 180);
create index locations_clinic on locations (clinic_id);

alter table operating_hours add constraint operating_hours_weekday check (weekday between 1 and 7);
alter table operating_hours add constraint operating_hours_order check (0 <= opens_minute and opens_minute <= closes_minute and closes_minute <= 1440);
alter table operating_hours add constraint operating_hours_break check (
  (break_start_minute is null and break_end_minute is null)
  or (opens_minute <= break_start_minute and break_start_minute < break_end_minute and break_end_minute <= closes_minute));
alter table operating_hours add constraint operating_hours_once unique (location_id, weekday);
create index operating_hours_clinic on operating_hours (clinic_id);

alter table operatories add constraint operatories_name_given check (name <> '');
create index operatories_clinic on operatories (clinic_id);
create index operatories_location on operatories (location_id);

alter table roles add constraint roles_once unique (clinic_id, code);
alter table roles add constraint roles_permissions_list check (jsonb_typeof(permissions) = 'array');

alter table users add constraint users_username_once unique (clinic_id, username);
alter table users add constraint users_username_lower check (username = lower(username) and username <> '');
alter table users add constraint users_colour check (colour ~ '^#[0-9A-Fa-f]{6}$');
create index users_role on users (role_id);

alter table user_credentials add constraint user_credentials_argon2id check (verifier like '$argon2id$%');
create index user_credentials_clinic on user_credentials (clinic_id);

alter table devices add constraint devices_series_once unique (clinic_id, series);
alter table devices add constraint devices_series_letters check (series ~ '^[A-Z0-9]{1,8}$');
