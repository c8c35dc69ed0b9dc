-- Who is asking, as the transaction was told; null is the public. On behalf of a chief one has the chief's posts.
create or replace function actor_person() returns text language sql stable as
  $$ select nullif(current_setting('one_map.person', true), '') $$;

create or replace function actor_acts_as() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('one_map.behalf', true), ''), actor_person()) $$;

-- The beginning all codes within a division share (domain/roles.ts says the same).
create or replace function division_within(code text) returns text language sql immutable as
  $$ select case when length(code) = 6 and right(code, 2) = '00' then left(code, 4) else code end $$;

-- Where who is asking holds one of these roles: the beginnings of the codes of all divisions within.
create or replace function actor_places(any_of text[]) returns text[] language sql stable as $$
  select coalesce(array_agg(distinct division_within(o.division)), '{}')
  from posts o
  where o.person = actor_acts_as() and o.role = any (any_of) and o.valid_from <= current_date
    and (o.valid_to is null or o.valid_to > current_date)
$$;

-- Whether who is asking holds one of these roles at a place or above it. (A parameter called `division` would mean the column.)
create or replace function actor_holds(any_of text[], place text) returns boolean language sql stable as
  $$ select coalesce(place ^@ any (actor_places(any_of)), false) $$;

-- The same in a policy, of a column: words in which the places are a select of its own, worked out once a statement. A function
-- of the row is called for every row: counting a million took 18 s and takes 0.26 (bench/policies.ts).
create or replace function held_at(place text, any_of text[]) returns text language sql immutable as
  $$ select format('%s ^@ any ((select actor_places(%L))::text[])', place, any_of) $$;

-- Words for who keeps what lies at a place; what lies nowhere is for administrators.
create or replace function kept_at(place text, keepers text[]) returns text language sql immutable as
  $$ select format('(%s or %s is null and (select actor_places(''{administrator}'')) <> ''{}'')', held_at(place, keepers), place) $$;

-- Whether who is asking administers the whole city.
create or replace function actor_administers_all() returns boolean language sql stable as
  $$ select actor_holds('{administrator}', (select d.code from divisions d where d.level = 'city' order by d.code limit 1)) $$;

-- Whom to call is on the board by the river: whoever answers for a water now. Other numbers are for the offices above, and one's own.
alter table contacts enable row level security;
drop policy if exists contacts_seen on contacts;
create policy contacts_seen on contacts for select to one_map_app using (
  person = actor_person()
  or exists (
    select from tenures t
    where t.person = contacts.person and t.valid_from <= current_date and (t.valid_to is null or t.valid_to > current_date))
  or actor_person() is not null
    and (select p.division from people p where p.code = contacts.person)
      ^@ any ((select actor_places('{administrator,supervisor,office}'))::text[]));

-- ── Who changes what ── (our proposal: no public rule says who keeps the register)

-- Whether who is asking is staff: works for the city, is neither the public nor somebody who only looks on (domain/roles.ts says the same).
create or replace function actor_is_staff() returns boolean language sql stable as $$
  select exists (
    select from posts o where o.person = actor_acts_as() and o.role <> 'delegate' and o.valid_from <= current_date
      and (o.valid_to is null or o.valid_to > current_date))
$$;

-- Whether who is asking answers for a water by a tenure: on it, on its river within a division, or on a whole division.
create or replace function actor_answers_for(water_code text) returns boolean language sql stable as $$
  select exists (
    select from waters w join tenures t
      on t.water = w.code or (t.water is null or t.water = w.river)
        and (t.division is null or starts_with(w.division, division_within(t.division)))
    where w.code = water_code and t.person = actor_acts_as()
      and t.valid_from <= current_date and (t.valid_to is null or t.valid_to > current_date))
$$;

-- Whether who is asking may change a row of the register (layers.keepers, layers.answered). What is no layer's goes by its division.
create or replace function actor_changes(table_name text, place text, on_water text) returns boolean language sql stable as $$
  select actor_holds(coalesce(t.keepers, '{administrator,office,department}'), place)
    or place is null and actor_places('{administrator}') <> '{}'
    or coalesce(t.answered, false) and actor_answers_for(on_water)
  from (values (table_name)) asked (name)
  left join lateral (select l.keepers, l.answered from layers l where l."table" = asked.name limit 1) t on true
$$;

-- The same for every table of the map, as policies. What is for staff only says so itself (sql/191_secrets.sql).
do $$
declare
  t record;
  kept text;
begin
  for t in
    select l.*, array(
      select format('kind = %L and %s', f.kind, held_at(l.place, f.finders)) from layers f
      where f."table" = l.name and f.finders <> '{}' order by f.id) as found
    from layer_tables l
  loop
    kept := concat_ws(' or ', kept_at(t.place, t.keepers), case when t.answered then format('actor_answers_for(%I)', t.water) end);
    execute format($f$
      alter table %1$I enable row level security;
      grant insert, update on %1$I to one_map_app;
      drop policy if exists seen on %1$I;
      drop policy if exists made on %1$I;
      drop policy if exists changed on %1$I;
      drop policy if exists removed on %1$I;
      create policy seen on %1$I for select to one_map_app using (%2$s);
      create policy made on %1$I for insert to one_map_app with check (%3$s);
      create policy changed on %1$I for update to one_map_app using (%4$s) with check (%4$s);
    $f$, t.name, case when t.staff_only is null then 'true' else 'not staff_only or (select actor_is_staff())' end,
      array_to_string(kept || t.found, ' or '), kept);
    if t.editable then
      execute format('grant delete on %1$I to one_map_app; create policy removed on %1$I for delete to one_map_app using (%2$s)',
        t.name, kept_at(t.place, t.keepers));
    end if;
  end loop;
end $$;

-- What identifies a water or says who answers for it stays with the offices, whoever else may correct it.
create or replace function guard_identity() returns trigger language plpgsql as $$
begin
  if current_user = 'one_map_app'
    and (new.code, new.kind, new.river, new.level, new.division, new.target_class, new.flow_mode, new.national_code, new.valid_to)
      is distinct from
        (old.code, old.kind, old.river, old.level, old.division, old.target_class, old.flow_mode, old.national_code, old.valid_to)
    and not (actor_changes('waters', old.division, null) and actor_changes('waters', new.division, null)) then
    raise exception 'only an office changes what identifies a water' using errcode = 'insufficient_privilege';
  end if;
  return new;
end $$;
create or replace trigger waters_guarded before update on waters for each row execute function guard_identity();

-- What flows into what: whoever may change one of the two.
alter table links enable row level security;
grant insert, update, delete on links to one_map_app;
drop policy if exists seen on links;
drop policy if exists kept on links;
create policy seen on links for select to one_map_app using (true);
do $$
begin
  execute format('create policy kept on links for all to one_map_app using (exists (select from waters w where w.code in (upstream, downstream) and %s))',
    kept_at('w.division', (select t.keepers from layer_tables t where t.name = 'waters')));
end $$;

-- Who owns a drainage household is for those who keep it.
alter table household_owners enable row level security;
grant insert, update, delete on household_owners to one_map_app;
drop policy if exists kept on household_owners;
do $$
begin
  -- For the public nothing is judged row by row.
  execute format('create policy kept on household_owners for all to one_map_app using (
    (select actor_person()) is not null and exists (select from drainage_households h where h.code = household and %s))',
    kept_at('h.division', (select t.keepers from layer_tables t where t.name = 'drainage_households')));
end $$;

-- What was found in the water is written, and taken back, by those who keep the register where the section stands.
create or replace function actor_samples(of_section text) returns boolean language sql stable as $$
  select exists (select from sections s where s.code = of_section and actor_holds('{administrator,office,department}', s.division))
$$;
alter table samples enable row level security;
grant insert, update, delete on samples to one_map_app;
drop policy if exists seen on samples;
drop policy if exists made on samples;
drop policy if exists changed on samples;
drop policy if exists removed on samples;
create policy seen on samples for select to one_map_app using (true);
create policy made on samples for insert to one_map_app with check (actor_samples(section));
create policy changed on samples for update to one_map_app using (actor_samples(section)) with check (actor_samples(section));
create policy removed on samples for delete to one_map_app using (actor_samples(section));

-- What the map is searched by follows from the register; it is read through a view (sql/functions/secrets.sql).
grant insert, update, delete on search_entries to one_map_app;

-- ── People ──

-- Whether who is asking may give or take a post.
create or replace function actor_gives(post_role text, place text) returns boolean language sql stable as $$
  select actor_holds(case when post_role = 'administrator' then '{administrator}' else '{administrator,office}' end::text[], place)
$$;

-- Whether who is asking administers somebody: their division, and each of their posts; only administrators administer administrators.
create or replace function actor_manages(who text) returns boolean language sql stable as $$
  select actor_person() is not null
    and exists (select from people p
      where p.code = who and (actor_holds('{administrator,office}', p.division) or p.division is null and actor_administers_all()))
    and not exists (
      select from posts o where o.person = who and (o.valid_to is null or o.valid_to > current_date)
        and not actor_gives(o.role, o.division))
$$;

-- Where a tenure holds: its division, else its water's.
create or replace function tenure_place(place text, on_water text) returns text language sql stable as
  $$ select coalesce(place, (select w.division from waters w where w.code = on_water)) $$;

-- Where a chief of a level is appointed: the division of that level a place lies in. (domain/tenures.ts says the same.)
create or replace function place_of_level(tenure_level text, place text) returns text language sql immutable as
  $$ select case tenure_level
    when 'city' then left(place, 4) || '00' when 'district' then left(place, 6) when 'town' then left(place, 9) else place end $$;

-- Whether who is asking may say who answers for something: nobody appoints a chief of a level above their own. What is
-- bound to a river within a division has to flow there; a whole river takes an office above all of it.
create or replace function actor_appoints(tenure_level text, place text, on_water text) returns boolean language sql stable as $$
  select actor_holds('{administrator,office}', place_of_level(tenure_level, tenure_place(place, on_water)))
    and case
      when on_water is null then true
      when place is null then not exists (select from waters w
        where w.river = on_water and w.division is not null and not actor_holds('{administrator,office}', w.division))
      else exists (
        select from waters w
        where (w.code = on_water or w.river = on_water)
          and (starts_with(w.division, division_within(place)) or starts_with(place, w.division)))
    end
$$;

-- Whether somebody is of the divisions of who is asking.
create or replace function actor_oversees(who text) returns boolean language sql stable as
  $$ select exists (select from people p where p.code = who and actor_holds('{administrator,office}', p.division)) $$;

do $$
declare
  t record;
begin
  for t in select * from (values
    ('people', 'true', 'actor_manages(code)', 'actor_holds(''{administrator,office}'', division)'),
    ('posts', 'true', 'actor_manages(person) and actor_gives(role, division)', 'actor_manages(person) and actor_gives(role, division)'),
    -- Whoever answers for a water has their telephone number on its board: one's own people only.
    ('tenures', 'true', 'actor_appoints(level, division, water)',
      'actor_appoints(level, division, water) and (valid_to <= current_date or actor_oversees(person))'),
    ('assistants', 'true', 'actor_manages(person) and actor_manages(chief)', 'actor_manages(person) and actor_manages(chief)'),
    ('contacts', null, 'actor_manages(person)', 'actor_manages(person)'),
    ('accounts', 'person = actor_person() or actor_manages(person)', 'actor_manages(person)', 'actor_manages(person)')
  ) v (name, seen, kept, made) loop
    execute format('
      alter table %1$I enable row level security;
      drop policy if exists made on %1$I;
      drop policy if exists changed on %1$I;
      drop policy if exists removed on %1$I;
      drop policy if exists seen on %1$I;
      create policy made on %1$I for insert to one_map_app with check (%4$s);
      create policy changed on %1$I for update to one_map_app using (%3$s) with check (%4$s);
      create policy removed on %1$I for delete to one_map_app using (%3$s);', t.name, t.seen, t.kept, t.made);
    if t.seen is not null then
      execute format('create policy seen on %I for select to one_map_app using (%s)', t.name, t.seen);
    end if;
  end loop;
end $$;
grant insert, update on people to one_map_app;
grant insert, update, delete on posts, tenures, assistants, contacts to one_map_app;
-- Passwords are written, never read.
grant select (code, person, login, closed_at, created_at), insert (code, person, login, password),
  update (login, password, closed_at) on accounts to one_map_app;

-- ── The record ──

alter table changes enable row level security;
alter table change_items enable row level security;
drop policy if exists seen on changes;
drop policy if exists seen on change_items;
create policy seen on changes for select to one_map_app using ((select actor_is_staff()) or person = actor_person());
-- What concerns people is for administrators of the whole city; the rest for all who work for it.
create policy seen on change_items for select to one_map_app using (
  ((select actor_is_staff())
    or not staff_only_before and not staff_only_after and exists (select from changes c where c.seq = change and c.person = actor_person()))
  and (what <> all ('{people,contacts,posts,tenures,assistants,accounts,household_owners}') or (select actor_administers_all())));

-- ── Copies of what is not for everybody ──

alter table past_versions enable row level security;
drop policy if exists seen on past_versions;
create policy seen on past_versions for select to one_map_app using (not staff_only or (select actor_is_staff()));
revoke select on import_originals from one_map_app;

-- ── What was found by looking ──

-- Who is suspected is for those who look into it; nobody writes in another's name, and nothing is changed afterwards.
alter table looks enable row level security;
grant insert on looks to one_map_app;
drop policy if exists seen on looks;
drop policy if exists made on looks;
create policy seen on looks for select to one_map_app using ((select actor_is_staff()));
create policy made on looks for insert to one_map_app with check (actor_is_staff() and person = actor_person());
