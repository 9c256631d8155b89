drop table audit_chains;
drop table audit_log;
drop table mutation_results;
drop table enrolment_codes;
drop table device_secrets;
drop table centre_state;
drop type audit_event;
