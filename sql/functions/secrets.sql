-- Keeps `staff_only` (sql/191_secrets.sql): whatever is written, by whom and however, these say whether a row is for everybody.

-- Whether what something was is not for everybody: by what it was then, by what it hung on, and because what is secret now is
-- secret in its past; else a map of before would show what has gone from the map of now.
create or replace function past_is_secret(of_layer text, of_code text, facts jsonb) returns boolean language plpgsql stable as $$
declare
  l record;
  secret boolean;
begin
  select o.* into l from layers o where o.id = of_layer and o.staff_only is not null;
  if not found then return false; end if;
  execute format('select exists (select from %I t where t.code = $1 and t.staff_only)', l."table") into secret using of_code;
  return secret or case l.staff_only
    when 'kind' then unit_is_secret(facts ->> 'kind')
    else exists (select from drainage_units u where u.code = facts ->> 'unit' and u.staff_only)
      or exists (select from past_versions p where p.layer = 'drainage_units' and p.code = facts ->> 'unit'
        and unit_is_secret(p.attributes ->> 'kind'))
    end;
end $$;

-- A unit is secret by its kind, and what hangs on it as it is. Argument: the column a row goes by (layers.staff_only), or 'past'.
create or replace function keep_secret() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_argv[0] = 'kind' then
    new.staff_only := unit_is_secret(new.kind);
  elsif tg_argv[0] = 'past' then
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
  of_table constant text := tg_table_name;
  t text;
begin
  perform set_config('one_map.derived', 'on', true);
  if of_table = 'drainage_units' then
    for t in select l.name from layer_tables l where l.staff_only = 'unit' order by l.name loop
      execute format('update %I set staff_only = $1 where unit = $2 and staff_only <> $1', t) using new.staff_only, new.code;
    end loop;
    update past_versions p set staff_only = not p.staff_only
      where p.layer in (select l.id from layers l where l.staff_only = 'unit') and p.attributes ->> 'unit' = new.code
        and p.staff_only <> past_is_secret(p.layer, p.code, p.attributes);
  end if;
  update past_versions p set staff_only = not p.staff_only
    where p.layer = of_table and p.code = new.code and p.staff_only <> past_is_secret(p.layer, p.code, p.attributes);
  perform set_config('one_map.derived', followed, true);
  return null;
end $$;

-- Always, also where a bulk load leaves other triggers out: none gets in without.
do $$
declare
  t record;
begin
  for t in select l.name, l.staff_only from layer_tables l where l.staff_only is not null union all values ('past_versions', 'past') loop
    execute format('create or replace trigger %1$s_secret before insert or update on %1$I for each row execute function keep_secret(%2$L)',
      t.name, t.staff_only);
    execute format('alter table %1$I enable always trigger %1$s_secret', t.name);
    if t.staff_only <> 'past' then
      execute format('create or replace trigger %1$s_spread_new after insert on %1$I for each row when (new.staff_only) execute function spread_secret()', t.name);
      execute format('create or replace trigger %1$s_spread after update on %1$I for each row when (new.staff_only <> old.staff_only) execute function spread_secret()', t.name);
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
  select layer, code, title, detail, pinyin, initials, weight, at, folded, around from search_entries
  where not staff_only or (select actor_is_staff());
revoke select on search_entries from one_map_app;
grant select (layer, code) on search_entries to one_map_app;
