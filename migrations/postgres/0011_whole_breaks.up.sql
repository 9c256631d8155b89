-- A break with only a start or only an end passed the old check: a comparison with null is neither true nor false.
alter table operating_hours drop constraint operating_hours_break;
alter table operating_hours add constraint operating_hours_break check (
  (break_start_minute is null) = (break_end_minute is null)
  and (break_start_minute is null
    or (opens_minute <= break_start_minute and break_start_minute < break_end_minute and break_end_minute <= closes_minute)));
