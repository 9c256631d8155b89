-- What is tried again after a restore must be judged by the same true time as when it came.
alter table mutation_results add column correction_ms bigint not null default 0;
comment on column mutation_results.correction_ms is 'Added to the time that the desk gave the write: by how much its clock was behind the centre''s when it sent it';
