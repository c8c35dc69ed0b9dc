-- Asked before a change waits for its turn: whether who is asking could put a new thing of a table anywhere in a box, or into
-- the division they name. False only where the policies (access.sql) are sure to refuse it when it is written.
create or replace function actor_might_make(table_name text, water_kind text, place text, box geometry) returns boolean
language sql stable as $$
  select exists (
    select from posts o
    where o.person = actor_acts_as() and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)
      and (o.role in ('administrator', 'office')
        or o.role = 'department' and table_name not in ('waters', 'links', 'grids', 'divisions')
        or o.role in ('chief', 'reach_chief', 'grid_member') and table_name = 'waters' and water_kind = 'small_water')
      and case
        when place is not null then starts_with(place, division_within(o.division))
        -- What lies in no division at all is the administrators'. (A point's box has no area, and such a box meets nothing.)
        else o.role = 'administrator' or exists (
          select from divisions d where d.valid_to is null and starts_with(d.code, division_within(o.division))
            and st_intersects(d.geom, st_expand(box, 0.00001)))
      end
  ) or table_name in ('outfalls', 'gates') and exists (
    select from tenures t where t.person = actor_acts_as() and t.valid_from <= current_date
      and (t.valid_to is null or t.valid_to > current_date))
$$;
