create type invoice_status as enum ('draft', 'sent', 'paid', 'overdue', 'cancelled');
create type payment_method as enum ('cash', 'check', 'bank_transfer', 'credit_card', 'debit_card', 'gcash', 'paymaya', 'other');
create type ledger_kind as enum ('charge', 'payment', 'adjustment', 'refund', 'void');

create table invoices (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  number text not null,
  bir_number text,
  status invoice_status not null,
  total_centavos bigint not null,
  issued_on date not null,
  created_by uuid references users,
  updated_at timestamptz(3) not null
);
comment on table invoices is 'A document that asks for money; the BIR number is typed from the booklet';
comment on column invoices.id is 'UUIDv7 made where the row was first written';
comment on column invoices.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column invoices.created_at is 'When the row was first written, by the clock of its writer';
comment on column invoices.patient_id is 'The patient';
comment on column invoices.number is 'Number in the series of the desk that issued it';
comment on column invoices.bir_number is 'Serial number of the BIR booklet, as typed';
comment on column invoices.status is 'Where the document stands';
comment on column invoices.total_centavos is 'Total in centavos';
comment on column invoices.issued_on is 'Date on the document';
comment on column invoices.created_by is 'Who issued it';
comment on column invoices.updated_at is 'When it was last changed';

create table payments (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  number text not null,
  method payment_method not null,
  amount_centavos bigint not null,
  reference text not null,
  received_on date not null,
  received_by uuid references users,
  note text not null,
  legacy_source text,
  legacy_id text
);
comment on table payments is 'Money received from or for a patient';
comment on column payments.id is 'UUIDv7 made where the row was first written';
comment on column payments.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column payments.created_at is 'When the row was first written, by the clock of its writer';
comment on column payments.patient_id is 'The patient';
comment on column payments.number is 'Number of the acknowledgement in the series of the desk';
comment on column payments.method is 'How it was paid';
comment on column payments.amount_centavos is 'Amount in centavos, above zero';
comment on column payments.reference is 'Check, card or wallet reference';
comment on column payments.received_on is 'Business date';
comment on column payments.received_by is 'Who took it';
comment on column payments.note is 'Remark';
comment on column payments.legacy_source is 'The import it came from';
comment on column payments.legacy_id is 'Id in that source';

create table ledger_lines (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  kind ledger_kind not null,
  amount_centavos bigint not null,
  entry_date date not null,
  description text not null,
  service_id uuid references services,
  chart_entry_id uuid references chart_entries,
  appointment_id uuid references appointments,
  dentist_id uuid references users,
  payment_id uuid references payments,
  invoice_id uuid references invoices,
  voids_line_id uuid references ledger_lines,
  legacy_source text,
  legacy_id text,
  created_by uuid references users
);
comment on table ledger_lines is 'One movement of what a patient owes; only ever added, a void is a new line that takes the old one back';
comment on column ledger_lines.id is 'UUIDv7 made where the row was first written';
comment on column ledger_lines.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column ledger_lines.created_at is 'When the row was first written, by the clock of its writer';
comment on column ledger_lines.patient_id is 'The patient';
comment on column ledger_lines.kind is 'What sort of movement';
comment on column ledger_lines.amount_centavos is 'Signed centavos: what the patient owes grows by it';
comment on column ledger_lines.entry_date is 'Clinical or business date';
comment on column ledger_lines.description is 'What the statement prints';
comment on column ledger_lines.service_id is 'The service charged';
comment on column ledger_lines.chart_entry_id is 'The completed treatment charged';
comment on column ledger_lines.appointment_id is 'The visit charged';
comment on column ledger_lines.dentist_id is 'Who earned it';
comment on column ledger_lines.payment_id is 'The payment';
comment on column ledger_lines.invoice_id is 'The invoice it stands on';
comment on column ledger_lines.voids_line_id is 'The line this one takes back';
comment on column ledger_lines.legacy_source is 'The import it came from';
comment on column ledger_lines.legacy_id is 'Id in that source';
comment on column ledger_lines.created_by is 'Who entered it';

create table statements (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  patient_id uuid not null references patients,
  number text not null,
  patient_name text not null,
  from_date date not null,
  to_date date not null,
  opening_centavos bigint not null,
  charges_centavos bigint not null,
  credits_centavos bigint not null,
  closing_centavos bigint not null,
  lines jsonb not null,
  note text not null,
  issued_by uuid references users,
  issued_at timestamptz(3) not null,
  is_voided boolean not null
);
comment on table statements is 'A statement of account as it was handed out; never an invoice or official receipt';
comment on column statements.id is 'UUIDv7 made where the row was first written';
comment on column statements.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column statements.created_at is 'When the row was first written, by the clock of its writer';
comment on column statements.patient_id is 'The patient';
comment on column statements.number is 'Number in the series of the desk that issued it';
comment on column statements.patient_name is 'Name as printed';
comment on column statements.from_date is 'First day covered';
comment on column statements.to_date is 'Last day covered';
comment on column statements.opening_centavos is 'Balance before the first day';
comment on column statements.charges_centavos is 'Charges and other increases in the period';
comment on column statements.credits_centavos is 'Payments and other decreases in the period, as a positive amount';
comment on column statements.closing_centavos is 'Balance at the end of the last day';
comment on column statements.lines is 'The lines as printed';
comment on column statements.note is 'Note printed under the lines';
comment on column statements.issued_by is 'Who issued it';
comment on column statements.issued_at is 'When it was issued';
comment on column statements.is_voided is 'Whether it was withdrawn; the number stays used';

alter table invoices add constraint invoices_number_once unique (clinic_id, number);
alter table invoices add constraint invoices_total check (total_centavos >= 0);
create index invoices_patient on invoices (patient_id);

alter table payments add constraint payments_number_once unique (clinic_id, number);
alter table payments add constraint payments_amount check (amount_centavos > 0);
create unique index payments_legacy_once on payments (clinic_id, legacy_source, legacy_id);
create index payments_patient on payments (patient_id);
create trigger payments_append_only before update or delete on payments for each row execute function refuse_change();

alter table ledger_lines add constraint ledger_lines_charge_sign check (kind <> 'charge' or amount_centavos >= 0);
alter table ledger_lines add constraint ledger_lines_payment_sign check (kind <> 'payment' or (amount_centavos < 0 and payment_id is not null));
alter table ledger_lines add constraint ledger_lines_void_points check ((kind = 'void') = (voids_line_id is not null));
create unique index ledger_lines_voided_once on ledger_lines (voids_line_id);
create unique index ledger_lines_charged_once on ledger_lines (chart_entry_id) where kind = 'charge';
create unique index ledger_lines_legacy_once on ledger_lines (clinic_id, legacy_source, legacy_id);
create index ledger_lines_clinic on ledger_lines (clinic_id);
create index ledger_lines_patient on ledger_lines (patient_id, entry_date);
create trigger ledger_lines_append_only before update or delete on ledger_lines for each row execute function refuse_change();

alter table statements add constraint statements_number_once unique (clinic_id, number);
alter table statements add constraint statements_period check (from_date <= to_date);
alter table statements add constraint statements_adds_up check (opening_centavos + charges_centavos - credits_centavos = closing_centavos);
create index statements_patient on statements (patient_id);
