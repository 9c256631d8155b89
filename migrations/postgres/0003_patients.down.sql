drop table medical_alerts;
drop table patients;
drop type alert_severity;
drop type alert_kind;
drop type sex;
