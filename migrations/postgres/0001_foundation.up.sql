-- Exclusion constraints mix uuid equality with time ranges, which needs the btree operator classes in GiST.
create extension if not exists btree_gist;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are facts: they are corrected by new rows, never changed', tg_table_name using errcode = 'restrict_violation';
end $$;
comment on function refuse_change() is 'Trigger of append-only tables: no update, no delete';
