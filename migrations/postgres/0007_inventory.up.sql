create type movement_kind as enum ('receive', 'use', 'adjust', 'expire', 'transfer');

create table suppliers (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  name text not null,
  phone text not null,
  email text not null,
  updated_at timestamptz(3) not null,
  deleted_at timestamptz(3)
);
comment on table suppliers is 'Where the clinic buys';
comment on column suppliers.id is 'UUIDv7 made where the row was first written';
comment on column suppliers.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column suppliers.created_at is 'When the row was first written, by the clock of its writer';
comment on column suppliers.name is 'Name of the company';
comment on column suppliers.phone is 'Phone number';
comment on column suppliers.email is 'E-mail address';
comment on column suppliers.updated_at is 'When it was last changed';
comment on column suppliers.deleted_at is 'When it was withdrawn';

create table inventory_items (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  supplier_id uuid references suppliers,
  sku text not null,
  name text not null,
  category text not null,
  unit text not null,
  reorder_level integer not null,
  unit_cost_centavos bigint not null,
  is_active boolean not null,
  updated_at timestamptz(3) not null
);
comment on table inventory_items is 'Something the clinic keeps in stock; what is on hand is the sum of its movements';
comment on column inventory_items.id is 'UUIDv7 made where the row was first written';
comment on column inventory_items.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column inventory_items.created_at is 'When the row was first written, by the clock of its writer';
comment on column inventory_items.supplier_id is 'The usual supplier';
comment on column inventory_items.sku is 'Code on the shelf';
comment on column inventory_items.name is 'Name';
comment on column inventory_items.category is 'Category';
comment on column inventory_items.unit is 'What one of it is: box, piece, carpule';
comment on column inventory_items.reorder_level is 'Order when no more than this many are on hand';
comment on column inventory_items.unit_cost_centavos is 'Last cost of one unit in centavos';
comment on column inventory_items.is_active is 'Whether it is still used';
comment on column inventory_items.updated_at is 'When it was last changed';

create table stock_lots (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  item_id uuid not null references inventory_items,
  lot_number text not null,
  expires_on date,
  unit_cost_centavos bigint not null
);
comment on table stock_lots is 'A delivery of an item, with its expiry date';
comment on column stock_lots.id is 'UUIDv7 made where the row was first written';
comment on column stock_lots.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column stock_lots.created_at is 'When the row was first written, by the clock of its writer';
comment on column stock_lots.item_id is 'The item';
comment on column stock_lots.lot_number is 'Number on the package';
comment on column stock_lots.expires_on is 'Last day it may be used';
comment on column stock_lots.unit_cost_centavos is 'Cost of one unit in centavos';

create table stock_movements (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  item_id uuid not null references inventory_items,
  lot_id uuid references stock_lots,
  kind movement_kind not null,
  quantity integer not null,
  reason text not null,
  chart_entry_id uuid references chart_entries,
  moved_by uuid references users
);
comment on table stock_movements is 'One change of what is on hand; only ever added';
comment on column stock_movements.id is 'UUIDv7 made where the row was first written';
comment on column stock_movements.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column stock_movements.created_at is 'When the row was first written, by the clock of its writer';
comment on column stock_movements.item_id is 'The item';
comment on column stock_movements.lot_id is 'The lot, when known';
comment on column stock_movements.kind is 'What happened';
comment on column stock_movements.quantity is 'Signed number of units';
comment on column stock_movements.reason is 'Why';
comment on column stock_movements.chart_entry_id is 'The treatment it was used for';
comment on column stock_movements.moved_by is 'Who did it';

create table service_recipes (
  id uuid primary key,
  clinic_id uuid not null references clinics,
  created_at timestamptz(3) not null,
  service_id uuid not null references services,
  item_id uuid not null references inventory_items,
  quantity integer not null
);
comment on table service_recipes is 'What completing a service takes from stock';
comment on column service_recipes.id is 'UUIDv7 made where the row was first written';
comment on column service_recipes.clinic_id is 'The clinic that owns the row; every shape is filtered by it';
comment on column service_recipes.created_at is 'When the row was first written, by the clock of its writer';
comment on column service_recipes.service_id is 'The service';
comment on column service_recipes.item_id is 'The item';
comment on column service_recipes.quantity is 'Units taken each time';

alter table suppliers add constraint suppliers_named check (name <> '');
create index suppliers_clinic on suppliers (clinic_id);

alter table inventory_items add constraint inventory_items_named check (name <> '' and unit <> '');
alter table inventory_items add constraint inventory_items_amounts check (reorder_level >= 0 and unit_cost_centavos >= 0);
create index inventory_items_clinic on inventory_items (clinic_id);

alter table stock_lots add constraint stock_lots_cost check (unit_cost_centavos >= 0);
create index stock_lots_clinic on stock_lots (clinic_id);
create index stock_lots_item on stock_lots (item_id, expires_on);
create trigger stock_lots_append_only before update or delete on stock_lots for each row execute function refuse_change();

alter table stock_movements add constraint stock_movements_moves check (quantity <> 0);
alter table stock_movements add constraint stock_movements_sign check (
  (kind <> 'receive' or quantity > 0) and (kind not in ('use', 'expire') or quantity < 0));
create index stock_movements_clinic on stock_movements (clinic_id);
create index stock_movements_item on stock_movements (item_id, lot_id);
create index stock_movements_treatment on stock_movements (chart_entry_id);
create trigger stock_movements_append_only before update or delete on stock_movements for each row execute function refuse_change();

alter table service_recipes add constraint service_recipes_quantity check (quantity > 0);
alter table service_recipes add constraint service_recipes_once unique (service_id, item_id);
create index service_recipes_clinic on service_recipes (clinic_id);
