alter table operating_hours drop constraint operating_hours_break;
alter table operating_hours add constraint operating_hours_break check (
  (break_start_minute is null and break_end_minute is null)
  or (opens_minute <= break_start_minute and break_start_minute < break_end_minute and break_end_minute <= closes_minute));
