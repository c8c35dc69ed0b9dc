-- How long sessions last (rule set sign_in, sql/192_sign_in.sql).

-- How long somebody's session may lie idle and may last in all: by the strictest of the roles they hold today, and by the
-- strictest there is where they hold none.
create or replace function session_limits(who text) returns table (idle interval, longest interval)
language sql stable set search_path = public, pg_temp as $$
  with rules as (
    select r.body from rule_sets r
    where r.kind = 'sign_in' and r.effective_from <= current_date and (r.effective_to is null or r.effective_to > current_date)
    order by r.effective_from desc, r.made_at desc limit 1
  ), held as (
    select o.role from posts o where o.person = who and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)
  )
  select make_interval(mins => min((l.value ->> 'idleMinutes')::int)), make_interval(hours => min((l.value ->> 'absoluteHours')::int))
  from rules, jsonb_each(rules.body -> 'limits') l
  where l.key in (select h.role from held h) or not exists (select from held)
$$;
