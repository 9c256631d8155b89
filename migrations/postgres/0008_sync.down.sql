drop table notifications;
drop table attention_items;
drop table client_progress;
drop type attention_outcome;
