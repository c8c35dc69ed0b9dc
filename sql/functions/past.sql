-- The register as of a day, in two senses: as it was, by what we know now; and as we then believed it was, by what the
-- record held after a change (`known`).

-- The last change recorded by the end of a day of the city.
create or replace function known_by(day date) returns bigint language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off as
  $$ select coalesce(max(c.seq), 0) from changes c where c.at < ((day + 1)::timestamp at time zone 'Asia/Shanghai') $$;

-- Past versions of an object as the record held them after a change.
create or replace function past_known(layer_id text, object text, known bigint) returns table (valid_from date, valid_to date, version integer, attributes jsonb, geom geometry) language sql stable as $$
  select p.valid_from, p.valid_to, p.version, p.attributes, p.geom
  from past_versions p
  where p.layer = layer_id and p.code = object
    and not exists (select from change_items i where i.what = 'past_versions' and i.key = concat_ws(' ', p.layer, p.code, p.version) and i.op = 'insert' and i.change > known)
  union all
  select (i.before ->> 'valid_from')::date, (i.before ->> 'valid_to')::date, (i.before ->> 'version')::int, i.before -> 'attributes', (i.before ->> 'geom')::geometry
  from change_items i
  where i.what = 'past_versions' and starts_with(i.key, layer_id || ' ' || object || ' ') and i.op = 'delete' and i.change > known
    and not exists (select from change_items e where e.what = i.what and e.key = i.key and e.change > known and (e.change, e.ord) < (i.change, i.ord))
$$;

-- One object on a day, as known after a change: its fields and shape; null where it was not there.
create or replace function object_on(layer_id text, table_name text, object text, day date, known bigint) returns jsonb language plpgsql stable set enable_seqscan = off as $$
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
      select n.geom from past_known(layer_id, object, known) n where n.valid_from >= p.valid_to and n.geom is not null order by n.valid_from limit 1)) as shape
    into earlier
    from past_known(layer_id, object, known) p where p.valid_from <= day and p.valid_to > day;
  if not found then return null; end if;
  return image || earlier.attributes || jsonb_build_object('version', earlier.version) || case when earlier.shape is null then '{}' else jsonb_build_object('geom', earlier.shape::text) end;
end $$;

-- What the map of a day shows otherwise than the map of now, within a box: each object with how it was, or null where it
-- was not there (yet, or any more). What only began later is told by the day in its tile and not listed.
create or replace function map_on(layer_id text, table_name text, day date, known bigint, box geometry, most integer) returns table (code text, state jsonb) language plpgsql stable as $$
begin
  return query execute format($f$
    with different as (
      select distinct i.key as code from change_items i where i.layer = $1 and i.change > $3
      union select t.code from %1$I t where t.valid_to is not null and t.valid_from <= $2 and t.valid_to > $2 and t.geom && $4 %2$s
      union select p.code from past_versions p join %1$I t using (code) where p.layer = $1 and p.valid_from <= $2 and p.valid_to > $2 and (t.geom && $4 or p.geom && $4)
    )
    select d.code, s.state from different d
    cross join lateral (select object_on($1, %1$L, d.code, $2, $3) as state) s
    where s.state is null or (s.state ->> 'geom')::geometry && $4
    order by d.code limit $5
  $f$, table_name, case when table_name = 'waters' then format('and layer_of_water(t.kind) = %L', layer_id) else '' end) using layer_id, day, known, box, most;
end $$;
