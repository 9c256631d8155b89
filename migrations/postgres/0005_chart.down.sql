drop table chart_entries;
drop type chart_layer;
