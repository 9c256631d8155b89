-- What a shape source may read: every synced table, with whole old rows so that desks can be told what changed.
alter table clinics replica identity full;
alter table locations replica identity full;
alter table operating_hours replica identity full;
alter table operatories replica identity full;
alter table roles replica identity full;
alter table users replica identity full;
alter table user_credentials replica identity full;
alter table devices replica identity full;
alter table patients replica identity full;
alter table medical_alerts replica identity full;
alter table services replica identity full;
alter table appointments replica identity full;
alter table chart_entries replica identity full;
alter table invoices replica identity full;
alter table payments replica identity full;
alter table ledger_lines replica identity full;
alter table statements replica identity full;
alter table suppliers replica identity full;
alter table inventory_items replica identity full;
alter table stock_lots replica identity full;
alter table stock_movements replica identity full;
alter table service_recipes replica identity full;
alter table client_progress replica identity full;
alter table attention_items replica identity full;
alter table notifications replica identity full;
create publication chairside_shapes for table
  clinics,
  locations,
  operating_hours,
  operatories,
  roles,
  users,
  user_credentials,
  devices,
  patients,
  medical_alerts,
  services,
  appointments,
  chart_entries,
  invoices,
  payments,
  ledger_lines,
  statements,
  suppliers,
  inventory_items,
  stock_lots,
  stock_movements,
  service_recipes,
  client_progress,
  attention_items,
  notifications;
