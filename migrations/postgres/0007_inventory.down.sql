drop table service_recipes;
drop table stock_movements;
drop table stock_lots;
drop table inventory_items;
drop table suppliers;
drop type movement_kind;
