-- The replica's copy of every synced table. No foreign keys and no defaults: the centre has the last word
-- on constraints, and a desk may hold only a part of what they speak of.
create table clinics (
  id text not null primary key,
  name text not null,
  timezone text not null,
  currency text not null,
  slot_minutes integer not null,
  created_at text not null,
  updated_at text not null
) strict;

create table locations (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  name text not null,
  street text not null,
  barangay text not null,
  city text not null,
  province text not null,
  postal_code text not null,
  phone text not null,
  tin text not null,
  tax_profile text not null,
  latitude real,
  longitude real,
  updated_at text not null,
  deleted_at text
) strict;

create table operating_hours (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  location_id text not null,
  weekday integer not null,
  opens_minute integer not null,
  closes_minute integer not null,
  break_start_minute integer,
  break_end_minute integer
) strict;

create table operatories (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  location_id text not null,
  name text not null,
  position integer not null,
  is_active integer not null,
  updated_at text not null
) strict;

create table roles (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  code text not null,
  name text not null,
  permissions text not null,
  updated_at text not null
) strict;

create table users (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  role_id text not null,
  username text not null,
  display_name text not null,
  is_dentist integer not null,
  colour text not null,
  prc_licence text not null,
  is_active integer not null,
  updated_at text not null
) strict;

create table user_credentials (
  user_id text not null primary key,
  clinic_id text not null,
  verifier text not null,
  changed_at text not null
) strict;

create table devices (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  name text not null,
  profile text not null,
  series text not null,
  revoked_at text
) strict;

create table services (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  code text not null,
  name text not null,
  category text not null,
  treatment_area text not null,
  finding text,
  duration_minutes integer not null,
  price_centavos integer not null,
  colour text not null,
  is_active integer not null,
  updated_at text not null
) strict;

create table patients (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  chart_number text not null,
  last_name text not null,
  first_name text not null,
  middle_name text not null,
  suffix text not null,
  birth_date text,
  sex text not null,
  phone text not null,
  email text not null,
  street text not null,
  barangay text not null,
  city text not null,
  province text not null,
  postal_code text not null,
  emergency_name text not null,
  emergency_phone text not null,
  notes text not null,
  is_deceased integer not null,
  field_edits text not null,
  legacy_source text,
  legacy_id text,
  created_by text,
  updated_at text not null,
  archived_at text,
  deleted_at text
) strict;
create index patients_last_name_first_name on patients (last_name, first_name);
create index patients_legacy_source_legacy_id on patients (legacy_source, legacy_id);

create table medical_alerts (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  kind text not null,
  severity text not null,
  label text not null,
  created_by text,
  ended_at text,
  ended_by text
) strict;
create index medical_alerts_patient_id on medical_alerts (patient_id);

create table appointments (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  location_id text not null,
  operatory_id text,
  dentist_id text,
  patient_id text not null,
  service_id text,
  starts_at text not null,
  ends_at text not null,
  status text not null,
  flow text not null,
  arrived_at text,
  seated_at text,
  dismissed_at text,
  allows_overlap integer not null,
  overlap_reason text,
  notes text not null,
  cancel_reason text,
  cancelled_at text,
  legacy_source text,
  legacy_id text,
  created_by text,
  updated_at text not null
) strict;
create index appointments_starts_at on appointments (starts_at);
create index appointments_patient_id_starts_at on appointments (patient_id, starts_at);
create index appointments_legacy_source_legacy_id on appointments (legacy_source, legacy_id);

create table chart_entries (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  tooth text,
  surfaces text not null,
  layer text not null,
  finding text not null,
  note text not null,
  service_id text,
  appointment_id text,
  dentist_id text,
  effective_date text not null,
  recorded_by text,
  voids_entry_id text,
  legacy_source text,
  legacy_id text
) strict;
create index chart_entries_patient_id_effective_date on chart_entries (patient_id, effective_date);
create index chart_entries_voids_entry_id on chart_entries (voids_entry_id);

create table invoices (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  number text not null,
  bir_number text,
  status text not null,
  total_centavos integer not null,
  issued_on text not null,
  created_by text,
  updated_at text not null
) strict;
create index invoices_patient_id on invoices (patient_id);

create table payments (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  number text not null,
  method text not null,
  amount_centavos integer not null,
  reference text not null,
  received_on text not null,
  received_by text,
  note text not null,
  legacy_source text,
  legacy_id text
) strict;
create index payments_patient_id on payments (patient_id);
create index payments_number on payments (number);

create table ledger_lines (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  kind text not null,
  amount_centavos integer not null,
  entry_date text not null,
  description text not null,
  service_id text,
  chart_entry_id text,
  appointment_id text,
  dentist_id text,
  payment_id text,
  invoice_id text,
  voids_line_id text,
  legacy_source text,
  legacy_id text,
  created_by text
) strict;
create index ledger_lines_patient_id_entry_date on ledger_lines (patient_id, entry_date);

create table statements (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  patient_id text not null,
  number text not null,
  patient_name text not null,
  from_date text not null,
  to_date text not null,
  opening_centavos integer not null,
  charges_centavos integer not null,
  credits_centavos integer not null,
  closing_centavos integer not null,
  lines text not null,
  note text not null,
  issued_by text,
  issued_at text not null,
  is_voided integer not null
) strict;
create index statements_patient_id on statements (patient_id);
create index statements_number on statements (number);

create table suppliers (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  name text not null,
  phone text not null,
  email text not null,
  updated_at text not null,
  deleted_at text
) strict;

create table inventory_items (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  supplier_id text,
  sku text not null,
  name text not null,
  category text not null,
  unit text not null,
  reorder_level integer not null,
  unit_cost_centavos integer not null,
  is_active integer not null,
  updated_at text not null
) strict;

create table stock_lots (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  item_id text not null,
  lot_number text not null,
  expires_on text,
  unit_cost_centavos integer not null
) strict;
create index stock_lots_item_id_expires_on on stock_lots (item_id, expires_on);

create table stock_movements (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  item_id text not null,
  lot_id text,
  kind text not null,
  quantity integer not null,
  reason text not null,
  chart_entry_id text,
  moved_by text
) strict;
create index stock_movements_item_id_lot_id on stock_movements (item_id, lot_id);
create index stock_movements_chart_entry_id on stock_movements (chart_entry_id);

create table service_recipes (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  service_id text not null,
  item_id text not null,
  quantity integer not null
) strict;
create index service_recipes_service_id on service_recipes (service_id);

create table notifications (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  user_id text,
  kind text not null,
  subject_id text,
  message text not null,
  read_at text
) strict;

create table attention_items (
  id text not null primary key,
  clinic_id text not null,
  created_at text not null,
  mutation_id text not null,
  client_id text not null,
  mutation text not null,
  outcome text not null,
  code text not null,
  message text not null,
  input text not null,
  losses text not null,
  patient_id text,
  made_by text not null,
  made_at text not null,
  resolved_at text,
  resolved_by text,
  resolution text
) strict;
create index attention_items_resolved_at on attention_items (resolved_at);
create index attention_items_mutation_id on attention_items (mutation_id);

create table client_progress (
  client_id text not null primary key,
  clinic_id text not null,
  last_seq integer not null,
  mutation_id text,
  tables text not null,
  updated_at text not null
) strict;

