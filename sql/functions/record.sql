-- How the record of changes is written and checked (sql/120_record.sql).

-- Functions that run at every change plan as if reading a whole table cost more than anything (enable_seqscan). A plan that a
-- connection keeps is made while these tables are all but empty, where reading all of them is the quickest; at ten thousand
-- changes it is 400 ms a change, and on the embedded engine, with one connection for all, nothing puts it right.

-- Begins a change in this transaction. All changes take turns from here to their commit, so that numbers have no gaps and
-- are seen in their order. Null where the id is known already.
create or replace function begin_change(change_id uuid, change_kind text, change_note text default null, change_undoes bigint default null,
  change_asked text default null)
returns bigint language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  number bigint;
  moment constant timestamptz := date_trunc('milliseconds', clock_timestamp());
  before bytea;
  mark bytea;
begin
  perform pg_advisory_xact_lock(hashtext('one_map.record'));
  if exists (select from changes c where c.id = change_id) then return null; end if;
  number := 1 + coalesce((select c.seq from changes c order by c.seq desc limit 1), 0);
  before := record_head();
  mark := change_digest(before, number, change_id, change_kind, change_note, actor_person(),
    nullif(current_setting('one_map.behalf', true), ''), moment, change_undoes, change_asked);
  insert into changes (seq, id, kind, note, person, behalf, at, undoes, asked, xact, digest)
  values (number, change_id, change_kind, change_note, actor_person(), nullif(current_setting('one_map.behalf', true), ''), moment,
    change_undoes, change_asked, pg_current_xact_id()::text, mark);
  perform set_config('one_map.change', number::text, true);
  perform set_config('one_map.record', concat_ws(' ', pg_current_xact_id()::text, number, 0, encode(mark, 'hex')), true);
  perform pg_notify('changes', number::text);
  return number;
end $$;

-- Digest of the last entry; empty before there is one. First the last change, then its last item: in one statement the items
-- were looked for once for every change there is.
create or replace function record_head() returns bytea
language plpgsql stable security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  last record;
  mark bytea;
begin
  select c.seq, c.digest into last from changes c order by c.seq desc limit 1;
  select i.digest into mark from change_items i where i.change = last.seq order by i.ord desc limit 1;
  return coalesce(mark, last.digest, ''::bytea);
end $$;

create or replace function change_digest(before bytea, seq bigint, id uuid, kind text, note text, person text, behalf text, at timestamptz,
  undoes bigint, asked text)
returns bytea language sql immutable as
  $$ select sha256(
    before || convert_to(jsonb_build_array(seq, id, kind, note, person, behalf, extract(epoch from at), undoes, asked)::text, 'UTF8')) $$;

create or replace function item_digest(before bytea, change bigint, ord integer, what text, key text, layer text, op text, derived boolean,
  row_before jsonb, row_after jsonb)
returns bytea language sql immutable as
  $$ select sha256(
    before || convert_to(jsonb_build_array(change, ord, what, key, layer, op, derived, row_before, row_after)::text, 'UTF8')) $$;

-- Adds an item to this transaction's change; one is begun where nobody has. Where the chain stands is known from the item
-- before (begin_change and we say it in one_map.record: transaction, change, item, digest); asking the table for it at every
-- row made an import of 9,000 rows take 20 s.
drop function if exists record_item(text, text, text, text, jsonb, jsonb, box2d);
create or replace function record_item(table_name text, row_key text, of_layer text, deed text, row_before jsonb, row_after jsonb,
  box box2d, was_secret boolean default false, is_secret boolean default false) returns void
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  stand text[] := string_to_array(current_setting('one_map.record', true), ' ');
  follows constant boolean := coalesce(current_setting('one_map.derived', true), '') = 'on';
  this bigint;
  number integer;
  mark bytea;
begin
  if stand[1] is distinct from pg_current_xact_id()::text then
    perform begin_change(gen_random_uuid(), 'other');
    stand := string_to_array(current_setting('one_map.record'), ' ');
  end if;
  this := stand[2];
  number := stand[3]::integer + 1;
  mark := item_digest(decode(stand[4], 'hex'), this, number, table_name, row_key, of_layer, deed, follows, row_before, row_after);
  insert into change_items (change, ord, what, key, layer, op, derived, before, after, extent, digest, staff_only_before, staff_only_after)
  values (this, number, table_name, row_key, of_layer, deed, follows, row_before, row_after, box, mark, was_secret, is_secret);
  perform set_config('one_map.record', concat_ws(' ', stand[1], this, number, encode(mark, 'hex')), true);
end $$;
revoke execute on function record_item(text, text, text, text, jsonb, jsonb, box2d, boolean, boolean) from public;

-- Trigger on every table that is recorded. First argument: 'shape' where it has one; then the columns of its key.
-- to_jsonb would write a shape as rounded GeoJSON, so it travels apart; passwords do not travel, and whether a row is for
-- everybody follows from the row and stands beside its image.
create or replace function record_row() returns trigger
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  shaped constant boolean := tg_argv[0] = 'shape';
  bare record;
  row_before jsonb;
  row_after jsonb;
  key_before text;
  key_after text;
  box box2d;
  of_layer text;
  was_secret boolean := false;
  is_secret boolean := false;
begin
  if tg_op <> 'INSERT' then
    bare := old;
    if shaped then
      box := box2d(old.geom);
      bare.geom := null;
    end if;
    row_before := to_jsonb(bare) - '{geom,password}'::text[];
    was_secret := coalesce((row_before ->> 'staff_only')::boolean, false);
    row_before := row_before - 'staff_only';
    for i in 1 .. tg_nargs - 1 loop
      key_before := concat_ws(' ', key_before, row_before ->> tg_argv[i]);
    end loop;
  end if;
  if tg_op <> 'DELETE' then
    bare := new;
    if shaped then
      box := case when box is null then box2d(new.geom) else st_combinebbox(box, new.geom) end;
      bare.geom := null;
    end if;
    row_after := to_jsonb(bare) - '{geom,password}'::text[];
    is_secret := coalesce((row_after ->> 'staff_only')::boolean, false);
    row_after := row_after - 'staff_only';
    for i in 1 .. tg_nargs - 1 loop
      key_after := concat_ws(' ', key_after, row_after ->> tg_argv[i]);
    end loop;
  end if;
  -- A shape that stays as it is, is not written down again.
  if shaped and tg_op = 'UPDATE' then
    if old.geom is distinct from new.geom then
      row_before := row_before || jsonb_build_object('geom', old.geom::text);
      row_after := row_after || jsonb_build_object('geom', new.geom::text);
    end if;
  elsif shaped and tg_op = 'DELETE' then row_before := row_before || jsonb_build_object('geom', old.geom::text);
  elsif shaped then row_after := row_after || jsonb_build_object('geom', new.geom::text);
  end if;
  of_layer := case when tg_table_name = 'waters' then layer_of_water(coalesce(row_after, row_before) ->> 'kind')
    when shaped and tg_table_name not in ('past_versions', 'import_originals') then tg_table_name end;
  if tg_op = 'UPDATE' and row_before = row_after then
    return null;
  elsif tg_op = 'UPDATE' and key_before <> key_after then
    -- Under another key it is another row.
    perform record_item(tg_table_name, key_before, of_layer, 'delete', row_before, null, box, was_secret, false);
    perform record_item(tg_table_name, key_after, of_layer, 'insert', null, row_after, box, false, is_secret);
  else
    perform record_item(tg_table_name, coalesce(key_after, key_before), of_layer, lower(tg_op), row_before, row_after,
      box, was_secret, is_secret);
  end if;
  return null;
end $$;

create or replace function refuse_rewriting() returns trigger language plpgsql as $$
begin
  raise exception 'the record of changes is never rewritten' using errcode = 'integrity_constraint_violation';
end $$;

-- The first entry that is not as it was written: where, and in plain words why. None where the chain holds.
-- With the head somebody noted (npm run verify prints it), what was cut off at the end shows too.
-- As each entry holds the digest of the one before, all can be looked at at once.
create or replace function record_break(noted bytea default null) returns table (change bigint, ord integer, why text)
language sql stable as $$
  with items as (
    select i.change, i.ord, i.digest, row_number() over one as expected,
      i.digest = item_digest(lag(i.digest, 1, c.digest) over one, i.change, i.ord, i.what, i.key, i.layer, i.op, i.derived,
        i.before, i.after) as kept
    from changes c join change_items i on i.change = c.seq
    window one as (partition by i.change order by i.ord)
  ), ends as (
    select c.*, row_number() over (order by c.seq) as expected,
      coalesce((select i.digest from change_items i where i.change = c.seq order by i.ord desc limit 1), c.digest) as last
    from changes c
  ), heads as (
    select e.seq, e.expected,
      e.digest = change_digest(lag(e.last, 1, ''::bytea) over (order by e.seq), e.seq, e.id, e.kind, e.note, e.person, e.behalf, e.at,
        e.undoes, e.asked) as kept
    from ends e
  ), breaks as (
    select case when h.seq <> h.expected then h.expected else h.seq end as change, null::integer as ord,
      case when h.seq <> h.expected then 'missing' else 'altered' end as why
    from heads h where h.seq <> h.expected or not h.kept
    union all
    select i.change, i.expected::integer, case when i.ord <> i.expected then 'missing' else 'altered' end
    from items i where i.ord <> i.expected or not i.kept
    union all
    select coalesce(max(c.seq), 0), null, 'cut off' from changes c
    having noted is not null and noted <> ''::bytea and not exists (select from changes x where x.digest = noted)
      and not exists (select from change_items x where x.digest = noted)
  )
  select b.change, b.ord, b.why from breaks b order by b.change, b.ord nulls first limit 1
$$;

-- Rows that are not what the record last said of them: changed beneath the triggers. Only rows the record knows.
create or replace function record_strays() returns table (what text, key text) language plpgsql stable set timezone = 'UTC' as $$
declare
  t record;
begin
  for t in select r.name, r.shaped, r.keys from recorded_tables r loop
    return query execute format($f$
      with last as (
        select distinct on (i.key) i.key, i.after from change_items i where i.what = %1$L order by i.key, i.change desc, i.ord desc
      ), present as (
        select concat_ws(' ', %2$s) as key, to_jsonb(t) - '{geom,password,staff_only}'::text[] as now %3$s from %1$I t
      )
      select %1$L::text, l.key from last l left join present p on p.key = l.key
      where (l.after - '{geom,staff_only}'::text[]) is distinct from p.now or %4$s
    $f$, t.name, (select string_agg(format('t.%I', k), ', ') from unnest(t.keys) k),
      case when t.shaped then ', t.geom::text as shape' else '' end,
      case when t.shaped then format($g$l.after is not null and p.shape is distinct from
        (select i.after ->> 'geom' from change_items i where i.what = %L and i.key = l.key and i.after ? 'geom' order by i.change desc, i.ord desc limit 1)
        and exists (select from change_items i where i.what = %1$L and i.key = l.key and i.after ? 'geom')$g$, t.name) else 'false' end);
  end loop;
end $$;

-- Which tables are recorded, and by what key.
drop view if exists recorded_tables;
create view recorded_tables as
select name, true as shaped, '{code}'::text[] as keys from layer_tables
union all
select * from (values
  ('links', false, '{upstream,downstream,downstream_m}'::text[]), ('household_owners', false, '{household}'),
  ('past_versions', true, '{layer,code,version}'), ('orgs', false, '{code}'), ('people', false, '{code}'), ('contacts', false, '{person}'),
  ('tenures', false, '{code}'), ('posts', false, '{code}'), ('assistants', false, '{person,chief,valid_from}'),
  ('accounts', false, '{code}'), ('strategies', false, '{code}'), ('strategy_items', false, '{code}'),
  ('archive_entries', false, '{code}'), ('samples', false, '{code}'), ('imports', false, '{code}'), ('import_originals', true, '{layer,code,import}')
) t (name, shaped, keys);

do $$
declare
  t record;
begin
  for t in select * from recorded_tables loop
    execute format('create or replace trigger %I after insert or update or delete on %I for each row execute function record_row(%s)',
      t.name || '_recorded', t.name,
      (select string_agg(quote_literal(a), ', ') from unnest(array[case when t.shaped then 'shape' else 'plain' end] || t.keys) a));
  end loop;
end $$;
create or replace trigger changes_kept before update or delete on changes for each row execute function refuse_rewriting();
create or replace trigger changes_not_emptied before truncate on changes for each statement execute function refuse_rewriting();
create or replace trigger change_items_kept before update or delete on change_items for each row execute function refuse_rewriting();
create or replace trigger change_items_not_emptied before truncate on change_items for each statement execute function refuse_rewriting();

-- A version moves with every change; what was valid before is kept when valid_from moves on.
create or replace function keep_past_version() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  bare record;
begin
  if new is not distinct from old then return new; end if;
  new.version := old.version + 1;
  if new.valid_from > old.valid_from and coalesce(current_setting('one_map.undoing', true), '') <> 'on' then
    bare := old;
    bare.geom := null;
    insert into past_versions (layer, code, valid_from, valid_to, version, attributes, geom)
    values (
      case when tg_table_name = 'waters' then layer_of_water(to_jsonb(bare) ->> 'kind') else tg_table_name end,
      old.code, old.valid_from, new.valid_from, old.version, to_jsonb(bare) - '{geom,version,staff_only}'::text[],
      case when old.geom is distinct from new.geom then old.geom end);
  end if;
  return new;
end $$;

-- A code that was somebody else's before goes on counting where that ended.
create or replace function continue_version() returns trigger
language plpgsql security definer set search_path = public, pg_temp set enable_seqscan = off as $$
declare
  -- A name sorts otherwise than a text, so that an index of texts would be gone through from end to end, at every row.
  of_table constant text := tg_table_name;
begin
  new.version := greatest(new.version, 1 + coalesce((
    select max((i.before ->> 'version')::int) from change_items i
    where i.what = of_table and i.key = new.code and i.op = 'delete'), 0));
  return new;
end $$;

-- Every recorded table whose rows have versions: none has to be named once more.
do $$
declare
  t record;
begin
  for t in
    select r.name
    from recorded_tables r join pg_attribute a on a.attrelid = r.name::regclass and a.attname = 'version' and not a.attisdropped
    where r.keys = '{code}'
  loop
    execute format('create or replace trigger %I before insert on %I for each row execute function continue_version()',
      t.name || '_continued', t.name);
    execute format('create or replace trigger %I before update on %I for each row execute function keep_past_version()',
      t.name || '_keep', t.name);
  end loop;
end $$;

-- What was asked for under an id, for whoever sends it again; that much everybody may know.
create or replace function change_said(change_id uuid) returns table (seq bigint, asked text)
language sql stable security definer set search_path = public, pg_temp set enable_seqscan = off as
  $$ select c.seq, c.asked from changes c where c.id = change_id $$;
