-- What happens in the city's water: rain, tide, gates, and what is found at the sections. Series lie in rows of a day or a
-- month, hour by hour in the city's time (Asia/Shanghai): two years of a city are thousands of rows, not millions.

-- Facts that are rules of the trade, as dated data with their source; what is our own proposal says so. `body` is checked
-- by the schema of its kind in domain/.
create table rule_sets (
  code           text primary key,
  kind           text not null,
  title          text not null,
  title_en       text not null,
  effective_from date not null,
  effective_to   date,
  source         text not null,
  proposal       boolean not null default false,
  body           jsonb not null,
  check (effective_to is null or effective_to > effective_from)
);
create index rule_sets_kind on rule_sets (kind, effective_from);

create table stations (
  code   text primary key,
  kind   text not null check (kind in ('rain', 'tide')),
  name   text not null,
  source text,
  geom   geometry(Point, 4490) not null
);

-- Millimetres in each hour of a day, from 00:00.
create table rain_days (
  station text not null references stations deferrable initially deferred,
  day     date not null,
  mm      real[] not null check (cardinality(mm) = 24),
  primary key (station, day)
);

-- Metres above mean sea level at each full hour of a day, from 00:00.
create table tide_days (
  station text not null references stations deferrable initially deferred,
  day     date not null,
  level_m real[] not null check (cardinality(level_m) = 24),
  primary key (station, day)
);

-- State in each hour of a month, from its first day 00:00: o open 开, s shut 关, p pumping 抽, ? not recorded.
create table gate_months (
  gate  text not null references gates on delete cascade deferrable initially deferred,
  month date not null check (extract(day from month) = 1),
  hours text not null check (hours ~ '^[osp?]+$' and length(hours) % 24 = 0),
  primary key (gate, month)
);

-- One sample of water at a section. `readings` holds item → value (mg/L unless the item says otherwise, domain/quality);
-- an item named in `below` was below the detection limit, which its value then is. A month without a sample is a row with
-- the reason in `missing` and no readings.
create table samples (
  code     text primary key,
  section  text not null references sections on delete cascade deferrable initially deferred,
  taken_at timestamptz not null,
  kind     text not null check (kind in ('monthly', 'automatic')),
  tide     text check (tide in ('涨', '落')),
  missing  text,
  readings jsonb not null default '{}',
  below    text[] not null default '{}',
  source   text,
  check (missing is null or readings = '{}')
);
create index samples_section on samples (section, taken_at);
create index samples_taken on samples (taken_at) where kind = 'monthly';
