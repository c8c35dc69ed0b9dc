-- How the audit log is written, kept and checked (sql/194_audit.sql).

create or replace function audit_digest(before bytea, entry audit_entries) returns bytea language sql immutable as $$
  select sha256(before || convert_to(jsonb_build_array(
    entry.seq, extract(epoch from entry.at), entry.kind, entry.person, entry.name, entry.behalf, entry.account,
    entry.division, entry.login, entry.address, entry.agent, to_jsonb(entry.about), entry.change, entry.details)::text, 'UTF8'))
$$;

-- Adds entries to the chain, each an object of the table's columns. They take turns from here to the commit, so this is the
-- last thing a transaction does. Name and division are those of today; a try to sign in counts to the division of whose name it was.
create or replace function append_audit(entries jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  given jsonb;
  entry audit_entries;
  number bigint;
  mark bytea;
  moment timestamptz;
begin
  perform pg_advisory_xact_lock(hashtext('one_map.audit'));
  select e.seq, e.digest, e.at into number, mark, moment from audit_entries e order by e.seq desc limit 1;
  for given in select * from jsonb_array_elements(entries) loop
    entry := jsonb_populate_record(null::audit_entries, given);
    number := coalesce(number, 0) + 1;
    -- A clock that is set back puts nothing before what was.
    moment := greatest(moment, date_trunc('milliseconds', clock_timestamp()));
    entry.seq := number;
    entry.at := moment;
    entry.about := coalesce(entry.about, '{}');
    entry.details := coalesce(entry.details, '{}');
    entry.person := coalesce(entry.person, (select a.person from accounts a where a.code = entry.account));
    select p.name into entry.name from people p where p.code = entry.person;
    select p.division into entry.division from people p where p.code = coalesce(entry.person, entry.about[1]);
    entry.digest := audit_digest(coalesce(mark, ''), entry);
    mark := entry.digest;
    insert into audit_entries select entry.*;
  end loop;
end $$;
revoke execute on function append_audit(jsonb) from public;
grant execute on function append_audit(jsonb) to one_map_app;

-- Everybody this transaction's change is about: whoever makes it may not read its items.
create or replace function audit_changed_people() returns text[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(distinct named.code), '{}')
  from changes c
  join change_items i on i.change = c.seq
  cross join unnest(array[i.before, i.after]) as side
  cross join unnest(array[case when i.what in ('people') then side ->> 'code' else side ->> 'person' end, side ->> 'chief']) as named (code)
  where c.xact = pg_current_xact_id()::text and i.what in ('people', 'contacts', 'posts', 'tenures', 'assistants', 'accounts')
    and named.code is not null
$$;

-- ── Kept by a rule ──

-- What is older may go: months of the rule in force, never less than six; null, so nothing, where there is no rule.
create or replace function audit_cutoff() returns timestamptz language sql stable security definer set search_path = public, pg_temp as $$
  select now() - make_interval(months => greatest(6, (r.body ->> 'keepMonths')::integer))
  from rule_sets r
  where r.kind = 'audit_retention' and (r.body ->> 'keepMonths') is not null
    and r.effective_from <= current_date and (r.effective_to is null or r.effective_to > current_date)
  order by r.effective_from desc limit 1
$$;

create or replace function refuse_audit_rewriting() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    if old.at < audit_cutoff() then return old; end if;
  end if;
  raise exception 'the audit log is never rewritten' using errcode = 'integrity_constraint_violation';
end $$;
create or replace trigger audit_entries_kept before update or delete on audit_entries
  for each row execute function refuse_audit_rewriting();
create or replace trigger audit_entries_not_emptied before truncate on audit_entries
  for each statement execute function refuse_audit_rewriting();

-- Lets go of at most so many entries from the beginning that the rule no longer keeps. The chain says so itself: an entry
-- `expired` holds where it begins now, so that what is left can still be checked. Returns how many went.
create or replace function expire_audit(most integer default 50000) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  oldest bigint;
  last audit_entries;
begin
  perform pg_advisory_xact_lock(hashtext('one_map.audit'));
  select min(e.seq) into oldest from audit_entries e;
  select * into last from audit_entries e
  where e.seq < oldest + most and e.seq < coalesce((select min(k.seq) from audit_entries k where k.at >= audit_cutoff()), e.seq + 1)
    and e.at < audit_cutoff()
  order by e.seq desc limit 1;
  if last.seq is null then return 0; end if;
  perform append_audit(jsonb_build_array(jsonb_build_object('kind', 'expired', 'details', jsonb_build_object(
    'from', oldest, 'upTo', last.seq, 'digest', encode(last.digest, 'hex'), 'lastAt', last.at, 'before', audit_cutoff()))));
  delete from audit_entries e where e.seq <= last.seq;
  return last.seq - oldest + 1;
end $$;
revoke execute on function expire_audit(integer) from public;

-- The first entry that is not as it was written, and why; none where the chain holds. `noted` is a head somebody has kept:
-- with it, what was cut off at the end shows too. A beginning that is gone has to be one the rule let go.
create or replace function audit_break(noted bytea default null) returns table (seq bigint, why text) language sql stable as $$
  with first as (select min(e.seq) as seq, max(e.seq) as last from audit_entries e),
  base as (
    select f.seq, f.last, x.digest, x.at, x.last_at
    from first f
    left join lateral (
      select decode(e.details ->> 'digest', 'hex') as digest, e.at, (e.details ->> 'lastAt')::timestamptz as last_at
      from audit_entries e where e.kind = 'expired' and (e.details ->> 'upTo')::bigint = f.seq - 1
      order by e.seq limit 1) x on true
  ), links as (
    select e.seq, b.seq - 1 + row_number() over one as expected,
      e.digest = audit_digest(lag(e.digest, 1, case when b.seq = 1 then ''::bytea else b.digest end) over one, e) as kept
    from audit_entries e cross join base b
    window one as (order by e.seq)
  ), breaks as (
    select b.seq - 1 as seq, case when b.digest is null then 'missing' else 'early' end as why
    from base b where b.seq > 1 and (b.digest is null or b.last_at > b.at - interval '6 months')
    union all
    select case when l.seq <> l.expected then l.expected else l.seq end, case when l.seq <> l.expected then 'missing' else 'altered' end
    from links l where l.seq <> l.expected or l.kept is not true
    union all
    select coalesce(b.last, 0), 'cut off' from base b
    where noted is not null and noted <> ''::bytea and not exists (select from audit_entries x where x.digest = noted)
  )
  select b.seq, b.why from breaks b order by b.seq limit 1
$$;

-- ── Who sees what ──

-- Administrators of the whole city see everything, what nobody known did included; administrators and offices what people of
-- their divisions did. (Our proposal; domain/roles.ts says the same.)
drop policy if exists seen on audit_entries;
create policy seen on audit_entries for select to one_map_app using (
  (select actor_administers_all()) or division ^@ any ((select actor_places('{administrator,office}'))::text[]));

-- What the log says of whoever asks: their own comings and goings, tries on their sign-in name, who read or changed what is
-- theirs. Where others did it from is not told; of their acts only what they were.
create or replace function audit_of_mine(before_seq bigint, most integer)
returns table (seq bigint, at timestamptz, kind text, own boolean, name text, org text, address text, agent text, details jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
  with mine as (
    (select e.* from audit_entries e
    where e.person = actor_person()
      and e.kind in ('signedIn', 'signedOut', 'sessionEnded', 'passwordChanged', 'factorChanged', 'signInFailed') and e.seq < before_seq
    order by e.seq desc limit most)
    union
    (select e.* from audit_entries e
    where e.about @> array[actor_person()] and e.person is distinct from actor_person() and e.seq < before_seq
    order by e.seq desc limit most)
  )
  select m.seq, m.at, m.kind, m.person is not distinct from actor_person(),
    case when m.person is distinct from actor_person() then m.name end,
    case when m.person is distinct from actor_person()
      then (select g.name from people p join orgs g on g.code = p.org where p.code = m.person) end,
    case when m.person = actor_person() or m.kind = 'signInFailed' or m.address = 'command' then m.address end,
    case when m.person = actor_person() or m.kind = 'signInFailed' then m.agent end,
    jsonb_strip_nulls(jsonb_build_object('act', m.details -> 'act', 'what', m.details -> 'what', 'by', m.details -> 'by',
      'reason', m.details -> 'reason', 'change', m.change))
  from mine m
  where actor_person() is not null
  order by m.seq desc limit most
$$;
