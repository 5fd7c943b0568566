insert into there_is_no_such_table (id) values ('1');
