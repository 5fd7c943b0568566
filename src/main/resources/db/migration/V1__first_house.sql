-- Portable: SQLite and PostgreSQL. ${serial} and ${blob} are what differs. Ids are UUIDv7 text, times epoch milliseconds, flags 0 or 1.

create table setting (
    name text primary key,
    value text not null,
    updated_at bigint not null
);

create table account (
    id text primary key,
    email text not null unique,
    name text not null,
    role text not null check (role in ('admin', 'user', 'pending')),
    password text not null,
    language text,
    preferences text not null default '{}',
    pins text not null default '[]',
    founder integer unique check (founder = 1),
    created_at bigint not null,
    active_at bigint not null
);

create table session (
    id text primary key,
    user_id text not null references account (id) on delete cascade,
    secret text not null unique,
    device text not null,
    address text not null,
    created_at bigint not null,
    seen_at bigint not null,
    expires_at bigint not null
);
create index session_owner on session (user_id);

create table api_key (
    id text primary key,
    user_id text not null references account (id) on delete cascade,
    name text not null,
    secret text not null unique,
    prefix text not null,
    scopes text not null,
    created_at bigint not null,
    used_at bigint,
    expires_at bigint
);
create index api_key_owner on api_key (user_id);

create table attempt (
    subject text primary key,
    failures integer not null,
    since bigint not null,
    blocked_until bigint not null
);

create table connection (
    id text primary key,
    provider text not null,
    name text not null,
    base_url text not null,
    secret text,
    headers text,
    prefix text not null default '',
    region text,
    models text not null default '[]',
    enabled integer not null default 1,
    position integer not null default 0,
    created_at bigint not null
);

create table model_custom (
    model text primary key,
    name text,
    description text,
    hidden integer not null default 0,
    position integer,
    params text not null default '{}',
    system_prompt text
);

create table chat (
    id text primary key,
    user_id text not null references account (id) on delete cascade,
    title text not null,
    titled integer not null default 0,
    model text,
    params text not null default '{}',
    thinking text,
    leaf text,
    pinned integer not null default 0,
    archived integer not null default 0,
    read_at bigint not null default 0,
    created_at bigint not null,
    updated_at bigint not null,
    deleted_at bigint
);
create index chat_list on chat (user_id, archived, updated_at);
create index chat_trash on chat (deleted_at);

-- parent_id '' is a root. position is the depth from 0, place the order among a parent's children, column_no where a reply stands beside others.
create table message (
    id text primary key,
    chat_id text not null references chat (id) on delete cascade,
    parent_id text not null default '',
    position integer not null,
    place integer not null,
    column_no integer not null default 0,
    role text not null check (role in ('user', 'assistant')),
    state text not null check (state in ('done', 'running', 'cancelled', 'interrupted', 'failed')),
    model text,
    model_name text,
    parts text not null,
    stats text,
    error text,
    created_at bigint not null,
    edited_at bigint
);
create index message_tree on message (chat_id, parent_id, place);

-- One row a reply that is or was being made; its id is the reply's.
create table run (
    id text primary key references message (id) on delete cascade,
    chat_id text not null,
    user_id text not null,
    state text not null,
    epoch integer not null,
    owner text not null,
    lease_until bigint not null,
    cancel_requested integer not null default 0,
    options text not null default '{}',
    url text,
    request ${blob},
    raw text,
    started_at bigint not null,
    ended_at bigint
);
create index run_state on run (state, lease_until);
create index run_chat on run (chat_id, state);

-- What a run said and its message row does not hold yet. Append only; no second index (writes per token count).
create table run_log (
    n ${serial},
    run text not null,
    epoch integer not null,
    first_seq bigint not null,
    last_seq bigint not null,
    frames text not null
);

create table queued (
    id text primary key,
    chat_id text not null references chat (id) on delete cascade,
    user_id text not null,
    body text not null,
    created_at bigint not null
);
create index queued_chat on queued (chat_id, created_at);

-- What changed for whom, in the same transaction as the object.
create table change (
    n ${serial},
    user_id text,
    kind text not null,
    object text not null,
    at bigint not null
);
create index change_owner on change (user_id, n);

create table file (
    id text primary key,
    user_id text not null references account (id) on delete cascade,
    hash text not null,
    name text not null,
    mime text not null,
    size bigint not null,
    width integer,
    height integer,
    created_at bigint not null
);
create index file_owner on file (user_id, created_at);
create index file_hash on file (hash);

create table upload (
    id text primary key,
    user_id text not null references account (id) on delete cascade,
    name text not null,
    mime text not null,
    size bigint not null,
    received bigint not null default 0,
    created_at bigint not null
);
