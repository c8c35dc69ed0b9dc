-- What everything stands on: extensions, and the city's few settings.
-- Stored coordinates are CGCS2000 (EPSG:4490), x = longitude; metres are measured on the ellipsoid.
create extension if not exists postgis;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;

-- One row: which city this register is, where it lies, when its build was finished.
create table city (
  one         boolean primary key default true check (one),
  name        text not null,
  source      text not null,
  seed        integer,
  scale       double precision,
  extent      box2d,
  built_at    timestamptz not null default now()
);
