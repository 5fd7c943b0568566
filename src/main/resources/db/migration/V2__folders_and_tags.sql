-- deleted_at: removed, kept for a while to be brought back. parent_before and folder_before: the removed folder in which it stood.
create table folder (
    id text primary key,
    user_id text not null references account (id) on delete cascade,
    parent_id text references folder (id) on delete set null,
    parent_before text,
    name text not null,
    system_prompt text,
    model text,
    position integer not null,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create index folder_owner on folder (user_id, deleted_at);
create index folder_parent on folder (parent_id);
create index folder_trash on folder (deleted_at);

alter table chat add column folder_id text references folder (id) on delete set null;
alter table chat add column folder_before text;
create index chat_folder on chat (folder_id, archived, updated_at);
create index chat_loose on chat (user_id, archived, updated_at) where folder_id is null;

-- key is the name without case and width, for matching; name is as it was written.
create table chat_tag (
    chat_id text not null references chat (id) on delete cascade,
    user_id text not null,
    key text not null,
    name text not null,
    primary key (chat_id, key)
);
create index chat_tag_owner on chat_tag (user_id, key);
