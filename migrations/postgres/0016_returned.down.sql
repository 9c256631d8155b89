alter table mutation_results drop column accepted_before;
alter table client_progress drop column returned_at;
alter table client_progress drop column returned;
