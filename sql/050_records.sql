-- 一河一策 as five lists with dates and owners (F27), and the dynamic half of 一河一档 as dated entries by group.
create table strategies (
  code        text primary key,
  water       text not null references waters on delete cascade deferrable initially deferred,
  starts_on   date not null,
  ends_on     date not null check (ends_on > starts_on),
  edition     integer not null default 1,
  approved_by text references orgs,
  approved_on date
);
create index strategies_water on strategies (water);

create table strategy_items (
  code     text primary key,
  strategy text not null references strategies on delete cascade,
  list     text not null check (list in ('problem', 'goal', 'task', 'measure', 'responsibility')),
  seq      integer not null,
  answers  text references strategy_items deferrable initially deferred,
  text     text not null,
  owner    text references orgs,
  division text references divisions deferrable initially deferred,
  quantity double precision,
  done     double precision,
  unit     text,
  due_on   date,
  done_on  date,
  unique (strategy, list, seq)
);

create table archive_entries (
  code       text primary key,
  water      text not null references waters on delete cascade deferrable initially deferred,
  "group"    text not null check ("group" in ('intake', 'discharge', 'quality', 'ecology', 'shoreline', 'use', 'works')),
  title      text not null,
  value      text not null,
  unit       text,
  source     text,
  valid_from date not null,
  valid_to   date check (valid_to is null or valid_to > valid_from)
);
create index archive_entries_water on archive_entries (water);
