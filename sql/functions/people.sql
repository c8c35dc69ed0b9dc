-- What administering people takes beyond the policies (sql/functions/access.sql): sessions are nobody's to read.

-- Ends somebody's sessions everywhere, and no device is known any more: their account was closed, or has a new password.
create or replace function end_sessions_of(who text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not coalesce(actor_manages(who), false) then
    raise exception 'the account is not theirs to change' using errcode = 'insufficient_privilege';
  end if;
  delete from sessions s using accounts a where a.person = who and s.account = a.code;
  delete from devices d using accounts a where a.person = who and d.account = a.code;
  perform unlock_sign_in(who);
end $$;

-- Forgets who guessed at somebody's password, and who waits to.
create or replace function unlock_sign_in(who text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not coalesce(actor_manages(who), false) then
    raise exception 'the account is not theirs to change' using errcode = 'insufficient_privilege';
  end if;
  delete from sign_in_failures f using accounts a where a.person = who and f.login = a.login;
  delete from sign_in_turns t using accounts a where a.person = who and t.login = a.login;
end $$;

-- Somebody's password was given by who is asking: it is to be changed at its first use.
create or replace function password_given(who text) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not coalesce(actor_manages(who), false) then
    raise exception 'the account is not theirs to change' using errcode = 'insufficient_privilege';
  end if;
  insert into first_passwords (account) select a.code from accounts a where a.person = who
    on conflict (account) do update set given_at = now();
end $$;

-- Tells somebody what who is asking did to their account.
create or replace function account_notice(who text, what text, told jsonb default '{}') returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not coalesce(actor_manages(who), false) then
    raise exception 'the account is not theirs to change' using errcode = 'insufficient_privilege';
  end if;
  insert into account_notices (account, kind, details)
  select a.code, what, told || jsonb_build_object('by', (select p.name from people p where p.code = actor_person()))
  from accounts a where a.person = who;
end $$;

-- Whom this transaction's change is about: whoever makes it may not read its items, and search has to follow.
create or replace function people_changed() returns table (code text)
language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  mine bigint;
begin
  -- Two questions, as record_head() asks: joined, all items there are were read for the one change.
  for mine in select c.seq from changes c where c.xact = pg_current_xact_id()::text loop
    return query select distinct p.person
      from change_items i
      cross join lateral (select unnest(array[coalesce(i.before ->> 'person', i.before ->> 'code'),
        coalesce(i.after ->> 'person', i.after ->> 'code')]) as person) p
      where i.change = mine and i.what in ('people', 'tenures') and p.person is not null;
  end loop;
end $$;

create or replace function actor_administers() returns boolean language sql stable as $$
  select exists (
    select from posts o
    where o.person = actor_acts_as() and o.role in ('administrator', 'office') and o.valid_from <= current_date
      and (o.valid_to is null or o.valid_to > current_date))
$$;

-- Who may be called at a number, or signs in by a name that begins so. The policies would be asked for each of ten thousand
-- people before a number is looked at (1.2 s); so whoever asks looks here first, among people they may see, and the policies
-- are asked of those found. Only for whoever administers people at all.
create or replace function called_at(digits text) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
  select c.person from contacts c where actor_administers() and position(digits in translate(c.phone, ' -()+', '')) > 0
$$;
create or replace function signing_in_as(beginning text) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
  select a.person from accounts a where actor_administers() and starts_with(a.login, beginning)
$$;

-- Whoever holds a stream open for a session hears at once that it has ended (server/live).
create or replace function session_ended() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_notify('sessions', old.code);
  return null;
end $$;
create or replace trigger sessions_ended after delete on sessions for each row execute function session_ended();

-- Whom there is something to tell about their own account hears of it on an open screen (server/accounts/told.ts).
create or replace function notice_added() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform pg_notify('notices', new.code || ' ' || new.account);
  return null;
end $$;
create or replace trigger account_notices_told after insert on account_notices for each row execute function notice_added();
