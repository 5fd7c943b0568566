create table novelty (id text primary key, made_by text not null references account (id));
