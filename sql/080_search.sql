-- What the one search field finds: a row for each thing with a name, with its pinyin and initials made when it is written.
create table search_entries (
  layer    text not null,
  code     text not null,
  title    text not null,
  detail   text not null,
  pinyin   text not null,
  initials text not null,
  weight   real not null,
  at       geometry(Point, 4490) not null,
  primary key (layer, code)
);
create index search_entries_title on search_entries using gin (title gin_trgm_ops);
create index search_entries_pinyin on search_entries using gin (pinyin gin_trgm_ops);
create index search_entries_initials on search_entries (initials text_pattern_ops);
create index search_entries_code on search_entries (code text_pattern_ops);
