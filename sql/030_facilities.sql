-- What stands on or drains to a water. Lines are referred to linearly: `water`, `measure_m`, `bank` (looking downstream).
create table outfalls (
  code          text primary key,
  name          text not null,
  national_code text,
  class1        text not null,
  class2        text,
  class3        text,
  water         text references waters deferrable initially deferred,
  measure_m     double precision check (measure_m >= 0),
  bank          text check (bank in ('left', 'right', 'both')),
  division      text references divisions deferrable initially deferred,
  shape         text,
  diameter_mm   double precision check (diameter_mm > 0),
  dry_flow      boolean,
  survey_stage  text,
  responsible   text,
  state         text,
  source        text,
  valid_from    date not null default '2019-01-01',
  valid_to      date,
  version       integer not null default 1,
  geom          geometry(Point, 4490) not null
);

create table drainage_units (
  code             text primary key,
  name             text not null,
  kind             text,
  address          text,
  division         text references divisions deferrable initially deferred,
  outfall          text references outfalls deferrable initially deferred,
  water            text references waters deferrable initially deferred,
  area_m2          double precision check (area_m2 >= 0),
  separated        boolean,
  compliant        boolean,
  compliant_on     date,
  connection_wells integer,
  inspection_wells integer,
  source           text,
  valid_from       date not null default '2020-01-01',
  valid_to         date,
  version          integer not null default 1,
  geom             geometry(MultiPolygon, 4490) not null
);

create table drainage_households (
  code        text primary key,
  name        text not null,
  class       text,
  subclass    text,
  flat_class  text,
  licence_no  text,
  licensed_to date,
  unit        text references drainage_units deferrable initially deferred,
  division    text references divisions deferrable initially deferred,
  address     text,
  source      text,
  valid_from  date not null default '2020-01-01',
  valid_to    date,
  version     integer not null default 1,
  geom        geometry(Point, 4490) not null
);

create table treatment_plants (
  code          text primary key,
  name          text not null,
  process       text,
  standard      text,
  capacity_m3_d double precision check (capacity_m3_d >= 0),
  operator      text,
  outfall       text references outfalls deferrable initially deferred,
  water         text references waters deferrable initially deferred,
  measure_m     double precision check (measure_m >= 0),
  bank          text check (bank in ('left', 'right', 'both')),
  division      text references divisions deferrable initially deferred,
  opened_on     date,
  source        text,
  valid_from    date not null default '2010-01-01',
  valid_to      date,
  version       integer not null default 1,
  geom          geometry(Point, 4490) not null
);

create table sections (
  code         text primary key,
  name         text not null,
  kind         text,
  water        text references waters deferrable initially deferred,
  measure_m    double precision check (measure_m >= 0),
  division     text references divisions deferrable initially deferred,
  target_class text check (target_class in ('Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ')),
  tide         text check (tide in ('涨', '落')),
  relation     text check (relation in ('→', '≈')),
  automatic    boolean,
  source       text,
  valid_from   date not null default '2016-01-01',
  valid_to     date,
  version      integer not null default 1,
  geom         geometry(Point, 4490) not null
);

create table gates (
  code          text primary key,
  name          text not null,
  kind          text not null,
  water         text references waters deferrable initially deferred,
  measure_m     double precision check (measure_m >= 0),
  division      text references divisions deferrable initially deferred,
  openings      integer,
  width_m       double precision check (width_m >= 0),
  pump_m3_s     double precision check (pump_m3_s >= 0),
  operator      text,
  rule          text,
  built_on      date,
  source        text,
  valid_from    date not null default '2000-01-01',
  valid_to      date,
  version       integer not null default 1,
  geom          geometry(Point, 4490) not null
);

create index outfalls_geom on outfalls using gist (geom);
create index outfalls_water on outfalls (water, measure_m);
create index drainage_units_geom on drainage_units using gist (geom);
create index drainage_units_water on drainage_units (water);
create index drainage_units_outfall on drainage_units (outfall);
create index drainage_households_geom on drainage_households using gist (geom);
create index drainage_households_unit on drainage_households (unit);
create index treatment_plants_geom on treatment_plants using gist (geom);
create index treatment_plants_water on treatment_plants (water, measure_m);
create index sections_geom on sections using gist (geom);
create index sections_water on sections (water, measure_m);
create index gates_geom on gates using gist (geom);
create index gates_water on gates (water, measure_m);
