-- Keeps `staff_only` (sql/191_secrets.sql): whatever is written, by whom and however, these say whether a row is for everybody.

-- Whether what something was is not for everybody: by what it was then, by what it hung on, and because what is secret now is
-- secret in its past; else a map of before would show what has gone from the map of now.
create or replace function past_is_secret(of_layer text, of_code text, facts jsonb) returns boolean language sql stable as $$
  select case
    when of_layer = 'drainage_units' then unit_is_secret(facts ->> 'kind') or exists (select from drainage_units u where u.code = of_code and u.staff_only)
    when of_layer in ('drainage_households', 'pollution_sources') then
      exists (select from drainage_units u where u.code = facts ->> 'unit' and u.staff_only)
      or exists (select from past_versions p where p.layer = 'drainage_units' and p.code = facts ->> 'unit' and unit_is_secret(p.attributes ->> 'kind'))
      or of_layer = 'drainage_households' and exists (select from drainage_households h where h.code = of_code and h.staff_only)
      or of_layer = 'pollution_sources' and exists (select from pollution_sources s where s.code = of_code and s.staff_only)
    else false end
$$;

-- A unit is secret by its kind, and what hangs on it as it is.
create or replace function keep_secret() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_table_name = 'drainage_units' then
    new.staff_only := unit_is_secret(new.kind);
  elsif tg_table_name = 'past_versions' then
    new.staff_only := past_is_secret(new.layer, new.code, new.attributes);
  else
    new.staff_only := new.unit is not null and exists (select from drainage_units u where u.code = new.unit and u.staff_only);
  end if;
  return new;
end $$;

-- A row that became secret, or is no more, takes along what hangs on it, and its past. That is recorded as following from it,
-- so that tiles, search and screens hear of every row.
create or replace function spread_secret() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  followed constant text := coalesce(current_setting('one_map.derived', true), '');
begin
  perform set_config('one_map.derived', 'on', true);
  if tg_table_name = 'drainage_units' then
    update drainage_households set staff_only = new.staff_only where unit = new.code and staff_only <> new.staff_only;
    update pollution_sources set staff_only = new.staff_only where unit = new.code and staff_only <> new.staff_only;
    update past_versions p set staff_only = not p.staff_only
      where p.layer in ('drainage_households', 'pollution_sources') and p.attributes ->> 'unit' = new.code and p.staff_only <> past_is_secret(p.layer, p.code, p.attributes);
  end if;
  update past_versions p set staff_only = not p.staff_only
    where p.layer = tg_table_name and p.code = new.code and p.staff_only <> past_is_secret(p.layer, p.code, p.attributes);
  perform set_config('one_map.derived', followed, true);
  return null;
end $$;

-- Always, also where a bulk load leaves other triggers out: none gets in without.
do $$
declare
  t text;
begin
  foreach t in array '{drainage_units,drainage_households,pollution_sources,past_versions}'::text[] loop
    execute format('create or replace trigger %1$s_secret before insert or update on %1$I for each row execute function keep_secret()', t);
    execute format('alter table %1$I enable always trigger %1$s_secret', t);
    if t <> 'past_versions' then
      execute format('create or replace trigger %1$s_spread_new after insert on %1$I for each row when (new.staff_only) execute function spread_secret()', t);
      execute format('create or replace trigger %1$s_spread after update on %1$I for each row when (new.staff_only <> old.staff_only) execute function spread_secret()', t);
    end if;
  end loop;
end $$;

-- Behind a policy PostgreSQL looks rows up by an index only with operators that tell nothing of rows they are not to see. `&&`
-- compares two boxes and does not fail; that it may be trusted a superuser has to say, and without one a box is sought in all rows.
do $$
begin
  alter function geometry_overlaps(geometry, geometry) leakproof;
exception when insufficient_privilege then null;
end $$;

-- What may be found: a view of its owner, since a policy would keep the words from the indexes (a word was looked up in 10 ms, by
-- every entry in 290). Whoever writes entries names them by layer and code.
create or replace view findable as
  select layer, code, title, detail, pinyin, initials, weight, at from search_entries where not staff_only or (select actor_is_staff());
revoke select on search_entries from one_map_app;
grant select (layer, code) on search_entries to one_map_app;
-- Its name until it was said in one word.
drop function if exists actor_within();
-- Tiles are cut for an audience before anybody asks (sql/functions/tiles.sql); requests read none of it.
do $$
declare
  t regclass;
begin
  for t in select relid from pg_partition_tree('shapes') loop execute format('revoke select on %s from one_map_app', t); end loop;
end $$;
