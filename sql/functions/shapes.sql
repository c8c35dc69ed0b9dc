-- A layer's shapes, a table a band, and its version. Tiles are cut for an audience before anybody asks (sql/functions/tiles.sql);
-- requests read none of it.
do $$
declare
  layer text;
  t regclass;
begin
  for layer in select id from layers loop
    execute format('create table if not exists shapes_%1$s partition of shapes for values in (%1$L) partition by list (band)', layer);
    for band in 0..3 loop
      execute format('create table if not exists shapes_%1$s_%2$s partition of shapes_%1$s for values in (%2$s)', layer, band);
      execute format('create index if not exists shapes_%1$s_%2$s_geom_idx on shapes_%1$s_%2$s using gist (geom)', layer, band);
      execute format('create index if not exists shapes_%1$s_%2$s_code_idx on shapes_%1$s_%2$s (code)', layer, band);
    end loop;
    insert into layer_versions (layer) values (layer) on conflict do nothing;
  end loop;
  for t in select relid from pg_partition_tree('shapes') loop execute format('revoke select on %s from one_map_app', t); end loop;
end $$;

-- Bands of zoom levels and how much a shape may be simplified in each: metres of web mercator, under half a pixel
-- of a 512 px tile (at zoom 9 a pixel is 153 m, at 11 38 m, at 13 9.6 m). Band 3 is the shape as it is.
create or replace function band_of(z integer) returns smallint language sql immutable as
  $$ select case when z <= 9 then 0 when z <= 11 then 1 when z <= 13 then 2 else 3 end::smallint $$;

create or replace function band_tolerance(band smallint) returns double precision language sql immutable as
  $$ select case band when 0 then 60.0 when 1 then 15.0 when 2 then 4.0 else 0.0 end $$;

-- A shape for a band; null where it would be smaller than a pixel there and nobody could see or tap it.
create or replace function band_shape(shape geometry, band smallint) returns geometry language sql immutable as $$
  select case
    when band = 3 or st_dimension(shape) = 0 then shape
    when st_dimension(shape) = 1 then st_simplify(shape, band_tolerance(band), true)
    when st_area(shape) < power(band_tolerance(band), 2) then null
    else coalesce(nullif(st_simplifypreservetopology(shape, band_tolerance(band)), st_geomfromtext('POLYGON EMPTY', 3857)), shape)
  end $$;

-- Cuts the shapes of a layer anew: all of it, or some codes. Each knows since when it has been there, for maps of the past.
-- `tile_fields` are the view's columns that travel in tiles. `offset 0` keeps the planner from writing the transform into every place
-- its result is used: 9.8 s became 3.9 s for 4,000 rivers.
create or replace function refresh_shapes(layer_id text, tile_fields text[], codes text[] default null) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  -- A layer some of whose rows are not for everybody says so in a column of its view.
  staff text := case
    when exists (select from pg_attribute a where a.attrelid = format('layer_%s', layer_id)::regclass and a.attname = 'staff_only')
    then 'v.staff_only' else 'false' end;
  props text := 'jsonb_strip_nulls(jsonb_build_object(''since'', to_char(v.valid_from, ''YYYY-MM-DD''), ' ||
    (select string_agg(format('%L, %s', f, case when f ~ '_m$|_m3_d$' then format('round(v.%I)', f) else format('v.%I', f) end), ', ')
      from unnest(tile_fields) f) || '))';
begin
  if codes is null then
    execute format('truncate shapes_%s', layer_id);
  else
    execute format('delete from shapes where layer = %L and code = any ($1)', layer_id) using codes;
  end if;
  execute format($f$
    insert into shapes (layer, band, code, min_zoom, staff_only, props, geom)
    select %L, bands.band, v.code, v.min_zoom, v.staff_only, v.props, bands.geom
    from (
      select v.code, v.min_zoom, %s as staff_only, %s as props, st_transform(v.geom, 3857) as geom
      from layer_%s v
      where $1 is null or v.code = any ($1)
      offset 0
    ) v
    cross join lateral (
      select band::smallint, band_shape(v.geom, band::smallint) as geom
      from generate_series(0, 3) band
      where v.min_zoom <= case band when 0 then 9 when 1 then 11 when 2 then 13 else 30 end
      offset 0
    ) bands
    where bands.geom is not null and not st_isempty(bands.geom)
  $f$, layer_id, staff, props, layer_id) using codes;
  update layer_versions set version = version + 1 where layer = layer_id;
  -- Of what belongs to a change the record tells (sql/functions/record.sql); the rest is told here.
  if codes is null or coalesce(current_setting('one_map.change', true), '') = '' then perform pg_notify('layers', layer_id); end if;
end $$;
