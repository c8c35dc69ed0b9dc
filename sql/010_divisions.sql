-- Who governs where: divisions (city, district, town, village) by their GB/T 2260 / NBS codes
-- of 6, 9 and 12 digits, so that a code starts with its parent's; grids within villages; basins across all.
create table divisions (
  code        text primary key,
  level       text not null check (level in ('city', 'district', 'town', 'village')),
  kind        text,
  name        text not null,
  parent      text references divisions deferrable initially deferred,
  area_m2     double precision,
  valid_from  date not null default '1949-10-01',
  valid_to    date,
  version     integer not null default 1,
  geom        geometry(MultiPolygon, 4490) not null,
  check (valid_to is null or valid_to > valid_from)
);
create index divisions_geom on divisions using gist (geom);
create index divisions_parent on divisions (parent);

create table grids (
  code        text primary key,
  name        text not null,
  division    text references divisions deferrable initially deferred,
  area_m2     double precision,
  valid_from  date not null default '2019-01-01',
  valid_to    date,
  version     integer not null default 1,
  geom        geometry(MultiPolygon, 4490) not null,
  check (valid_to is null or valid_to > valid_from)
);
create index grids_geom on grids using gist (geom);
create index grids_division on grids (division);

create table basins (
  code        text primary key,
  name        text not null,
  area_km2    double precision
);
