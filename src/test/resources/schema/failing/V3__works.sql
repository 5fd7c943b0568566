create table half (id text primary key);
update setting set name = 'changed by half an upgrade';
