alter publication electric_publication_chairside drop table closed_days, blockout_types, blockouts, staff_availability, dentist_dates;
alter publication chairside_shapes drop table closed_days, blockout_types, blockouts, staff_availability, dentist_dates;
update roles set permissions = permissions - 'schedule.override' where permissions ? 'schedule.override';
drop table dentist_dates, staff_availability, blockouts, blockout_types, closed_days;
comment on column appointments.overlap_reason is 'Why';
alter table clinics drop column double_booking;
drop type double_booking;
