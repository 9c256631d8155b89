drop table statements;
drop table ledger_lines;
drop table payments;
drop table invoices;
drop type ledger_kind;
drop type payment_method;
drop type invoice_status;
