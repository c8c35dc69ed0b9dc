-- What was brought in from files: one row an import; and shapes as they came, where their coordinates were shifted
-- (GCJ-02, BD-09) and had to be turned back, so that nothing rests on our conversion alone.
create table imports (
  code     text primary key,
  layer    text not null,
  file     text not null,
  sha256   text not null,
  format   text not null,
  encoding text not null,
  crs      text not null,
  mapping  jsonb not null,
  rows     integer not null,
  added    integer not null,
  changed  integer not null,
  at       timestamptz not null default now()
);

create table import_originals (
  layer  text not null,
  code   text not null,
  import text not null references imports on delete cascade,
  crs    text not null,
  geom   geometry not null,
  primary key (layer, code)
);
