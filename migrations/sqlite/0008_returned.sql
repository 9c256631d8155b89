alter table client_progress add column returned integer not null default 0;
alter table client_progress add column returned_at text;

-- What the program that made the write spoke: its input may have to be read as an older one.
alter table _outbox add column schema integer not null default 1;

-- Values of columns that the centre has and this program does not know yet, until a newer one does.
create table _parked (
  table_name text not null,
  row_key text not null,
  -- An object, column to Postgres text.
  columns text not null,
  primary key (table_name, row_key)
) strict, without rowid;
