drop table appointments;
drop table services;
drop type visit_flow;
drop type appointment_status;
drop type treatment_area;
drop type service_category;
