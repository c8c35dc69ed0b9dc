-- Who is asking, as the transaction was told; null is the public. On behalf of a chief one has the chief's posts.
create or replace function actor_person() returns text language sql stable as
  $$ select nullif(current_setting('one_map.person', true), '') $$;

create or replace function actor_acts_as() returns text language sql stable as
  $$ select coalesce(nullif(current_setting('one_map.behalf', true), ''), actor_person()) $$;

-- The beginning all codes within a division share (domain/roles.ts says the same).
create or replace function division_within(code text) returns text language sql immutable as
  $$ select case when length(code) = 6 and right(code, 2) = '00' then left(code, 4) else code end $$;

-- Whether who is asking holds one of these roles at a place or above it. (A parameter called `division` would mean the column.)
create or replace function actor_holds(any_of text[], place text) returns boolean language sql stable as $$
  select exists (
    select from posts o
    where o.person = actor_acts_as() and o.role = any (any_of)
      and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)
      and starts_with(place, division_within(o.division)))
$$;

-- Whom to call is on the board by the river: whoever answers for a water now. Other numbers are for the offices above, and one's own.
alter table contacts enable row level security;
drop policy if exists contacts_seen on contacts;
create policy contacts_seen on contacts for select to one_map_app using (
  person = actor_person()
  or exists (
    select from tenures t
    where t.person = contacts.person and t.valid_from <= current_date and (t.valid_to is null or t.valid_to > current_date))
  or actor_person() is not null
    and actor_holds('{administrator,supervisor,office}', (select p.division from people p where p.code = contacts.person)));
