-- What tiles are cut from: each feature's shape in web mercator, generalised for bands of zoom levels,
-- partitioned so that a band of a layer has an R-tree of its own. Attributes are what drawing needs, no more.
create table shapes (
  layer    text not null,
  band     smallint not null,
  code     text not null,
  min_zoom smallint not null,
  props    jsonb not null,
  geom     geometry(Geometry, 3857) not null
) partition by list (layer);

-- A layer's version moves with every change to its shapes; tile addresses and validators carry it.
create table layer_versions (
  layer   text primary key,
  version bigint not null default 1
);

-- Heights of the ground for the relief base map: rows from the north, 16-bit big-endian, metres = value / 10 - 500.
create table terrain (
  one     boolean primary key default true check (one),
  extent  box2d not null,
  columns integer not null,
  rows    integer not null,
  heights bytea not null
);

do $$
declare
  layer text;
begin
  foreach layer in array array['rivers', 'reaches', 'lakes', 'reservoirs', 'small_waters', 'outfalls', 'drainage_units',
    'drainage_households', 'treatment_plants', 'sections', 'gates', 'divisions', 'grids'] loop
    execute format('create table shapes_%s partition of shapes for values in (%L) partition by list (band)', layer, layer);
    for band in 0..3 loop
      execute format('create table shapes_%s_%s partition of shapes_%s for values in (%s)', layer, band, layer, band);
      execute format('create index on shapes_%s_%s using gist (geom)', layer, band);
      execute format('create index on shapes_%s_%s (code)', layer, band);
    end loop;
    insert into layer_versions (layer) values (layer);
  end loop;
end $$;
