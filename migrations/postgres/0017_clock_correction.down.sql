alter table mutation_results drop column correction_ms;
