-- The register as of a day, in two senses: as it was, by what we know now; and as we then believed it was, by what the
-- record held after a change (`known`).

-- The last change recorded by the end of a day of the city.
create or replace function known_by(day date) returns bigint
language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off as
  $$ select coalesce(max(c.seq), 0) from changes c where c.at < ((day + 1)::timestamp at time zone 'Asia/Shanghai') $$;

-- Past versions of an object as the record held them after a change.
create or replace function past_known(layer_id text, object text, known bigint)
returns table (valid_from date, valid_to date, version integer, attributes jsonb, geom geometry) language sql stable as $$
  select p.valid_from, p.valid_to, p.version, p.attributes, p.geom
  from past_versions p
  where p.layer = layer_id and p.code = object
    and not exists (select from change_items i where i.what = 'past_versions' and i.key = concat_ws(' ', p.layer, p.code, p.version)
      and i.op = 'insert' and i.change > known)
  union all
  select (i.before ->> 'valid_from')::date, (i.before ->> 'valid_to')::date, (i.before ->> 'version')::int, i.before -> 'attributes',
    (i.before ->> 'geom')::geometry
  from change_items i
  where i.what = 'past_versions' and starts_with(i.key, layer_id || ' ' || object || ' ') and i.op = 'delete' and i.change > known
    and not exists (select from change_items e where e.what = i.what and e.key = i.key and e.change > known
      and (e.change, e.ord) < (i.change, i.ord))
$$;

-- One object on a day, as known after a change: its fields and shape; null where it was not there.
create or replace function object_on(layer_id text, table_name text, object text, day date, known bigint) returns jsonb
language plpgsql stable set enable_seqscan = off as $$
declare
  image jsonb := image_as_of(table_name, object, known);
  earlier record;
begin
  if image is null then return null; end if;
  if (image ->> 'valid_from')::date <= day then
    return case when image ->> 'valid_to' is null or (image ->> 'valid_to')::date > day then image end;
  end if;
  select p.attributes, p.version, coalesce(p.geom, (
      -- A version keeps its shape only where the next one has another.
      select n.geom from past_known(layer_id, object, known) n where n.valid_from >= p.valid_to and n.geom is not null
      order by n.valid_from limit 1)) as shape
    into earlier
    from past_known(layer_id, object, known) p where p.valid_from <= day and p.valid_to > day;
  if not found then return null; end if;
  return image || earlier.attributes || jsonb_build_object('version', earlier.version)
    || case when earlier.shape is null then '{}' else jsonb_build_object('geom', earlier.shape::text) end;
end $$;

-- Which objects may show otherwise on the map of a day than on the map of now, within a box. What only began later is told by
-- the day in its tile and not listed. How each of them was is asked for a few at a time (object_on): all in one statement
-- kept the embedded engine from everybody for as long as it took.
drop function if exists map_on;
create or replace function different_on(layer_id text, table_name text, day date, known bigint, box geometry) returns setof text
language plpgsql stable as $$
begin
  return query execute format($f$
    select distinct i.key from change_items i where i.layer = $1 and i.change > $3
    union select t.code from %1$I t where t.valid_to is not null and t.valid_from <= $2 and t.valid_to > $2 and t.geom && $4 %2$s
    union select p.code from past_versions p join %1$I t using (code) where p.layer = $1 and p.valid_from <= $2 and p.valid_to > $2 and (t.geom && $4 or p.geom && $4)
    order by 1
  $f$, table_name, case when table_name = 'waters' then format('and layer_of_water(t.kind) = %L', layer_id) else '' end)
    using layer_id, day, known, box;
end $$;
