-- Who has to prove a second factor (sql/193_factors.sql), by the rules of signing in (rule set sign_in, sql/192_sign_in.sql).

-- Whether an account has one: an app that has shown its first code, or a passkey. Recovery codes alone are none.
create or replace function factor_held(of_account text) returns boolean language sql stable as $$
  select exists (select from authenticators a where a.account = of_account and a.confirmed_at is not null)
    or exists (select from passkeys p where p.account = of_account)
$$;

-- What the strictest role of somebody, and of the chief they act for, makes of it: required, offered or none.
create or replace function factor_asked(who text, acting_for text) returns text language sql stable as $$
  with rules as (
    select r.body -> 'secondFactor' as by_role from rule_sets r
    where r.kind = 'sign_in' and r.effective_from <= current_date and (r.effective_to is null or r.effective_to > current_date)
    order by r.effective_from desc, r.made_at desc limit 1
  ), asked as (
    select rules.by_role ->> o.role as factor from rules, posts o
    where o.person in (who, acting_for) and o.valid_from <= current_date and (o.valid_to is null or o.valid_to > current_date)
  )
  select case when exists (select from asked where factor = 'required') then 'required'
    when exists (select from asked where factor = 'offered') then 'offered' else 'none' end
$$;

-- What a session owes at this moment, and whether its proof is too old for administering (ASVS 4.3.1). Asked at each request:
-- a rule changed, or a factor set on another device, holds for sessions that have begun. `proven`: when this one last proved it.
create or replace function factor_state(of_account text, who text, acting_for text, proven timestamptz)
returns table (owed text[], stale boolean) language sql stable as $$
  select
    case when proven is not null then '{}' when held then '{factor}' when required then '{enrol}' else '{}' end::text[],
    (held or required) and coalesce(proven < now() - make_interval(mins => (
      select (r.body ->> 'renewMinutes')::int from rule_sets r
      where r.kind = 'sign_in' and r.effective_from <= current_date and (r.effective_to is null or r.effective_to > current_date)
      order by r.effective_from desc, r.made_at desc limit 1)), true)
  from (select factor_held(of_account) as held, factor_asked(who, acting_for) = 'required' as required) f
$$;

-- Takes all of somebody's factors: the telephone is lost. They then sign in by password alone, and set up anew where their
-- role requires it.
create or replace function reset_factors_of(who text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not coalesce(actor_manages(who), false) then
    raise exception 'the account is not theirs to change' using errcode = 'insufficient_privilege';
  end if;
  delete from authenticators f using accounts a where a.person = who and f.account = a.code;
  delete from passkeys f using accounts a where a.person = who and f.account = a.code;
  delete from recovery_codes f using accounts a where a.person = who and f.account = a.code;
  -- What was guessed at them is forgotten with them (server/factors/routes.ts).
  delete from sign_in_failures f using accounts a where a.person = who and f.login = 'Factor ' || a.code;
  delete from sign_in_turns f using accounts a where a.person = who and f.login = 'Factor ' || a.code;
end $$;
