-- Importing in somebody's name: the policies that decide an edit decide an import.
grant insert on imports, import_originals to one_map_app;

-- How long an import that is not written is kept: a rule of the register (domain/imports.ts ReadingLimits).
create or replace function imports_last() returns interval language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select (body ->> 'hours')::float8 * interval '1 hour' from rule_sets
    where kind = 'file_reading' and effective_from <= current_date and (effective_to is null or effective_to > current_date)
    order by effective_from desc limit 1), interval '1 day')
$$;

-- A staged file is its owner's business, and that of administrators of the whole city, for as long as it is kept.
alter table staged_imports enable row level security;
grant update (state, change, touched_at) on staged_imports to one_map_app;
drop policy if exists seen on staged_imports;
drop policy if exists written on staged_imports;
create policy seen on staged_imports for select to one_map_app using (
  at > now() - imports_last()
  and (person = actor_person() or (select actor_administers_all())));
create policy written on staged_imports for update to one_map_app using (
  person = actor_person() or (select actor_administers_all()));

-- A register of imported data opens where its data lie; a demonstration city keeps its own extent.
create or replace function open_city_on(box box2d) returns void language sql security definer set search_path = public, pg_temp as $$
  insert into city (name, source, extent) select '本地名录', 'import', box where box is not null
  on conflict (one) do update set extent = (
    select st_extent(corner)::box2d from unnest(array[city.extent::geometry, excluded.extent::geometry]) corner
  ) where city.source <> 'demonstration'
$$;
