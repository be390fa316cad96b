/** Everything the workspace keeps, as SQLite tables. */
export const SCHEMA = `
create table if not exists meta (key text primary key, value text not null) strict;
create table if not exists people (id text primary key, body text not null) strict;
create table if not exists conversations (id text primary key, body text not null) strict;
create table if not exists messages (
  channel text not null, ts text not null, thread_ts text, person text, author text, body text not null,
  primary key (channel, ts)) strict, without rowid;
create index if not exists replies on messages (channel, thread_ts, ts);
create table if not exists reads (
  person text not null, channel text not null, ts text not null, primary key (person, channel)) strict;
create table if not exists homes (person text primary key, body text not null) strict;
create table if not exists contents (file text primary key, bytes blob not null) strict;
create table if not exists shelves (
  shelf text not null, id text not null, body text not null, primary key (shelf, id)) strict;
`;
