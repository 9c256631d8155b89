-- What the desk needs beside the tables to write offline and to follow the centre.

-- Every write of this desk, in order, until 30 days after the centre's rows contained it.
create table _outbox (
  seq integer primary key,
  id text not null unique,
  name text not null,
  input text not null,
  actor text not null,
  at text not null,
  -- waiting: to be sent; answered: the centre has spoken; confirmed: its rows are here.
  state text not null check (state in ('waiting', 'answered', 'confirmed')),
  outcome text check (outcome in ('applied', 'merged', 'rejected')),
  code text,
  message text,
  -- Why the write could not be run again on the centre's newest rows; the centre will decide.
  local_error text,
  confirmed_at text
) strict;
create index _outbox_pending on _outbox (seq) where state <> 'confirmed';

-- The centre's image of each row that pending writes have changed; null where the centre has no such row.
create table _base_rows (
  table_name text not null,
  row_key text not null,
  image text,
  primary key (table_name, row_key)
) strict, without rowid;

-- Where each shape stands. The stage_ columns follow a generation that is being fetched aside.
create table _shapes (
  table_name text primary key,
  handle text,
  position text,
  lsn text,
  stage_handle text,
  stage_position text
) strict, without rowid;

create table _state (
  key text primary key,
  value text not null
) strict, without rowid;

-- Folded names and bare digits, kept beside the patients so that search reads one narrow table.
create table _patient_search (
  patient_id text primary key,
  words text not null,
  digits text not null,
  birth_date text
) strict, without rowid;
