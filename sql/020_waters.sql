-- A water is the unit of responsibility: river, reach, lake, reservoir or small water, by its 河湖编码.
-- Rivers are cut into reaches that cover them without overlap; every measure is metres downstream from the start.
create table waters (
  code            text primary key,
  kind            text not null check (kind in ('river', 'reach', 'lake', 'reservoir', 'small_water')),
  name            text not null,
  alias           text,
  subkind         text,
  river           text references waters deferrable initially deferred,
  river_from_m    double precision,
  river_to_m      double precision,
  level           text check (level in ('city', 'district', 'town', 'village')),
  division        text references divisions deferrable initially deferred,
  basin           text references basins,
  bank            text check (bank in ('left', 'right', 'both')),
  flow_mode       text check (flow_mode in ('one_way', 'tidal', 'gated', 'pumped')),
  start_place     text,
  end_place       text,
  length_m        double precision check (length_m >= 0),
  width_m         double precision check (width_m >= 0),
  area_m2         double precision check (area_m2 >= 0),
  catchment_km2   double precision check (catchment_km2 >= 0),
  stream_order    smallint,
  bed_from_m      double precision,
  bed_to_m        double precision,
  target_class    text check (target_class in ('Ⅰ', 'Ⅱ', 'Ⅲ', 'Ⅳ', 'Ⅴ')),
  max_depth_m     double precision check (max_depth_m >= 0),
  capacity_10k_m3 double precision check (capacity_10k_m3 >= 0),
  dam_material    text,
  dam_height_m    double precision check (dam_height_m >= 0),
  national_code   text,
  provincial_code text,
  source          text,
  valid_from      date not null default '2017-01-01',
  valid_to        date,
  version         integer not null default 1,
  geom            geometry(Geometry, 4490) not null,
  check (valid_to is null or valid_to > valid_from),
  check (kind <> 'reach' or (river is not null and river_to_m > river_from_m)),
  check (kind not in ('river', 'reach') or geometrytype(geom) in ('LINESTRING', 'MULTILINESTRING')),
  check (kind not in ('lake', 'reservoir', 'small_water') or geometrytype(geom) in ('POLYGON', 'MULTIPOLYGON'))
);
create index waters_geom on waters using gist (geom);
create index waters_kind on waters (kind);
create index waters_river on waters (river, river_from_m);
create index waters_division on waters (division);

-- What flows into what: water leaves `upstream` at `upstream_m` and enters `downstream` at `downstream_m`.
-- A loop, a bifurcation in mid-reach and a tidal pair are all just rows; nothing here is a tree.
create table links (
  upstream     text not null references waters on delete cascade deferrable initially deferred,
  upstream_m   double precision not null,
  downstream   text not null references waters on delete cascade deferrable initially deferred,
  downstream_m double precision not null,
  flow_mode    text not null default 'one_way' check (flow_mode in ('one_way', 'tidal', 'gated', 'pumped')),
  gate         text,
  primary key (upstream, downstream, downstream_m),
  check (upstream <> downstream)
);
create index links_downstream on links (downstream);
